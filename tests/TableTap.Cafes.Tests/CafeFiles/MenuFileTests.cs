using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Ordering.Profiles;

namespace TableTap.Cafes.Tests.CafeFiles;

/// <summary>Timed menus, headings and several languages in a café's file: read as they are meant, and told with their place where they are wrong.</summary>
public sealed class MenuFileTests
{
    private static CafeReading Read(string text) =>
        CafeFile.Read(
            Encoding.UTF8.GetBytes(
                $"id: corner\nname: Corner\ncurrency: EUR\ntimeZone: UTC\nopeningHours: always\n{text}\ncounters:\n  - counterId: c\n    name: C\n    tags: []\n    capacity: 40\n"
            ),
            FileFormat.Yaml
        );

    [Fact]
    public void A_menu_in_two_languages_is_read_and_written_again()
    {
        var read = Read(
            """
            languages: [en, el]
            menus:
              - menuId: lunch
                name: { en: Lunch, el: Μεσημεριανό }
                hours: { monday: 11:30-14:00, friday: [11:30-14:00, 18:00-01:00] }
            categories:
              - category: Soups
                name: { el: Σούπες }
                photo: https://cafe.example/soups.jpg
              - category: Drinks
            menu:
              - itemId: soup
                name: { en: Soup, el: Σούπα }
                category: Soups
                price: 5.00
                menus: [lunch]
                customizations: [Bread]
                groups: [size]
                description: { en: Of today, el: Της ημέρας }
            customizations:
              - name: { en: Bread, el: Ψωμί }
            groups:
              - groupId: size
                name: { en: Size, el: Μέγεθος }
                options:
                  - optionId: small
                    name: { en: Small, el: Μικρό }
            """
        );

        Assert.Empty(read.Problems);
        var profile = read.Profile!;
        Assert.Equal(["en", "el"], profile.Languages.Items);
        Assert.Equal(("Lunch", 3), (profile.Menus[0].Name, profile.Menus[0].Hours.Count));
        Assert.Equal(["lunch"], profile.Menu[0].Menus.Items);
        Assert.Equal(
            ("Soup", "Of today"),
            (profile.Menu[0].Name, profile.Menu[0].About!.Description)
        );
        Assert.Equal("Bread", profile.Customizations[0].Name);
        Assert.Equal(40, profile.Counters[0].Capacity);
        var greek = new MenuWords(profile, "el");
        Assert.Equal(
            ["Μεσημεριανό", "Σούπες", "Σούπα", "Της ημέρας", "Ψωμί", "Μέγεθος", "Μικρό"],
            new[]
            {
                TranslationKey.Menu("lunch"),
                TranslationKey.Category("Soups"),
                TranslationKey.Item("soup"),
                TranslationKey.Description(TranslationKey.Item("soup")),
                TranslationKey.Customization("Bread"),
                TranslationKey.Group("size"),
                TranslationKey.Option("small"),
            }.Select(of => greek.Of(of, "?"))
        );
        foreach (var format in Enum.GetValues<FileFormat>())
        {
            var text = CafeFile.Write("corner", profile, format);
            Assert.Equal(profile, CafeFile.Read(Encoding.UTF8.GetBytes(text), format).Profile);
        }
    }

    [Fact]
    public void An_import_tells_what_became_of_texts_and_hours()
    {
        string Menu(string name, string hours) =>
            $$"""
                languages: [en, el]
                menus:
                  - menuId: lunch
                    name: Lunch
                    hours: { monday: {{hours}} }
                menu:
                  - itemId: soup
                    name: { en: Soup, el: {{name}} }
                    category: Soups
                    price: 5.00
                """;

        Assert.Equal(
            [
                "~ menu soup: name en Soup, el Σούπα -> en Soup, el Ζωμός",
                "~ menus lunch: hours monday 11:30-14:00 -> monday 12:00-14:00",
            ],
            ProfileChanges.Between(
                Read(Menu("Σούπα", "11:30-14:00")).Profile!,
                Read(Menu("Ζωμός", "12:00-14:00")).Profile!
            )
        );
    }

    [Fact]
    public void What_is_wrong_is_told_with_its_place() =>
        Assert.Equal(
            [
                "6:13 languages[0]: the tag of a language: en, el, pt-BR",
                "8:5 menus[0].hours: is needed",
                "13:13 menu[0].name: \"fr\" is no field of texts by language; allowed: English, el",
                "15:13 menu[0].menus[0]: there is no such menu",
                "17:30 categories[0].name: expected texts by language, such as {el: Καφές}; this is \"Suppen\"",
            ],
            Read(
                """
                languages: [English, el]
                menus:
                  - menuId: lunch
                    name: Lunch
                menu:
                  - itemId: soup
                    category: Soups
                    name: { fr: Soupe, English: Soup }
                    price: 5.00
                    menus: [dinner]
                categories:
                  - { category: Soups, name: Suppen }
                """
            )
                .Problems.Select(one => $"{one.Mark?.Line}:{one.Mark?.Column} {one}")
        );

    [Fact]
    public void Texts_by_language_need_languages() =>
        Assert.Contains(
            "languages: [en, el]",
            Read(
                "menu:\n  - itemId: soup\n    name: { en: Soup, el: Σούπα }\n    category: S\n    price: 1.00"
            )
                .Problems[0]
                .ToString(),
            StringComparison.Ordinal
        );
}
