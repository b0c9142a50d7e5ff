using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Profiles;

/// <summary>What guests read of an item or an option beside its name and price.</summary>
/// <param name="Description">What it is, in a sentence or two; null for none.</param>
/// <param name="Photo">The address of a picture, <c>https</c>; null for none.</param>
/// <param name="Allergens">What it contains of the list; null where the café does not say, which is not the same as nothing.</param>
/// <param name="Additives">What else has to be declared, in the café's own words.</param>
/// <param name="Spiciness">How hot it is, from 0 to 3; default 0.</param>
/// <param name="Diets">Whom it suits.</param>
/// <param name="MinAge">How old a guest has to be to get it, in years; 0 for any age, default 0.</param>
public sealed record DishDetails(
    string? Description = null,
    string? Photo = null,
    EquatableList<Allergen>? Allergens = null,
    EquatableList<string> Additives = default,
    int Spiciness = 0,
    EquatableList<Diet> Diets = default,
    int MinAge = 0
)
{
    /// <summary>The greatest age that a dish can ask for.</summary>
    public const int OldestAge = 99;

    /// <summary>How hot a dish can be at most; the least is 0.</summary>
    public const int Hottest = 3;
}
