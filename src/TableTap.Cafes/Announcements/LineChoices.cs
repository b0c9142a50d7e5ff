using TableTap.Ordering.State;
using TableTap.Protocol.Messages;

namespace TableTap.Cafes.Announcements;

/// <summary>What was chosen for a line, as the wire tells it (section 5).</summary>
public static class LineChoices
{
    /// <summary>The choices of a line in the order of its item's groups; null where it has none, so that the field is absent.</summary>
    /// <param name="line">The line of an order.</param>
    public static IReadOnlyList<Choice>? Of(OrderLine line) =>
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
}
