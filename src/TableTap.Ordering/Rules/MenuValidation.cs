using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Whether timed menus, headings and translations of a profile hold together. Paths are those of an import file.</summary>
internal static class MenuValidation
{
    /// <summary>Longest tag of a language: <c>zh-Hant-TW</c> and more.</summary>
    private const int LongestLanguage = 20;

    private const int MostLanguages = 20;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Everything that is wrong with them.</summary>
    public static IEnumerable<FieldProblem?> Check(CafeProfile profile) =>
        [
            .. Menus(profile),
            .. Categories(profile),
            .. Languages(profile),
            .. profile.Menu.Items.SelectMany(
                (item, index) =>
                    item
                        .Menus.Items.Select((menuId, at) => (menuId, at))
                        .Where(one => profile.Menus.Items.All(menu => menu.MenuId != one.menuId))
                        .Select(one => new FieldProblem(
                            $"menu[{index}].menus[{one.at}]",
                            "there is no such menu"
                        ))
            ),
        ];

    private static IEnumerable<FieldProblem?> Menus(CafeProfile profile)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < profile.Menus.Count; index++)
        {
            var (menu, path) = (profile.Menus[index], $"menus[{index}]");
            yield return !Identifier.IsValid(menu.MenuId)
                ? new FieldProblem($"{path}.menuId", Identifier.Rule)
            : !seen.Add(menu.MenuId)
                ? new FieldProblem($"{path}.menuId", $"'{menu.MenuId}' is there twice")
            : null;
            yield return InputChecks.Needed($"{path}.name", menu.Name, profile.Limits.NameLength);
            yield return menu.Hours.Count > 0
                ? null
                : new FieldProblem($"{path}.hours", "at least one span");
            for (var span = 0; span < menu.Hours.Count; span++)
            {
                var hours = menu.Hours[span];
                yield return hours.Opens >= TimeSpan.Zero
                && hours.Opens < Day
                && hours.Closes > hours.Opens
                && hours.Closes - hours.Opens <= Day
                    ? null
                    : new FieldProblem(
                        $"{path}.hours[{span}]",
                        "begins within its day and ends later, at most 24 h after"
                    );
            }
        }
    }

    private static IEnumerable<FieldProblem?> Categories(CafeProfile profile)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < profile.Categories.Count; index++)
        {
            var (one, path) = (profile.Categories[index], $"categories[{index}]");
            yield return InputChecks.Needed(
                $"{path}.category",
                one.Category,
                profile.Limits.NameLength
            );
            yield return seen.Add(one.Category)
                ? null
                : new FieldProblem($"{path}.category", $"'{one.Category}' is there twice");
            yield return DishValidation.Photo($"{path}.photo", one.Photo);
        }
    }

    private static IEnumerable<FieldProblem?> Languages(CafeProfile profile)
    {
        if (profile.Languages.Count > MostLanguages)
        {
            yield return new FieldProblem("languages", $"at most {MostLanguages}");
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < profile.Languages.Count; index++)
        {
            var language = profile.Languages[index];
            yield return !IsLanguage(language)
                ? new FieldProblem($"languages[{index}]", "the tag of a language: en, el, pt-BR")
            : !seen.Add(language)
                ? new FieldProblem($"languages[{index}]", $"'{language}' is there twice")
            : null;
        }

        foreach (var text in profile.Translations)
        {
            var isDescription = text.Of.EndsWith(
                TranslationKey.Description(""),
                StringComparison.Ordinal
            );
            yield return InputChecks.Needed(
                $"translations.{text.Of}.{text.Language}",
                text.Text,
                isDescription ? profile.Limits.TextLength : profile.Limits.NameLength
            );
        }
    }

    private static bool IsLanguage(string tag) =>
        tag.Length is > 1 and <= LongestLanguage
        && tag.Split('-') is [{ Length: 2 or 3 } first, .. var rest]
        && first.All(char.IsAsciiLetterLower)
        && rest.All(part => part.Length is >= 2 and <= 8 && part.All(char.IsAsciiLetterOrDigit));
}
