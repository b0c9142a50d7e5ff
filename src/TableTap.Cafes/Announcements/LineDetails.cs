using TableTap.Ordering.State;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cafes.Announcements;

/// <summary>What is special about a line, as the wire tells it; a field that has nothing to say is absent (section 5).</summary>
public static class LineDetails
{
    /// <summary>The choices of a line in the order of its item's groups; null where it has none.</summary>
    /// <param name="line">The line of an order.</param>
    public static IReadOnlyList<Choice>? Choices(OrderLine line) =>
        line.Choices.Count == 0
            ? null
            :
            [
                .. line.Choices.Items.Select(one => new Choice(
                    one.GroupId,
                    one.Group,
                    one.OptionId,
                    one.Name
                )),
            ];

    /// <summary>The course that it is part of; null where it has none.</summary>
    /// <param name="line">The line of an order.</param>
    public static int? Course(OrderLine line) => line.Course == 0 ? null : line.Course;

    /// <summary>How old the guest has to be; null for any age.</summary>
    /// <param name="line">The line of an order.</param>
    public static int? MinAge(OrderLine line) => line.MinAge == 0 ? null : line.MinAge;

    /// <summary>What the guest cannot eat; null where nothing was said.</summary>
    /// <param name="line">The line of an order.</param>
    public static IReadOnlyList<Allergen>? Allergies(OrderLine line) =>
        line.Allergies.Count == 0 ? null : line.Allergies.Items;
}
