using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Profiles;

/// <summary>
/// A question that items of the menu ask: which size, which milk, which starter. Any number of items may ask it. A size is a group of which
/// exactly one option is chosen.
/// </summary>
/// <param name="GroupId">Its id, unique in the café (<see cref="Identifier"/>).</param>
/// <param name="Name">As guests and baristas read it: <c>Size</c>.</param>
/// <param name="Options">What can be chosen, in the order of the menu; at least one.</param>
/// <param name="Min">How many have to be chosen; 0 where nothing has to, default 0.</param>
/// <param name="Max">How many may be chosen, each once; default 1.</param>
public sealed record ChoiceGroup(
    string GroupId,
    string Name,
    EquatableList<ChoiceOption> Options,
    int Min = 0,
    int Max = 1
)
{
    /// <summary>Whether an order of an item that asks it has to choose.</summary>
    public bool IsRequired => Min > 0;

    /// <summary>The options that are taken where a guest has to choose and names none.</summary>
    public IEnumerable<ChoiceOption> Defaults => Options.Items.Where(option => option.IsDefault);

    /// <summary>The option with this id.</summary>
    public ChoiceOption? Option(string optionId) =>
        Options.Items.FirstOrDefault(option => option.OptionId == optionId);
}

/// <summary>One of the answers to a <see cref="ChoiceGroup"/>.</summary>
/// <param name="OptionId">Its id, unique in the café (<see cref="Identifier"/>).</param>
/// <param name="Name">As guests and baristas read it: <c>Large</c>.</param>
/// <param name="Price">What one of the item costs with it, in place of the item's own price; null where it only adds to that.</param>
/// <param name="Difference">What it adds to the price of one; may be zero or negative, default 0.</param>
/// <param name="Tag">What a counter must serve to make the item this way, in place of the item's own tag; null for that.</param>
/// <param name="IsDefault">Whether it is chosen where a guest names none of a group that asks for one.</param>
/// <param name="About">What guests read of it beside that; null for nothing.</param>
public sealed record ChoiceOption(
    string OptionId,
    string Name,
    Money? Price = null,
    Money Difference = default,
    string? Tag = null,
    bool IsDefault = false,
    DishDetails? About = null
);

/// <summary>What one item costs with an option that many items share: its own price of a size.</summary>
/// <param name="OptionId">The option.</param>
/// <param name="Price">What one of the item costs with it, in place of the item's price and of the option's.</param>
public sealed record OptionPrice(string OptionId, Money Price);
