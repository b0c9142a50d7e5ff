using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>What a line of an order chooses of its item's groups, and what follows from that (docs/protocol.md §4).</summary>
internal static class ItemChoices
{
    /// <summary>What is wrong with the options that a line names: each with the group and with what it allows.</summary>
    /// <param name="cafe">The café.</param>
    /// <param name="item">The item that is ordered.</param>
    /// <param name="options">The ids that the line names.</param>
    /// <param name="path">The path of the list.</param>
    public static IEnumerable<FieldProblem> Problems(
        CafeProfile cafe,
        MenuItem item,
        EquatableList<string> options,
        string path
    )
    {
        if (options.Count > TextLimits.OptionsPerLine)
        {
            yield return new FieldProblem(path, $"at most {TextLimits.OptionsPerLine}");
            yield break;
        }

        for (var index = 0; index < options.Count; index++)
        {
            var id = options[index];
            if (options.Items.IndexOf(id) < index)
            {
                yield return new FieldProblem($"{path}[{index}]", $"'{id}' is there twice");
            }
            else if (cafe.GroupsOf(item).All(group => group.Option(id) is null))
            {
                yield return new FieldProblem(
                    $"{path}[{index}]",
                    cafe.GroupsOf(item).Select(Allowed).ToArray() is { Length: > 0 } groups
                        ? $"'{id}' is no choice of {item.Name}; {string.Join("; ", groups)}"
                        : $"'{id}' is no choice of {item.Name}, which has none"
                );
            }
        }

        foreach (var group in cafe.GroupsOf(item))
        {
            var count = Taken(group, options).Count();
            if (count < group.Min || count > group.Max)
            {
                yield return new FieldProblem(path, Allowed(group));
            }
        }
    }

    /// <summary>What a line chooses, in the order of the item's groups; where it names none of a group that asks for one, the defaults.</summary>
    /// <param name="cafe">The café.</param>
    /// <param name="item">The item that is ordered.</param>
    /// <param name="options">The ids that the line names; they keep the rules.</param>
    public static EquatableList<(ChoiceGroup Group, ChoiceOption Option)> Of(
        CafeProfile cafe,
        MenuItem item,
        EquatableList<string> options
    ) =>
        item.Groups.Count == 0
            ? default
            : cafe.GroupsOf(item)
                .SelectMany(group => Taken(group, options).Select(option => (group, option)))
                .ToEquatableList();

    /// <summary>What was chosen, as the order keeps it: with the names of this moment.</summary>
    /// <param name="chosen">What was chosen.</param>
    public static EquatableList<ChosenOption> Names(
        EquatableList<(ChoiceGroup Group, ChoiceOption Option)> chosen
    ) =>
        chosen.Count == 0
            ? default
            : chosen
                .Items.Select(one => new ChosenOption(
                    one.Group.GroupId,
                    one.Group.Name,
                    one.Option.OptionId,
                    one.Option.Name
                ))
                .ToEquatableList();

    /// <summary>The options of a line that cannot be had in the café at all.</summary>
    /// <param name="cafe">The café.</param>
    /// <param name="line">The line as it was ordered; it keeps the rules.</param>
    /// <param name="at">The time for which it is wanted; null for now.</param>
    /// <param name="path">The path of its options.</param>
    public static IEnumerable<FieldProblem> Missing(
        Cafe cafe,
        NewOrderLine line,
        DateTimeOffset? at,
        string path
    ) =>
        Of(cafe.Profile, cafe.Profile.Item(line.ItemId)!, line.Options)
            .Items.Where(chosen => OutageLookup.IsOut(cafe, null, null, chosen.Option.OptionId, at))
            .Select(chosen => new FieldProblem(
                line.Options.Items.IndexOf(chosen.Option.OptionId) is >= 0 and var index
                    ? $"{path}[{index}]"
                    : path,
                $"{chosen.Group.Name}: {chosen.Option.Name} is not available right now"
            ));

    /// <summary>What one of an item costs as it was chosen, before it is customised.</summary>
    /// <param name="item">The item that is ordered.</param>
    /// <param name="chosen">What was chosen.</param>
    public static Money Price(
        MenuItem item,
        EquatableList<(ChoiceGroup Group, ChoiceOption Option)> chosen
    )
    {
        var (price, differences) = (item.Price, Money.Zero);
        foreach (var (_, option) in chosen)
        {
            price = OwnPrice(item, option) ?? price;
            differences += option.Difference;
        }

        return price + differences;
    }

    /// <summary>What one of an item costs with an option, where the option sets the price.</summary>
    /// <param name="item">The item.</param>
    /// <param name="option">One of its options.</param>
    public static Money? OwnPrice(MenuItem item, ChoiceOption option)
    {
        foreach (var own in item.Prices)
        {
            if (own.OptionId == option.OptionId)
            {
                return own.Price;
            }
        }

        return option.Price;
    }

    /// <summary>What a counter must serve to make a line: the tag of what was chosen, else the item's.</summary>
    /// <param name="item">The item that is ordered.</param>
    /// <param name="chosen">What was chosen.</param>
    public static string? Tag(
        MenuItem item,
        EquatableList<(ChoiceGroup Group, ChoiceOption Option)> chosen
    )
    {
        foreach (var (_, option) in chosen)
        {
            if (option.Tag is { } tag)
            {
                return tag;
            }
        }

        return item.Tag;
    }

    private static IEnumerable<ChoiceOption> Taken(ChoiceGroup group, EquatableList<string> options)
    {
        var named = group.Options.Items.Where(option => options.Contains(option.OptionId));
        return group.IsRequired && !named.Any() ? group.Defaults : named;
    }

    private static string Allowed(ChoiceGroup group)
    {
        var count =
            group.Min == group.Max ? $"{group.Min}"
            : group.Min == 0 ? $"at most {group.Max}"
            : $"{group.Min} to {group.Max}";
        var options = group.Options.Items.Select(option => $"{option.OptionId} ({option.Name})");
        return $"{group.Name}: choose {count} of {string.Join(", ", options)}";
    }
}
