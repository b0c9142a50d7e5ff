using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cli.Printing;

/// <summary>What a message changes on paper.</summary>
/// <param name="OrderId">The order that it is about.</param>
/// <param name="Paper">What is on paper of it then; null for nothing.</param>
/// <param name="Slip">What has to be printed for that; null for nothing.</param>
internal sealed record PaperStep(string OrderId, Paper? Paper, Slip? Slip = null);

/// <summary>
/// Which message of a counter's channel is printed, and as what (docs/protocol.md §5). Pure. Paper cannot be changed, so a slip says what is
/// other than on the paper that hangs there: each line is printed once, however often its ticket is told.
/// </summary>
internal static class PaperTrail
{
    /// <summary>What a message changes; null where nothing of it is on paper or comes there.</summary>
    /// <param name="papers">What the counter has on paper, by order.</param>
    /// <param name="counterId">The counter.</param>
    /// <param name="told">The payload of the message.</param>
    /// <param name="at">When it happened.</param>
    public static PaperStep? Apply(
        IReadOnlyDictionary<string, Paper> papers,
        string counterId,
        object told,
        DateTimeOffset at
    ) =>
        told switch
        {
            OrderAssigned ticket => Assigned(papers.GetValueOrDefault(ticket.OrderId), ticket, at),
            OrderItemUpdated line when papers.TryGetValue(line.OrderId, out var paper) => Updated(
                paper,
                counterId,
                line,
                at
            ),
            CourseChanged { Status: CourseStatus.Held, LineIds: { } lineIds } course
                when papers.TryGetValue(course.OrderId, out var paper) => Taken(
                paper,
                SlipKind.Held,
                line => lineIds.Contains(line.LineId),
                at
            ),
            OrderPriorityChanged change when papers.TryGetValue(change.OrderId, out var paper) =>
                Urgency(paper with { Priority = change.CurrentPriority }, paper, at),
            OrderStatusChanged change when papers.TryGetValue(change.OrderId, out var paper) =>
                Moved(paper, change, at),
            OrderCancelled cancelled when papers.TryGetValue(cancelled.OrderId, out var paper) =>
                new(paper.OrderId, null, new Slip(SlipKind.Cancelled, paper, paper.Lines, at)),
            OrderCompleted completed when papers.ContainsKey(completed.OrderId) => new(
                completed.OrderId,
                null
            ),
            _ => null,
        };

    // The whole ticket as it is now: what is not on paper yet is printed. What is made already needs no paper.
    private static PaperStep? Assigned(Paper? before, OrderAssigned ticket, DateTimeOffset at)
    {
        AssignedItem[] added =
        [
            .. ticket.Items.Where(line =>
                line.Status is LineStatus.Queued or LineStatus.Started
                && before?.Line(line.LineId) is null
            ),
        ];
        if (added.Length == 0)
        {
            return null;
        }

        var paper = Paper.Of(ticket, [.. before?.Lines ?? [], .. added]);
        var kind = before is null ? SlipKind.Ticket : SlipKind.Added;
        return new(paper.OrderId, paper, new Slip(kind, paper, added, at));
    }

    private static PaperStep? Updated(
        Paper paper,
        string counterId,
        OrderItemUpdated update,
        DateTimeOffset at
    ) =>
        update switch
        {
            { CurrentStatus: LineStatus.Voided } => Taken(
                paper,
                SlipKind.Void,
                line => line.LineId == update.LineId,
                at
            ),
            _ when update.CounterId != counterId => Taken(
                paper,
                SlipKind.Moved,
                line => line.LineId == update.LineId,
                at
            ),
            _ => null,
        };

    // Takes lines off the paper; those that are not there, nobody takes.
    private static PaperStep? Taken(
        Paper paper,
        SlipKind kind,
        Func<AssignedItem, bool> isTaken,
        DateTimeOffset at
    )
    {
        AssignedItem[] taken = [.. paper.Lines.Where(isTaken)];
        if (taken.Length == 0)
        {
            return null;
        }

        AssignedItem[] left = [.. paper.Lines.Except(taken)];
        return new(
            paper.OrderId,
            left.Length == 0 ? null : paper with { Lines = left },
            new Slip(kind, paper, taken, at)
        );
    }

    private static PaperStep Urgency(Paper paper, Paper before, DateTimeOffset at) =>
        new(
            paper.OrderId,
            paper,
            paper.IsReady || paper.Priority == before.Priority
                ? null
                : new Slip(SlipKind.Priority, paper, [], at)
        );

    // The end of an order is told by a message of its own, so that a cancellation finds what is on paper.
    private static PaperStep? Moved(Paper paper, OrderStatusChanged change, DateTimeOffset at) =>
        change switch
        {
            { CurrentStatus: OrderStatus.Completed } => new(paper.OrderId, null),
            { CurrentStatus: OrderStatus.Ready } => new(
                paper.OrderId,
                paper with
                {
                    IsReady = true,
                }
            ),
            { PreviousStatus: OrderStatus.Ready, CurrentStatus: OrderStatus.Preparing } => new(
                paper.OrderId,
                paper with
                {
                    IsReady = false,
                },
                new Slip(SlipKind.Recalled, paper with { IsReady = false }, paper.Lines, at)
            ),
            _ => null,
        };
}
