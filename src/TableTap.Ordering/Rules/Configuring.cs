namespace TableTap.Ordering;

/// <summary>Decides <see cref="CafeConfigure"/>: what an import comes down to.</summary>
internal static class Configuring
{
    /// <summary>Sets the café up, or anew. The same profile again is acknowledged.</summary>
    public static Decision Decide(Draft draft, CafeConfigure command)
    {
        if (draft.Actor.Role is not (Role.Admin or Role.System))
        {
            return Refusal.NotAllowed("Only an admin sets a café up");
        }

        var refusal = ProfileForm.Check(command.Profile) ?? LosesWork(draft.Cafe, command.Profile);
        if (refusal is not null)
        {
            return refusal;
        }

        if (draft.Cafe.Profile != command.Profile)
        {
            draft.Tell(new CafeConfigured(draft.Now, command.Profile, draft.By));
            Dispatch.ReleaseHeld(draft);
        }

        return draft.Accept();
    }

    private static Refusal? LosesWork(Cafe cafe, CafeProfile profile)
    {
        var lost = cafe.Profile.Counters.Items.FirstOrDefault(counter =>
            profile.Counter(counter.CounterId) is null && Queue.At(cafe, counter.CounterId).Any()
        );
        return lost is null
            ? null
            : Refusal.Conflict($"{lost.Name} still has orders to make and cannot be taken away");
    }
}
