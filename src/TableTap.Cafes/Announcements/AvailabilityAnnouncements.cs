using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Protocol.Messages;

namespace TableTap.Cafes.Announcements;

/// <summary>
/// What is told of the menu when a decision changes what can be had without saying so: the last counter for an item went down, the last
/// person there went home, or an order took some of what is counted (sections 3 and 5). It follows from the café, so that no fact says it.
/// </summary>
internal static class AvailabilityAnnouncements
{
    /// <summary>Writes what a decision changed of the menu.</summary>
    /// <param name="pad">Where the messages go.</param>
    /// <param name="before">The café before the decision.</param>
    /// <param name="after">The café after it.</param>
    /// <param name="facts">What was decided.</param>
    public static void Announce(
        MessageBatch pad,
        Cafe before,
        Cafe after,
        IReadOnlyList<Fact> facts
    )
    {
        if (
            ReferenceEquals(before.Countdowns.Items, after.Countdowns.Items)
            && !facts.Any(CanChangeIt)
        )
        {
            return;
        }

        var told = new FactContext(before, after, facts[^1], new());
        foreach (var item in after.Profile.Menu)
        {
            if (
                before.Profile.Item(item.ItemId) is { } known
                && MenuAvailability.OfferOf(after, item) is var offer
                && offer != Heard(before, known, facts)
            )
            {
                Write(pad, told, offer, item.ItemId, null);
            }
        }

        foreach (var option in after.Profile.Groups.Items.SelectMany(group => group.Options.Items))
        {
            if (
                before.Profile.Option(option.OptionId) is { } known
                && MenuAvailability.OfferOf(after, option) is var offer
                && offer != Heard(before, known, facts)
            )
            {
                Write(pad, told, offer, null, option.OptionId);
            }
        }
    }

    private static void Write(
        MessageBatch pad,
        FactContext told,
        MenuOffer offer,
        string? itemId,
        string? optionId
    ) =>
        pad.Write(
            "item_availability_changed",
            told.Fact.At,
            new ItemAvailabilityChanged(
                offer.IsAvailable,
                itemId,
                OptionId: optionId,
                Remaining: offer.Remaining,
                BackAt: offer.BackAt
            ),
            told.General,
            told.Staff
        );

    /// <summary>What guests believe of an item: what was just said of it, else how it was.</summary>
    private static MenuOffer Heard(Cafe before, MenuItem item, IReadOnlyList<Fact> facts) =>
        Said(facts, fact => fact.ItemId == item.ItemId) ?? MenuAvailability.OfferOf(before, item);

    private static MenuOffer Heard(Cafe before, ChoiceOption option, IReadOnlyList<Fact> facts) =>
        Said(facts, fact => fact.OptionId == option.OptionId)
        ?? MenuAvailability.OfferOf(before, option);

    private static MenuOffer? Said(
        IReadOnlyList<Fact> facts,
        Func<ItemAvailabilityChangedFact, bool> isOfIt
    ) =>
        facts
            .OfType<ItemAvailabilityChangedFact>()
            .LastOrDefault(fact => isOfIt(fact) && fact.CounterId is null)
            is { } said
            ? new(said.Available, said.Remaining, said.BackAt)
            : null;

    private static bool CanChangeIt(Fact fact) =>
        fact
            is CounterStatusChangedFact
                or ItemAvailabilityChangedFact
                or EmployeeClockedInFact
                or EmployeeClockedOutFact
                or BreakStartedFact
                or BreakEndedFact
                or CafeConfiguredFact;
}
