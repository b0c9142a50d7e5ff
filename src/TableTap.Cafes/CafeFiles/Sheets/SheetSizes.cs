using System.Globalization;
using TableTap.Cafes.CafeFiles.Formats;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>One of the forms in which an item is sold: a size, or a size with something else that is chosen.</summary>
/// <param name="Values">What it is of each thing that is chosen: <c>Large</c>, <c>Oat milk</c>.</param>
/// <param name="Price">What one costs.</param>
internal sealed record SheetVariant(IReadOnlyList<string> Values, SheetCell Price);

/// <summary>
/// Makes choice groups of the forms in which items are sold. Items that are sold in the same sizes share one group, and each has its own
/// prices. Where a second thing is chosen (a milk), it becomes a group that adds to the price, as far as the prices are such; else each
/// combination is an option. One reading, one thread.
/// </summary>
/// <param name="menu">Where the groups go.</param>
/// <param name="groupIds">The ids of groups.</param>
/// <param name="optionIds">The ids of options.</param>
internal sealed class SheetSizes(SheetMenu menu, SheetIds groupIds, SheetIds optionIds)
{
    private readonly Dictionary<string, (string GroupId, string[] OptionIds)> _groups = new(
        StringComparer.Ordinal
    );

    /// <summary>Gives an item the choice between its forms, and their prices.</summary>
    /// <param name="item">The item.</param>
    /// <param name="axes">What is chosen: <c>Size</c>, <c>Milk</c>.</param>
    /// <param name="variants">The forms in their order; at least one.</param>
    /// <returns>The ids of its groups.</returns>
    public IReadOnlyList<string> Choose(
        SheetEntry item,
        IReadOnlyList<string> axes,
        IReadOnlyList<SheetVariant> variants
    )
    {
        item.Add("price", SheetAmount.Of(variants[0].Price));
        if (axes.Count > 1 && Added(variants, axes.Count) is { } added)
        {
            return
            [
                Sized(
                    item,
                    axes[0],
                    [
                        .. variants
                            .Where(one =>
                                one.Values.Skip(1).SequenceEqual(variants[0].Values.Skip(1))
                            )
                            .Select(one => (one.Values[0], one.Price)),
                    ]
                ),
                .. added.Select((options, axis) => Adding(item.Mark, axes[axis + 1], options)),
            ];
        }

        return
        [
            Sized(
                item,
                string.Join(" / ", axes),
                [.. variants.Select(one => (string.Join(" / ", one.Values), one.Price))]
            ),
        ];
    }

    private string Sized(
        SheetEntry item,
        string axis,
        IReadOnlyList<(string Name, SheetCell Price)> options
    )
    {
        var (groupId, optionIds) = Group(
            item.Mark,
            axis,
            [.. options.Select(option => (option.Name, 0m))]
        );
        item.Add(
            "prices",
            new FileMap(
                item.Mark,
                [
                    .. options.Select(
                        (option, place) =>
                            new FileField(
                                option.Price.Mark,
                                optionIds[place],
                                SheetAmount.Of(option.Price)
                            )
                    ),
                ]
            )
        );
        return groupId;
    }

    private string Adding(
        FileMark mark,
        string axis,
        IReadOnlyList<(string Name, decimal Difference)> options
    ) => Group(mark, axis, options).GroupId;

    private (string GroupId, string[] OptionIds) Group(
        FileMark mark,
        string axis,
        IReadOnlyList<(string Name, decimal Difference)> options
    )
    {
        var key = string.Join(
            '\n',
            options.Select(option => $"{option.Name}\t{option.Difference}").Prepend(axis)
        );
        if (_groups.TryGetValue(key, out var known))
        {
            return known;
        }

        var group = new SheetEntry(groupIds.Of("choice", axis), mark, []);
        var ids = options.Select(option => optionIds.Of("option", option.Name)).ToArray();
        group.Add("groupId", Text(mark, group.Id));
        group.Add("name", Text(mark, axis));
        group.Add("min", new FileText(mark, "1", IsText: false));
        group.Add("max", new FileText(mark, "1", IsText: false));
        group.Add(
            "options",
            new FileList(
                mark,
                [
                    .. options.Select(
                        (option, place) => Option(mark, ids[place], option, isFirst: place == 0)
                    ),
                ]
            )
        );
        menu.Groups.Add(group);
        return _groups[key] = (group.Id, ids);
    }

    private static FileMap Option(
        FileMark mark,
        string id,
        (string Name, decimal Difference) option,
        bool isFirst
    )
    {
        var entry = new SheetEntry(id, mark, []);
        entry.Add("optionId", Text(mark, id));
        entry.Add("name", Text(mark, option.Name));
        if (option.Difference != 0)
        {
            entry.Add(
                "difference",
                new FileText(
                    mark,
                    option.Difference.ToString(CultureInfo.InvariantCulture),
                    IsText: false
                )
            );
        }

        if (isFirst)
        {
            entry.Add("default", new FileText(mark, "true", IsText: false));
        }

        return entry.ToMap();
    }

    /// <summary>
    /// What each further thing adds to the price, where all combinations are there and each costs what its parts say; null where that is not
    /// so.
    /// </summary>
    private static List<List<(string Name, decimal Difference)>>? Added(
        IReadOnlyList<SheetVariant> variants,
        int axes
    )
    {
        var prices = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var variant in variants)
        {
            if (
                variant.Values.Count != axes
                || !decimal.TryParse(
                    SheetAmount.Plain(variant.Price.Text),
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var price
                )
                || !prices.TryAdd(string.Join('\n', variant.Values), price)
            )
            {
                return null;
            }
        }

        var values = Enumerable
            .Range(0, axes)
            .Select(axis => variants.Select(one => one.Values[axis]).Distinct().ToList())
            .ToList();
        if (values.Aggregate(1L, (all, some) => all * some.Count) != prices.Count)
        {
            return null;
        }

        var first = values.Select(some => some[0]).ToArray();
        var added = values
            .Select(
                (some, axis) =>
                    some.Select(value =>
                            (Name: value, Difference: Price(axis, value) - Price(0, first[0]))
                        )
                        .ToList()
            )
            .ToList();
        return variants.All(variant =>
            prices[string.Join('\n', variant.Values)]
            == prices[string.Join('\n', first)]
                + variant
                    .Values.Select(
                        (value, axis) => added[axis].First(one => one.Name == value).Difference
                    )
                    .Sum()
        )
            ? added[1..]
            : null;

        decimal Price(int axis, string value) =>
            prices[string.Join('\n', first.Select((one, place) => place == axis ? value : one))];
    }

    private static FileText Text(FileMark mark, string text) => new(mark, text, IsText: true);
}
