using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>What a guest cannot eat: said with the order, warned about, and confirmed before it is made (docs/protocol.md §4 and §5).</summary>
internal static class Allergies
{
    /// <summary>The allergies of a line: those of the guest, whether they were said of the order or of the line, each once.</summary>
    /// <param name="order">The order as it was placed.</param>
    /// <param name="line">One of its lines.</param>
    public static EquatableList<Allergen> Of(CreateOrder order, NewOrderLine line) =>
        order.Allergies.Count == 0 && line.Allergies.Count == 0
            ? default
            : order
                .Allergies.Items.Concat(line.Allergies.Items)
                .Distinct()
                .Order()
                .ToEquatableList();

    /// <summary>Where what is ordered meets an allergy of the guest, or may: the order is taken, and the guest is told.</summary>
    /// <param name="cafe">The café.</param>
    /// <param name="lines">The lines of the order.</param>
    public static EquatableList<OrderWarning> Warnings(
        CafeProfile cafe,
        EquatableList<OrderLine> lines
    ) =>
        lines.Items.All(line => line.Allergies.Count == 0)
            ? default
            : lines
                .Items.Select((line, index) => Warning(cafe, line, $"items[{index}]"))
                .OfType<OrderWarning>()
                .ToEquatableList();

    /// <summary>The refusal to start lines of which nobody has confirmed that the guest has an allergy; null where there is none.</summary>
    /// <param name="lines">The lines that are to be started.</param>
    /// <param name="areSeen">Whether the sender confirms it.</param>
    public static Refusal? NotSeen(IEnumerable<OrderLine> lines, bool areSeen)
    {
        if (areSeen)
        {
            return null;
        }

        var unseen = lines
            .Where(line => line is { Status.IsUntouched: true, Allergies.Count: > 0 })
            .Select(line => $"{line.Name} ({Words(line.Allergies.Items)})")
            .ToArray();
        return unseen.Length == 0
            ? null
            : Refusal.Invalid(
                "allergiesSeen",
                $"the guest has an allergy: {string.Join("; ", unseen)}; confirm it with allergiesSeen: true"
            );
    }

    private static OrderWarning? Warning(CafeProfile cafe, OrderLine line, string path)
    {
        if (line.Allergies.Count == 0)
        {
            return null;
        }

        var contained = line
            .Choices.Items.Select(choice => cafe.Option(choice.OptionId)?.About?.Allergens)
            .Append(cafe.Item(line.ItemId)?.About?.Allergens)
            .SelectMany(allergens => allergens?.Items ?? [])
            .Where(allergen => line.Allergies.Contains(allergen))
            .Distinct()
            .Order()
            .ToEquatableList();
        return contained.Count > 0
                ? new(path, $"{line.Name} contains {Words(contained.Items)}", contained)
            : Undeclared(cafe, line) is { } name
                ? new(path, $"The café does not say what {name} contains", [])
            : null;
    }

    // A size says nothing because it adds nothing; a milk that says nothing beside milks that do may contain anything, and so may what is added.
    private static string? Undeclared(CafeProfile cafe, OrderLine line) =>
        cafe.Item(line.ItemId)?.About?.Allergens is null
            ? line.Name
            : line
                .Choices.Items.Where(choice =>
                    cafe.Option(choice.OptionId)?.About?.Allergens is null
                    && (cafe.Group(choice.GroupId)?.Options.Items ?? []).Any(option =>
                        option.About?.Allergens is not null
                    )
                )
                .Select(choice => choice.Name)
                .Concat(line.Customizations.Items)
                .FirstOrDefault();

    private static string Words(IEnumerable<Allergen> allergens) =>
        string.Join(", ", allergens.Select(allergen => allergen.Word));
}
