using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using static TableTap.Cafes.CafeFiles.Content.FileParts;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>Timed menus and headings of a café's file, and texts in several languages: read and written.</summary>
internal static class MenuFields
{
    /// <summary>Reads one timed menu.</summary>
    public static TimedMenu Menu(
        FileFindings findings,
        FileNode node,
        string path,
        LocalTexts texts
    )
    {
        var menu = new MapReader(findings, node, path, "a menu", "menuId", "name", "hours");
        if (menu["hours"] is null)
        {
            menu.Missing("hours");
        }

        var menuId = menu.Text("menuId");
        return new(
            menuId,
            texts.Text(menu, "name", _ => TranslationKey.Menu(menuId)),
            menu["hours"] is { } hours
                ? WeekPlan
                    .Read(findings, hours, menu.Below("hours"), "hours by day")
                    .Select(span => new OpeningHours(span.Day, span.From, span.To))
                    .ToEquatableList()
                : []
        );
    }

    /// <summary>Reads one heading of the menu, with its photo.</summary>
    public static MenuCategory Category(
        FileFindings findings,
        FileNode node,
        string path,
        LocalTexts texts
    )
    {
        var heading = new MapReader(
            findings,
            node,
            path,
            "a heading of the menu",
            "category",
            "name",
            "photo"
        );
        var category = heading.Text("category");
        texts.ReadTranslations(heading, "name", TranslationKey.Category(category));
        return new(category, heading.OptionalText("photo"));
    }

    /// <summary>Writes one timed menu as a map.</summary>
    public static FileMap Write(TimedMenu menu, LocalTexts texts) =>
        Map(
            ("menuId", Text(menu.MenuId)),
            ("name", texts.Write(TranslationKey.Menu(menu.MenuId), menu.Name)),
            (
                "hours",
                WeekPlan.Write(
                    menu.Hours.Items.Select(hours => new WeeklySpan(
                        hours.Day,
                        hours.Opens,
                        hours.Closes
                    ))
                )
            )
        );

    /// <summary>Writes one heading as a map.</summary>
    public static FileMap Write(MenuCategory heading, LocalTexts texts) =>
        Map(
            ("category", Text(heading.Category)),
            ("name", texts.WriteTranslations(TranslationKey.Category(heading.Category))),
            ("photo", heading.Photo is { } photo ? Text(photo) : null)
        );
}
