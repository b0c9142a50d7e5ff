using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Whether what guests read of an item or an option holds together. Paths are those of an import file.</summary>
internal static class DishValidation
{
    private const int MostAdditives = 50;

    /// <summary>What is wrong with it.</summary>
    /// <param name="profile">The café.</param>
    /// <param name="about">What guests read; null for nothing.</param>
    /// <param name="path">The path of the item or the option.</param>
    public static IEnumerable<FieldProblem?> Check(
        CafeProfile profile,
        DishDetails? about,
        string path
    )
    {
        if (about is null)
        {
            yield break;
        }

        yield return InputChecks.Text(
            $"{path}.description",
            about.Description,
            profile.Limits.TextLength
        );
        yield return Photo($"{path}.photo", about.Photo);
        yield return Unless(
            about.Spiciness is >= 0 and <= DishDetails.Hottest,
            $"{path}.spiciness",
            $"from 0 to {DishDetails.Hottest}"
        );
        yield return Unless(
            about.MinAge is >= 0 and <= DishDetails.OldestAge,
            $"{path}.minAge",
            $"from 0 to {DishDetails.OldestAge}"
        );
        yield return Unless(
            about.Allergens is not { } allergens
                || allergens.Items.Distinct().Count() == allergens.Count,
            $"{path}.allergens",
            "an allergen is there twice"
        );
        yield return Unless(
            about.Diets.Items.Distinct().Count() == about.Diets.Count,
            $"{path}.diets",
            "a diet is there twice"
        );
        yield return Unless(
            about.Additives.Count <= MostAdditives,
            $"{path}.additives",
            $"at most {MostAdditives}"
        );
        for (var index = 0; index < about.Additives.Count; index++)
        {
            yield return InputChecks.Needed(
                $"{path}.additives[{index}]",
                about.Additives[index],
                profile.Limits.NameLength
            );
        }
    }

    /// <summary>What is wrong with the address of a picture; null where nothing is.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="photo">The address; null for none.</param>
    public static FieldProblem? Photo(string path, string? photo) =>
        Unless(
            photo is null
                || TextLimits.LengthOf(photo) <= TextLimits.Sentence
                    && Uri.TryCreate(photo, UriKind.Absolute, out var address)
                    && address.Scheme == Uri.UriSchemeHttps,
            path,
            $"an https address of at most {Counted.Of(TextLimits.Sentence, "character", "characters")}"
        );

    private static FieldProblem? Unless(bool holds, string path, string problem) =>
        holds ? null : new FieldProblem(path, problem);
}
