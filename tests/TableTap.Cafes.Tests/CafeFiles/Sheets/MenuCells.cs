using System.Globalization;
using System.Text;
using TableTap.Ordering.Profiles;

namespace TableTap.Cafes.Tests.CafeFiles.Sheets;

/// <summary>
/// The cells of a menu's sheet as they stand in its file, beside what a café says in the place of each; read without the reader of sheets.
/// </summary>
internal static class MenuCells
{
    /// <summary>What nobody wrote must not be declared either: of these columns the empty cells count, too.</summary>
    private static readonly string[] Declared =
    [
        "description",
        "allergens",
        "additives",
        "diets",
        "minAge",
        "spiciness",
    ];

    /// <summary>Each cell that says something, by its row and column, as it is written and as the café says it.</summary>
    /// <param name="path">The sheet; none of its cells has a quote or a line break in it.</param>
    /// <param name="cafe">The café with the menu of the sheet.</param>
    public static (List<string> Written, List<string> Said) Of(string path, CafeProfile cafe)
    {
        var (written, said) = (new List<string>(), new List<string>());
        foreach (var row in Rows(path))
        {
            var kind = row.GetValueOrDefault("type", "item");
            var id = kind == "category" ? row["category"] : row["id"];
            foreach (var (header, cell) in row)
            {
                var (column, part) = header.Split(':') is [var before, var after]
                    ? (before, after)
                    : (header, "");
                if (column is "type" or "id" || (cell.Length == 0 && !Declared.Contains(column)))
                {
                    continue;
                }

                var place = $"{kind} {id}, {header}: ";
                written.Add(place + Plain(column, cell));
                said.Add(place + Said(cafe, kind, id, column, part));
            }
        }

        return (written, said);
    }

    private static string Said(
        CafeProfile cafe,
        string kind,
        string id,
        string column,
        string part
    ) =>
        kind switch
        {
            "item" => Of(cafe, cafe.Item(id)!, column, part),
            "group" => Of(cafe, cafe.Group(id)!, column, part),
            "option" => Of(cafe, cafe.Option(id)!, column, part),
            "category" => Of(
                cafe,
                cafe.Categories.Items.Single(one => one.Category == id),
                column,
                part
            ),
            _ => $"no row of type {kind} is known here",
        };

    private static string Of(CafeProfile cafe, MenuItem item, string column, string part) =>
        column switch
        {
            "name" => Text(cafe, item.Name, TranslationKey.Item(item.ItemId), part),
            "category" => item.Category,
            "price" when part.Length > 0 => Amount(
                item.Prices.Items.Single(one => cafe.Option(one.OptionId)!.Name == part)
                    .Price.ToDecimal()
            ),
            "price" => Amount(item.Price.ToDecimal()),
            "prices" => Set(
                item.Prices.Items.Select(one => $"{one.OptionId}={Amount(one.Price.ToDecimal())}")
            ),
            "tag" => item.Tag ?? "",
            "preparation" => item.Preparation is { } time ? $"{time.TotalMinutes}m" : "",
            "groups" => string.Join('|', item.Groups.Items),
            _ => About(cafe, item.About, TranslationKey.Item(item.ItemId), column, part),
        };

    private static string Of(CafeProfile cafe, ChoiceGroup group, string column, string part) =>
        column switch
        {
            "name" => Text(cafe, group.Name, TranslationKey.Group(group.GroupId), part),
            "min" => $"{group.Min}",
            "max" => $"{group.Max}",
            _ => "",
        };

    private static string Of(CafeProfile cafe, ChoiceOption option, string column, string part) =>
        column switch
        {
            "group" => cafe
                .Groups.Items.Single(group => group.Option(option.OptionId) is not null)
                .GroupId,
            "name" => Text(cafe, option.Name, TranslationKey.Option(option.OptionId), part),
            "price" => option.Price is { } price ? Amount(price.ToDecimal()) : "",
            "difference" => Amount(option.Difference.ToDecimal()),
            "default" => option.IsDefault ? "yes" : "",
            "tag" => option.Tag ?? "",
            _ => About(cafe, option.About, TranslationKey.Option(option.OptionId), column, part),
        };

    private static string Of(CafeProfile cafe, MenuCategory heading, string column, string part) =>
        column switch
        {
            "category" => heading.Category,
            "name" => Text(cafe, heading.Category, TranslationKey.Category(heading.Category), part),
            _ => "",
        };

    private static string About(
        CafeProfile cafe,
        DishDetails? about,
        string of,
        string column,
        string part
    ) =>
        column switch
        {
            "description" => Text(
                cafe,
                about?.Description ?? "",
                TranslationKey.Description(of),
                part
            ),
            "allergens" => Allergens(about),
            "additives" => Set(about?.Additives.Items ?? []),
            "diets" => Set(about?.Diets.Items.Select(diet => Word(diet.ToString())) ?? []),
            "minAge" => about is { MinAge: > 0 } ? $"{about.MinAge}" : "",
            "spiciness" => about is { Spiciness: > 0 } ? $"{about.Spiciness}" : "",
            _ => "",
        };

    /// <summary>That a dish has none of the list is said, and is not the same as saying nothing.</summary>
    private static string Allergens(DishDetails? about) =>
        about?.Allergens switch
        {
            null => "",
            { Count: 0 } => "none",
            { } some => Set(some.Items.Select(one => Word(one.ToString()))),
        };

    private static string Text(CafeProfile cafe, string first, string of, string language) =>
        language.Length == 0 || language == cafe.Languages[0]
            ? first
            : cafe.Translations.Items.SingleOrDefault(text =>
                text.Of == of && text.Language == language
            )?.Text
                ?? "";

    private static string Plain(string column, string cell) =>
        column switch
        {
            "price" or "difference" => Amount(cell),
            "prices" => Set(
                cell.Split('|')
                    .Select(one => one.Split('='))
                    .Select(one => $"{one[0]}={Amount(one[1])}")
            ),
            "allergens" or "additives" or "diets" => Set(cell.Split('|')),
            _ => cell,
        };

    private static string Set(IEnumerable<string> words) =>
        string.Join('|', words.Order(StringComparer.Ordinal));

    private static string Word(string name) => name.ToLowerInvariant();

    private static string Amount(string cell) =>
        Amount(
            decimal.Parse(
                cell.Replace("€", "", StringComparison.Ordinal).Trim().Replace(',', '.'),
                CultureInfo.InvariantCulture
            )
        );

    private static string Amount(decimal amount) =>
        amount.ToString("0.000", CultureInfo.InvariantCulture);

    private static IEnumerable<Dictionary<string, string>> Rows(string path)
    {
        var lines = File.ReadAllLines(path);
        var separator = lines[0].Contains(';', StringComparison.Ordinal) ? ';' : ',';
        var header = Cells(lines[0].TrimStart('\ufeff'), separator);
        foreach (var line in lines.Skip(1))
        {
            var cells = Cells(line, separator);
            Assert.Equal(header.Count, cells.Count);
            yield return header
                .Zip(cells)
                .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        }
    }

    private static List<string> Cells(string line, char separator)
    {
        // A quote within quotes is written twice, which these files do nowhere.
        Assert.DoesNotContain("\"\"", line, StringComparison.Ordinal);
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        foreach (var letter in line)
        {
            if (letter == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (letter == separator && !isQuoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                cell.Append(letter);
            }
        }

        cells.Add(cell.ToString().Trim());
        return cells;
    }
}
