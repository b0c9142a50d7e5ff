using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Reports;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="CloseDay"/> (docs/protocol.md §5, "The day's closing").</summary>
internal static class ClosingDecider
{
    /// <summary>Closes the day: once, however often a hurried manager presses.</summary>
    public static Decision Decide(DecisionDraft draft, CloseDay command)
    {
        if (!draft.Actor.IsManager)
        {
            return Refusal.NotAllowed("Only a manager closes the day");
        }

        if (Forms(draft, command) is { } wrong)
        {
            return wrong;
        }

        if (draft.Cafe.Profile.Closing is null)
        {
            return Refusal.Conflict("The café keeps no closings: its file has no 'closing'");
        }

        var closing = ClosingReport.Of(draft.Cafe, draft.Now, draft.By, command.Counted);
        if (command.ExpectedNumber is { } expected && expected != closing.Number)
        {
            return Refusal.Conflict($"The next closing is number {closing.Number}");
        }

        if (closing.Sales.IsEmpty && draft.Cafe.LastClosing is { } last && last.Day == closing.Day)
        {
            return Refusal.Conflict(
                $"The day is closed: nothing moved since closing {last.Number}"
            );
        }

        draft.Emit(new DayClosedFact(draft.Now, closing));
        return draft.Accept(new ClosedDay(closing.Number));
    }

    private static Refusal? Forms(DecisionDraft draft, CloseDay command) =>
        InputChecks.Refuse(
            command.Counted < Money.Zero || command.Counted > InputChecks.LargestAmount
                ? new FieldProblem("counted", $"from 0 to {InputChecks.LargestAmount}")
                : null,
            InputChecks.Payable("counted", command.Counted, draft.Cafe.Profile),
            command.ExpectedNumber < 1 ? new FieldProblem("expectedNumber", "at least 1") : null
        );
}
