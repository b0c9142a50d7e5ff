using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="AssignOrder"/>: a manager knows better than the routing (docs/protocol.md §4).</summary>
internal static class AssignmentDecider
{
    /// <summary>Gives what is not started of an order to a counter, or the order to somebody. The same again is acknowledged.</summary>
    public static Decision Decide(DecisionDraft draft, AssignOrder command)
    {
        var refusal = OrderAccess.FindForStaff(draft, command, out var order);
        if (refusal is not null)
        {
            return refusal;
        }

        if (!draft.Actor.IsManager)
        {
            return Refusal.NotAllowed("Only a manager assigns orders");
        }

        return (command.CounterId, command.EmployeeId) switch
        {
            ({ } counterId, null) => ToCounter(draft, order, counterId),
            (null, { } employeeId) => ToEmployee(draft, order, employeeId),
            _ => Refusal.Invalid("counterId", "name either a counter or an employee"),
        };
    }

    private static Decision ToCounter(DecisionDraft draft, Order order, string counterId)
    {
        if (draft.Cafe.Profile.Counter(counterId) is not { } counter)
        {
            return Refusal.NotFound("counter", counterId);
        }

        if (draft.Cafe.StatusOf(counterId) != CounterStatus.Active)
        {
            return Refusal.Conflict($"{counter.Name} is not active");
        }

        var queued = order.Lines.Items.Where(line => line.Status == LineStatus.Queued).ToList();
        if (!order.Status.IsAtCounters || queued.Count == 0)
        {
            return Refusal.WrongStatus(
                order,
                $"Nothing of the order waits to be started: it is '{order.Status.Word}'"
            );
        }

        var moving = queued
            .Where(line => line.CounterId != counterId)
            .Select(line => line.LineId)
            .ToEquatableList();
        if (moving.Count == 0)
        {
            return Decision.Nothing;
        }

        var ahead = Backlog.Ahead(draft.Cafe, order, draft.Now);
        WorkDistribution.Assign(draft, order.OrderId, counterId, moving, ahead, draft.By);
        EstimateUpdates.All(draft);
        return draft.Accept();
    }

    private static Decision ToEmployee(DecisionDraft draft, Order order, string employeeId)
    {
        if (draft.Cafe.Profile.Employee(employeeId) is not { } person)
        {
            return Refusal.NotFound("employee", employeeId);
        }

        if (order.Status is OrderStatus.Pending or OrderStatus.Scheduled || order.Status.IsFinal)
        {
            return Refusal.WrongStatus(
                order,
                $"An order that is '{order.Status.Word}' is nobody's work"
            );
        }

        if (!draft.Cafe.Shifts.Contains(employeeId))
        {
            return Refusal.Conflict($"{person.Name} is not clocked in");
        }

        if (order.AssigneeId != employeeId)
        {
            draft.Emit(new EmployeeAssignedFact(draft.Now, order.OrderId, employeeId, draft.By));
        }

        return draft.Accept();
    }
}
