using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>One line of an order: so many of an item, made the same way at one counter.</summary>
/// <param name="LineId">The id of the line.</param>
/// <param name="ItemId">What of the menu it is.</param>
/// <param name="Name">The item's name when it was ordered.</param>
/// <param name="Quantity">How many; 1–20.</param>
/// <param name="Customizations">Names of the customisations asked for.</param>
/// <param name="UnitPrice">Of one with its customisations, as the server priced it.</param>
/// <param name="Tag">What a counter must serve to make it; null when nothing needs preparation.</param>
/// <param name="MenuTime">The menu's preparation time of one, if it has one.</param>
/// <param name="Status">Where it is.</param>
/// <param name="CounterId">The counter that holds it; null before routing and while the order is held.</param>
/// <param name="StartedAt">When it was started last; null before that, and after the start was undone.</param>
/// <param name="ReadyAt">When it became ready last.</param>
/// <param name="Choices">What was chosen of the item's groups, in their order.</param>
/// <param name="Note">What the guest asked for in words, for this line alone; null for nothing.</param>
/// <param name="Allergies">What the guest cannot eat; who starts the line has to confirm it.</param>
/// <param name="MinAge">How old the guest has to be; who hands the order over has to confirm it. 0 for any age.</param>
/// <param name="Course">The course that it is part of; 0 where it has none and is made at once.</param>
public sealed record OrderLine(
    string LineId,
    string ItemId,
    string Name,
    int Quantity,
    EquatableList<string> Customizations,
    Money UnitPrice,
    string? Tag,
    TimeSpan? MenuTime,
    LineStatus Status,
    string? CounterId = null,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? ReadyAt = null,
    EquatableList<ChosenOption> Choices = default,
    string? Note = null,
    EquatableList<Allergen> Allergies = default,
    int MinAge = 0,
    int Course = 0
)
{
    /// <summary>What the whole line costs: the price of one times the quantity, with the tax only where the menu's prices contain it.</summary>
    public Money Price => UnitPrice * Quantity;

    /// <summary>What is special about it, as a flat list of names: what was chosen, then what was changed.</summary>
    public EquatableList<string> Details =>
        Choices.Count == 0
            ? Customizations
            : Choices
                .Items.Select(choice => choice.Name)
                .Concat(Customizations.Items)
                .ToEquatableList();

    /// <summary>Whether an option was chosen for it.</summary>
    public bool Has(string optionId) => Choices.Items.Any(choice => choice.OptionId == optionId);

    /// <summary>Whether a counter has to do something for it.</summary>
    public bool NeedsPreparation => Tag is not null;

    /// <summary>Whether it is still part of what the guest gets.</summary>
    public bool IsLive => Status != LineStatus.Voided;

    /// <summary>Whether no counter holds it though one should.</summary>
    public bool IsUnrouted => Status == LineStatus.Queued && CounterId is null;
}
