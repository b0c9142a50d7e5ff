using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="UpdateItemAvailability"/> (docs/protocol.md §4).</summary>
internal static class ItemAvailabilityDecider
{
    /// <summary>Takes an item, a customisation or an option off the menu, counts it, or puts it back. The same again is acknowledged.</summary>
    public static Decision Decide(DecisionDraft draft, UpdateItemAvailability command)
    {
        var profile = draft.Cafe.Profile;
        // What an import took away meanwhile must not stay out for ever.
        var isKnown =
            draft.Cafe.Outages.Contains(command.Outage.Key)
            || draft.Cafe.Countdowns.Contains(command.Outage.Key);
        var named = new[] { command.ItemId, command.Customization, command.OptionId };
        var refusal =
            draft.Actor is { IsEmployee: false, IsSystem: false }
                ? Refusal.NotAllowed("Only the staff may do that")
            : named.Count(one => one is not null) != 1
                ? Refusal.Invalid("itemId", "name either an item, a customization or an option")
            : Count(command) is { } miscounted ? miscounted
            : isKnown ? null
            : command.ItemId is { } itemId && profile.Item(itemId) is null
                ? Refusal.NotFound("item", itemId)
            : command.Customization is { } name && profile.Customization(name) is null
                ? Refusal.NotFound("customization", name)
            : command.OptionId is { } optionId && profile.Option(optionId) is null
                ? Refusal.NotFound("option", optionId)
            : command.CounterId is { } counterId && profile.Counter(counterId) is null
                ? Refusal.NotFound("counter", counterId)
            : null;
        if (refusal is not null)
        {
            return refusal;
        }

        DateTimeOffset? backAt = command.BackNextDay ? NextDay(draft) : null;
        var affected = command.Available ? [] : Affected(draft.Cafe, command, backAt);
        var changed = new ItemAvailabilityChangedFact(
            draft.Now,
            command.ItemId,
            command.Customization,
            command.CounterId,
            command.Available,
            draft.By,
            affected,
            command.OptionId,
            command.Remaining,
            backAt
        );
        var after = CafeApply.Apply(draft.Cafe, changed);
        if (after.Outages == draft.Cafe.Outages && after.Countdowns == draft.Cafe.Countdowns)
        {
            return Decision.Nothing;
        }

        draft.Emit(changed);
        if (command is { Available: false, CounterId: null })
        {
            UnpaidOrders.OfferAgain(draft, command, backAt);
        }

        foreach (var orderId in affected)
        {
            WorkDistribution.TryAssign(draft, orderId, line => UnpaidOrders.Needs(command, line));
        }

        WorkDistribution.Release(draft);
        return draft.Accept();
    }

    /// <summary>What is wrong with a number of what is left, or with when it ends.</summary>
    private static Refusal? Count(UpdateItemAvailability command) =>
        command switch
        {
            { BackNextDay: true, Available: true, Remaining: null } => Refusal.Invalid(
                "backNextDay",
                "only what is out or counted is back the next day"
            ),
            { Remaining: null } => null,
            { Available: false } => Refusal.Invalid(
                "remaining",
                "only what is to be had is counted"
            ),
            { Customization: not null } => Refusal.Invalid(
                "remaining",
                "items and options are counted, customizations are not"
            ),
            { CounterId: not null } => Refusal.Invalid(
                "remaining",
                "what is left is counted for the whole café"
            ),
            { Remaining: < 1 or > Countdown.Most } => Refusal.Invalid(
                "remaining",
                $"from 1 to {Countdown.Most}"
            ),
            _ => null,
        };

    /// <summary>The next cut-off of the day; midnight in a café that has none.</summary>
    private static DateTimeOffset NextDay(DecisionDraft draft) =>
        LocalTime.NextCutOff(
            draft.Cafe.Profile,
            draft.Limits.DayCutOff ?? TimeSpan.Zero,
            draft.Now
        );

    /// <summary>The open orders with something left to make that needs what is out, the oldest first; those that are offered again are none.</summary>
    private static EquatableList<string> Affected(
        Cafe cafe,
        UpdateItemAvailability command,
        DateTimeOffset? backAt
    ) =>
        cafe
            .OpenOrders.Values.Where(order =>
                !(order.ScheduledFor >= backAt)
                && order.Lines.Items.Any(line =>
                    line.Status.IsToDo && UnpaidOrders.Needs(command, line)
                )
                && !(command.CounterId is null && UnpaidOrders.CanBeOfferedAgain(order))
            )
            .Select(order => order.OrderId)
            .ToEquatableList();
}
