using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="ConfigureCafe"/>: what an import comes down to.</summary>
internal static class ConfigurationDecider
{
    /// <summary>Sets the café up, or anew. The same profile again is acknowledged.</summary>
    public static Decision Decide(DecisionDraft draft, ConfigureCafe command)
    {
        if (!draft.Actor.IsSystem && !draft.Actor.IsManager)
        {
            return Refusal.NotAllowed("Only a manager sets a café up");
        }

        var refusal =
            ProfileValidation.Check(command.Profile)
            ?? IsAnother(draft.Cafe, command)
            ?? LosesItsManager(draft.Actor, command.Profile)
            ?? LosesWork(draft.Cafe, command.Profile);
        if (refusal is not null)
        {
            return refusal;
        }

        if (draft.Cafe.Profile != command.Profile)
        {
            var staffed = WorkDistribution.Staffed(draft.Cafe);
            ClockOutWhoLeaves(draft, command.Profile);
            draft.Emit(new CafeConfiguredFact(draft.Now, command.Profile, draft.By));
            WorkDistribution.Release(
                draft,
                [.. staffed.Except(WorkDistribution.Staffed(draft.Cafe))]
            );
        }

        return draft.Accept();
    }

    /// <summary>Who looked at the café before it was changed does not undo that change unseen.</summary>
    private static Refusal? IsAnother(Cafe cafe, ConfigureCafe command) =>
        command.Expected is null
        || cafe.Profile == command.Expected
        || cafe.Profile == command.Profile
            ? null
            : Refusal.Conflict("The café was changed meanwhile; look again");

    /// <summary>A manager who is no longer one of the café's could not take it back.</summary>
    private static Refusal? LosesItsManager(Actor actor, CafeProfile profile) =>
        actor.Role != Role.Manager || profile.Employee(actor.UserId)?.Role == Role.Manager
            ? null
            : Refusal.Conflict("You stay a manager of this café; another one can take you out");

    /// <summary>A counter that made part of an order is needed until that order is handed over: it may be recalled.</summary>
    private static Refusal? LosesWork(Cafe cafe, CafeProfile profile)
    {
        var lost = cafe.Profile.Counters.Items.FirstOrDefault(counter =>
            profile.Counter(counter.CounterId) is null
            && cafe.OpenOrders.Values.Any(order => order.LinesAt(counter.CounterId).Any())
        );
        return lost is null
            ? null
            : Refusal.Conflict(
                $"{lost.Name} has orders that are not handed over yet and cannot be taken away"
            );
    }

    /// <summary>Nobody else could: who is not in the profile is not known to any other command.</summary>
    private static void ClockOutWhoLeaves(DecisionDraft draft, CafeProfile profile)
    {
        foreach (var person in draft.Cafe.Profile.Staff.Items)
        {
            if (
                profile.Employee(person.EmployeeId) is null
                && draft.Cafe.Shifts.TryGet(person.EmployeeId, out var shift)
            )
            {
                ClockInDecider.ClockOut(draft, person.Name, shift, null);
            }
        }
    }
}
