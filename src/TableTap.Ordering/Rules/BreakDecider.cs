using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="StartBreak"/> and <see cref="EndBreak"/> (docs/protocol.md §6).</summary>
internal static class BreakDecider
{
    /// <summary>Sends somebody on a break. The last person at a counter with work needs a cover, or a manager who says so.</summary>
    public static Decision Decide(DecisionDraft draft, StartBreak command)
    {
        var refusal =
            StaffAccess.FindAtWork(draft, command.EmployeeId, out var person, out var shift)
            ?? Check(draft, command);
        if (refusal is not null)
        {
            return refusal;
        }

        if (shift.Break is not null)
        {
            return Refusal.Conflict($"{person.Name} is on a break already");
        }

        var counters = CounterStaffing.CountersOf(draft.Cafe, person.EmployeeId).ToEquatableList();
        var alone = counters.Items.FirstOrDefault(counterId =>
            IsLastAt(draft.Cafe, person.EmployeeId, counterId)
        );
        if (alone is not null && command.CoveringEmployees.Count == 0 && !draft.Actor.IsManager)
        {
            return new Refusal(
                RefusalCode.CoverRequired,
                $"{draft.Cafe.CounterName(alone)} has work and nobody else is there: name who covers, or ask a manager"
            )
            {
                Details = [new FieldProblem("coveringEmployees", "somebody who is clocked in")],
            };
        }

        draft.Emit(
            new BreakStartedFact(
                draft.Now,
                person.EmployeeId,
                person.Name,
                command.BreakType,
                command.Duration,
                draft.Now + command.Duration,
                command.CoveringEmployees,
                counters,
                draft.By
            )
        );
        WorkDistribution.Release(draft);
        return draft.Accept();
    }

    /// <summary>Decides the command <see cref="EndBreak"/>: an employee is back from a break.</summary>
    public static Decision Decide(DecisionDraft draft, EndBreak command)
    {
        var refusal = StaffAccess.FindAtWork(
            draft,
            command.EmployeeId,
            out var person,
            out var shift
        );
        if (refusal is not null)
        {
            return refusal;
        }

        if (shift.Break is not { } pause)
        {
            return Refusal.Conflict($"{person.Name} is not on a break");
        }

        End(draft, person.EmployeeId, person.Name, pause);
        WorkDistribution.Release(draft);
        return draft.Accept();
    }

    /// <summary>Says that a break is over.</summary>
    public static void End(DecisionDraft draft, string employeeId, string name, Break pause)
    {
        var over = draft.Now > pause.ReturnAt ? draft.Now - pause.ReturnAt : TimeSpan.Zero;
        draft.Emit(new BreakEndedFact(draft.Now, employeeId, name, over, draft.By));
    }

    private static Refusal? Check(DecisionDraft draft, StartBreak command) =>
        InputChecks.Refuse([
            command.Duration > TimeSpan.Zero && command.Duration <= draft.Limits.LongestBreak
                ? null
                : new FieldProblem(
                    "duration",
                    $"more than 0, at most {Counted.Of(draft.Limits.LongestBreak.TotalMinutes, "minute", "minutes")}"
                ),
            .. command.CoveringEmployees.Items.Select(
                (coverId, index) =>
                    CanCover(draft, command.EmployeeId ?? draft.By, coverId)
                        ? null
                        : new FieldProblem(
                            $"coveringEmployees[{index}]",
                            "somebody else who is clocked in and not on a break"
                        )
            ),
        ]);

    private static bool CanCover(DecisionDraft draft, string employeeId, string coverId) =>
        coverId != employeeId
        && draft.Cafe.Shifts.TryGet(coverId, out var shift)
        && shift.Break is null;

    private static bool IsLastAt(Cafe cafe, string employeeId, string counterId) =>
        cafe.StatusOf(counterId) == CounterStatus.Active
        && CounterQueue.At(cafe, counterId).Any()
        && !CounterStaffing.At(cafe, counterId).Any(other => other != employeeId);
}
