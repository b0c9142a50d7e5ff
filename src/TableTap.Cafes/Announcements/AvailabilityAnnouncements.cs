using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Protocol.Messages;

namespace TableTap.Cafes.Announcements;

/// <summary>
/// What is told of the menu when a decision ends that anybody can make an item, or begins it: the last counter for it went down, the last
/// person there went home (sections 3 and 5). It follows from the café, so that no fact says it.
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
        if (!facts.Any(CanChangeIt))
        {
            return;
        }

        var told = new FactContext(before, after, facts[^1], new());
        foreach (var item in after.Profile.Menu)
        {
            if (
                before.Profile.Item(item.ItemId) is { } known
                && MenuAvailability.IsAvailable(after, item) is var available
                && available != Heard(before, known, facts)
            )
            {
                Write(pad, told, new(available, item.ItemId));
            }
        }

        // An option without a tag can be had unless somebody says that it is out.
        foreach (
            var option in after
                .Profile.Groups.Items.SelectMany(group => group.Options.Items)
                .Where(option => option.Tag is not null)
        )
        {
            if (
                before.Profile.Option(option.OptionId) is { } known
                && MenuAvailability.IsAvailable(after, option) is var available
                && available != Heard(before, known, facts)
            )
            {
                Write(pad, told, new(available, OptionId: option.OptionId));
            }
        }
    }

    private static void Write(
        MessageBatch pad,
        FactContext told,
        ItemAvailabilityChanged changed
    ) => pad.Write("item_availability_changed", told.Fact.At, changed, told.General, told.Staff);

    /// <summary>What guests believe of an item: what was just said of it, else how it was.</summary>
    private static bool Heard(Cafe before, MenuItem item, IReadOnlyList<Fact> facts) =>
        Said(facts, fact => fact.ItemId == item.ItemId)
        ?? MenuAvailability.IsAvailable(before, item);

    private static bool Heard(Cafe before, ChoiceOption option, IReadOnlyList<Fact> facts) =>
        Said(facts, fact => fact.OptionId == option.OptionId)
        ?? MenuAvailability.IsAvailable(before, option);

    private static bool? Said(
        IReadOnlyList<Fact> facts,
        Func<ItemAvailabilityChangedFact, bool> isOfIt
    ) =>
        facts
            .OfType<ItemAvailabilityChangedFact>()
            .LastOrDefault(fact => isOfIt(fact) && fact.CounterId is null)
            ?.Available;

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
