using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="AddOrderNote"/>: the staff writes to the guest of an order (docs/protocol.md §4).</summary>
internal static class OrderNoteDecider
{
    /// <summary>Notes what the guest is to read.</summary>
    public static Decision Decide(DecisionDraft draft, AddOrderNote command)
    {
        var refusal =
            OrderAccess.FindForStaff(draft, command, out var order)
            ?? InputChecks.Refuse(
                InputChecks.Needed("message", command.Message, draft.Limits.TextLength)
            );
        if (refusal is not null)
        {
            return refusal;
        }

        if (order.OwnerId is null)
        {
            return Refusal.Conflict("Nobody follows this order on a phone: tell the guest", order);
        }

        if (order.Notes.Count >= draft.Limits.NotesPerOrder)
        {
            return new Refusal(
                RefusalCode.TooMany,
                $"The guest of this order was told {Counted.Of(order.Notes.Count, "note", "notes")} already"
            )
            {
                Limit = draft.Limits.NotesPerOrder,
            };
        }

        draft.Emit(
            new OrderNoteAddedFact(
                draft.Now,
                order.OrderId,
                InputChecks.Trimmed(command.Message)!,
                draft.By
            )
        );
        return draft.Accept();
    }
}
