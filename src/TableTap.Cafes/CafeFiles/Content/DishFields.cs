using System.Diagnostics.CodeAnalysis;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;
using static TableTap.Cafes.CafeFiles.Content.FileParts;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>What a café's file says of an item or an option for its guests to read: allergens, description, picture, diets.</summary>
internal static class DishFields
{
    /// <summary>The names of these fields, beside those of the item or the option.</summary>
    public static readonly string[] Names =
    [
        "description",
        "photo",
        "allergens",
        "additives",
        "spiciness",
        "diets",
        "minAge",
    ];

    /// <summary>Reads them; null where there are none.</summary>
    /// <param name="findings">What is found.</param>
    /// <param name="map">The item or the option.</param>
    /// <param name="texts">The texts in other languages.</param>
    /// <param name="of">What the item or the option is to translations.</param>
    public static DishDetails? Read(
        FileFindings findings,
        MapReader map,
        LocalTexts texts,
        string of
    ) =>
        Array.TrueForAll(Names, name => map[name] is null)
            ? null
            : new(
                texts.OptionalText(map, "description", TranslationKey.Description(of)),
                map.OptionalText("photo"),
                map["allergens"] is null ? null : WordsOf<Allergen>(findings, map, "allergens"),
                map.Texts("additives"),
                map.Count("spiciness", 0),
                WordsOf<Diet>(findings, map, "diets"),
                map.Count("minAge", 0)
            );

    /// <summary>Writes them as fields of the item or the option.</summary>
    /// <param name="about">What guests read; null for nothing.</param>
    /// <param name="texts">The texts in other languages.</param>
    /// <param name="of">What the item or the option is to translations.</param>
    public static (string, FileNode?)[] Write(DishDetails? about, LocalTexts texts, string of) =>
        about is null
            ? []
            :
            [
                (
                    "description",
                    about.Description is { } words
                        ? texts.Write(TranslationKey.Description(of), words)
                        : null
                ),
                ("photo", about.Photo is { } photo ? Text(photo) : null),
                (
                    "allergens",
                    about.Allergens is { } allergens ? List(allergens, one => Text(one.Word)) : null
                ),
                ("additives", SomeOf(about.Additives)),
                ("spiciness", about.Spiciness == 0 ? null : Raw($"{about.Spiciness}")),
                ("diets", about.Diets.Count == 0 ? null : List(about.Diets, one => Text(one.Word))),
                ("minAge", about.MinAge == 0 ? null : Raw($"{about.MinAge}")),
            ];

    private static EquatableList<T> WordsOf<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T
    >(FileFindings findings, MapReader map, string name)
        where T : struct, Enum
    {
        var known = new List<T>();
        var nodes = map.Items(name, $"a list of {name}");
        for (var index = 0; index < nodes.Count; index++)
        {
            if (nodes[index] is FileText text && Words.TryRead<T>(text.Text, out var word))
            {
                known.Add(word);
                continue;
            }

            findings.Add(
                nodes[index].Mark,
                $"{map.Below(name)}[{index}]",
                $"expected one of {string.Join(", ", Words.Of<T>())}"
            );
        }

        return known.ToEquatableList();
    }
}
