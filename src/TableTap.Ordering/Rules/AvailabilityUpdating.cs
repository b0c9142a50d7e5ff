namespace TableTap.Ordering;

/// <summary>Decides <see cref="ItemAvailabilityUpdate"/> (docs/protocol.md §4).</summary>
internal static class AvailabilityUpdating
{
    /// <summary>Takes an item or a customisation off the menu, or puts it back. The same again is acknowledged.</summary>
    public static Decision Decide(Draft draft, ItemAvailabilityUpdate command)
    {
        var profile = draft.Cafe.Profile;
        // What an import took away meanwhile must not stay out for ever.
        var isOut = draft.Cafe.Outages.Contains(
            new Outage(command.ItemId, command.Customization, command.CounterId).Key
        );
        var refusal =
            !draft.Actor.IsEmployee ? Refusal.NotAllowed("Only the staff may do that")
            : command.ItemId is null == command.Customization is null
                ? Refusal.Invalid("itemId", "name either an item or a customization")
            : isOut ? null
            : command.ItemId is { } itemId && profile.Item(itemId) is null
                ? Refusal.NotFound("item", itemId)
            : command.Customization is { } name && profile.Customization(name) is null
                ? Refusal.NotFound("customization", name)
            : command.CounterId is { } counterId && profile.Counter(counterId) is null
                ? Refusal.NotFound("counter", counterId)
            : null;
        if (refusal is not null)
        {
            return refusal;
        }

        var changed = new ItemAvailabilityChanged(
            draft.Now,
            command.ItemId,
            command.Customization,
            command.CounterId,
            command.Available,
            draft.By
        );
        if (CafeApply.Apply(draft.Cafe, changed).Outages == draft.Cafe.Outages)
        {
            return Decision.Nothing;
        }

        draft.Tell(changed);
        Dispatch.ReleaseHeld(draft);
        return draft.Accept();
    }
}
