using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Whether an order is filled in rightly, and whether what it names is there (docs/protocol.md §5).</summary>
internal static class OrderValidation
{
    /// <summary>Everything that is wrong with the form itself.</summary>
    public static Refusal? Check(CafeProfile cafe, CreateOrder order)
    {
        var problems = new List<FieldProblem?>
        {
            Table(cafe, order),
            InputChecks.Text(
                "specialInstructions",
                order.SpecialInstructions,
                cafe.Limits.TextLength
            ),
            InputChecks.Text("customerName", order.CustomerName, cafe.Limits.NameLength),
            order.CustomerId is null || Identifier.IsValid(order.CustomerId)
                ? null
                : new FieldProblem("customerId", "is no id"),
            order.Items.Count == 0 ? new FieldProblem("items", "an order needs at least one item")
            : order.Items.Count > cafe.Limits.LinesPerOrder
                ? new FieldProblem(
                    "items",
                    $"at most {Counted.Of(cafe.Limits.LinesPerOrder, "line", "lines")}"
                )
            : null,
        };

        var lines = order.Items.Items.Take(cafe.Limits.LinesPerOrder).ToList();
        for (var index = 0; index < lines.Count; index++)
        {
            problems.AddRange(Line(cafe, lines[index], $"items[{index}]"));
        }

        problems.AddRange(
            lines
                .Where(line => line.Quantity > 0)
                .GroupBy(line => line.ItemId, StringComparer.Ordinal)
                .Where(item =>
                    item.Count() > 1
                    && item.Sum(line => (long)line.Quantity) > cafe.Limits.QuantityPerItem
                )
                .Select(item => new FieldProblem(
                    "items",
                    $"at most {cafe.Limits.QuantityPerItem} of '{item.Key}' in one order"
                ))
        );
        return InputChecks.Refuse(problems.ToArray());
    }

    /// <summary>Whether everything named can be had in the café at all.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="order">What is wanted; it keeps the rules.</param>
    /// <param name="now">The present time.</param>
    public static Refusal? CheckAvailability(Cafe cafe, CreateOrder order, DateTimeOffset now)
    {
        var problems = order
            .Items.Items.SelectMany(
                (line, index) => Missing(cafe, line, order.ScheduledFor, $"items[{index}]")
            )
            .Concat(NotServed(cafe.Profile, order, order.ScheduledFor ?? now))
            .Concat(Countdowns.Short(cafe, order))
            .ToEquatableList();
        return problems.Count == 0
            ? null
            : new Refusal(
                RefusalCode.ItemUnavailable,
                string.Join("; ", problems.Items.Select(problem => problem.What).Distinct())
            )
            {
                Details = problems,
            };
    }

    /// <summary>What is on no menu of that time, with the hours of its menus.</summary>
    private static IEnumerable<FieldProblem> NotServed(
        CafeProfile cafe,
        CreateOrder order,
        DateTimeOffset at
    ) =>
        cafe.Menus.Count == 0
            ? []
            : order
                .Items.Items.Select((line, index) => (Item: cafe.Item(line.ItemId)!, index))
                .Where(one => !MenuHours.IsServed(cafe, one.Item, at))
                .Select(one => new FieldProblem(
                    $"items[{one.index}].itemId",
                    $"{one.Item.Name} is served with {MenuHours.Words(cafe, one.Item)}"
                ));

    private static IEnumerable<FieldProblem?> Line(CafeProfile cafe, NewOrderLine line, string path)
    {
        if (line.Quantity < 1 || line.Quantity > cafe.Limits.QuantityPerItem)
        {
            yield return new FieldProblem(
                $"{path}.quantity",
                $"from 1 to {cafe.Limits.QuantityPerItem}"
            );
        }

        if (line.Course is < OrderCourses.First or > OrderCourses.Last)
        {
            yield return new FieldProblem(
                $"{path}.course",
                $"from {OrderCourses.First} to {OrderCourses.Last}"
            );
        }

        if (line.Note is not null)
        {
            yield return InputChecks.Text($"{path}.note", line.Note, TextLimits.Note);
        }

        if (line.Customizations.Count > cafe.Limits.CustomizationsPerLine)
        {
            yield return new FieldProblem(
                $"{path}.customizations",
                $"at most {cafe.Limits.CustomizationsPerLine}"
            );
        }

        if (cafe.Item(line.ItemId) is not { } item)
        {
            yield return new FieldProblem($"{path}.itemId", "is not on the menu");
            yield break;
        }

        for (
            var index = 0;
            index < Math.Min(line.Customizations.Count, cafe.Limits.CustomizationsPerLine);
            index++
        )
        {
            var name = line.Customizations[index];
            if (!item.Customizations.Contains(name) || cafe.Customization(name) is null)
            {
                yield return new FieldProblem(
                    $"{path}.customizations[{index}]",
                    $"does not go with {item.Name}"
                );
            }
        }

        if (item.Groups.Count == 0 && line.Options.Count == 0)
        {
            yield break;
        }

        foreach (var problem in ItemChoices.Problems(cafe, item, line.Options, $"{path}.options"))
        {
            yield return problem;
        }
    }

    private static FieldProblem? Table(CafeProfile cafe, CreateOrder order) =>
        order.OrderType != OrderType.DineIn ? null
        : order.TableNumber is null ? new FieldProblem("tableNumber", "is needed for dine-in")
        : cafe.Tables.Contains(order.TableNumber) ? null
        : new FieldProblem("tableNumber", "there is no such table");

    private static IEnumerable<FieldProblem> Missing(
        Cafe cafe,
        NewOrderLine line,
        DateTimeOffset? at,
        string path
    )
    {
        if (OutageLookup.IsOut(cafe, line.ItemId, null, at: at))
        {
            yield return new FieldProblem(
                $"{path}.itemId",
                $"{cafe.Profile.Item(line.ItemId)!.Name} is not available right now"
            );
        }

        for (var index = 0; index < line.Customizations.Count; index++)
        {
            if (OutageLookup.IsOut(cafe, null, line.Customizations[index], at: at))
            {
                yield return new FieldProblem(
                    $"{path}.customizations[{index}]",
                    $"{line.Customizations[index]} is not available right now"
                );
            }
        }

        if (cafe.Outages.Count == 0 && cafe.Countdowns.Count == 0)
        {
            yield break;
        }

        foreach (var problem in ItemChoices.Missing(cafe, line, at, $"{path}.options"))
        {
            yield return problem;
        }
    }
}
