using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides what is asked about the courses of an order (docs/protocol.md §4).</summary>
internal static class CourseDecider
{
    /// <summary>Fires a course that is held. A course that was fired already is acknowledged.</summary>
    public static Decision Decide(DecisionDraft draft, FireCourse command)
    {
        if (Find(draft, command, out var order) is { } refusal)
        {
            return refusal;
        }

        var course = command.Course ?? order.NextCourse;
        var lines = order.LiveLines.Where(line => line.Course == course).ToList();
        if (course is null || lines.Count == 0)
        {
            return Refusal.WrongStatus(
                order,
                course is null
                    ? "Nothing of this order is held"
                    : $"The order has no course {course}"
            );
        }

        if (!lines.Exists(line => line.Status == LineStatus.Held))
        {
            return Decision.Nothing;
        }

        Courses.FireByHand(draft, order, course.Value);
        return draft.Accept();
    }

    /// <summary>Holds a course that nobody began. A course that the staff holds already is acknowledged.</summary>
    public static Decision Decide(DecisionDraft draft, HoldCourse command)
    {
        if (Find(draft, command, out var order) is { } refusal)
        {
            return refusal;
        }

        var lines = order
            .LiveLines.Where(line => line.NeedsPreparation && line.Course == command.Course)
            .ToList();
        if (lines.Count == 0)
        {
            return Refusal.WrongStatus(order, $"The order has no course {command.Course}");
        }

        if (lines.Find(line => !line.Status.IsUntouched) is { } begun)
        {
            return Refusal.WrongStatus(
                order,
                $"{begun.Name} of course {command.Course} was begun already"
            );
        }

        if (
            order.Courses?.Kept.Contains(command.Course) == true
            && lines.TrueForAll(line => line.Status == LineStatus.Held)
        )
        {
            return Decision.Nothing;
        }

        draft.Emit(
            new CourseHeldFact(
                draft.Now,
                order.OrderId,
                command.Course,
                lines.Select(line => new HeldLine(line.LineId, line.CounterId)).ToEquatableList(),
                draft.By
            )
        );
        Courses.GoOn(draft, order.OrderId);
        return draft.Accept();
    }

    /// <summary>Fires the next course by itself, if its time has come.</summary>
    public static Decision Decide(DecisionDraft draft, FireDueCourse command)
    {
        if (!draft.Actor.IsSystem)
        {
            return Refusal.NotAllowed("Only the café's own timer does that");
        }

        if (
            draft.Cafe.OpenOrder(command.OrderId)
                is not { NextCourse: not null, Courses.FireAt: { } at } order
            || at > draft.Now
        )
        {
            return Decision.Nothing;
        }

        Courses.FireDue(draft, order);
        return draft.Accept();
    }

    private static Refusal? Find(DecisionDraft draft, OrderCommand command, out Order order) =>
        OrderAccess.FindForStaff(draft, command, out order)
        ?? (
            order.Status.IsAtCounters
                ? null
                : Refusal.WrongStatus(
                    order,
                    $"No counter has its courses: the order is '{order.Status.Word}'"
                )
        );
}
