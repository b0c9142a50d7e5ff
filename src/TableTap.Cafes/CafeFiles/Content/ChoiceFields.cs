using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;
using static TableTap.Cafes.CafeFiles.Content.FileParts;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>The choice groups of a café's file, and what items say of them: read and written.</summary>
internal static class ChoiceFields
{
    /// <summary>Reads one group with its options.</summary>
    /// <param name="findings">What is found.</param>
    /// <param name="node">The group.</param>
    /// <param name="path">Its path.</param>
    /// <param name="decimals">The most decimals that an amount may have.</param>
    /// <param name="texts">The texts in other languages.</param>
    public static ChoiceGroup Group(
        FileFindings findings,
        FileNode node,
        string path,
        int decimals,
        LocalTexts texts
    )
    {
        var group = new MapReader(
            findings,
            node,
            path,
            "a choice group",
            "groupId",
            "name",
            "min",
            "max",
            "required",
            "options"
        );
        if (group["options"] is null)
        {
            group.Missing("options");
        }

        var min = group.Count("min", 0);
        var isRequired = group.Flag("required");
        if (isRequired && group["min"] is { } said && min == 0)
        {
            group.Wrong("min", said, "what is required has a min of at least 1", 0);
        }

        min = isRequired ? Math.Max(1, min) : min;
        var groupId = group.Text("groupId");
        return new(
            groupId,
            texts.Text(group, "name", _ => TranslationKey.Group(groupId)),
            group
                .Items("options", "a list of options")
                .Select((one, i) => Option(findings, one, $"{path}.options[{i}]", decimals, texts))
                .ToEquatableList(),
            min,
            group.Count("max", Math.Max(1, min))
        );
    }

    /// <summary>Reads what an item costs with options that it shares with others: a map of amounts by the option's id.</summary>
    /// <param name="findings">What is found.</param>
    /// <param name="item">The item.</param>
    /// <param name="decimals">The most decimals that an amount may have.</param>
    public static EquatableList<OptionPrice> Prices(
        FileFindings findings,
        MapReader item,
        int decimals
    )
    {
        switch (item["prices"])
        {
            case null:
                return [];
            case FileMap map:
                string[] names = [.. map.Fields.Select(field => field.Name).Distinct()];
                var prices = new MapReader(
                    findings,
                    map,
                    item.Below("prices"),
                    "prices by option",
                    names
                );
                return names
                    .Select(name => new OptionPrice(name, prices.Amount(name, true, decimals)))
                    .ToEquatableList();
            case var other:
                return item.Wrong<EquatableList<OptionPrice>>(
                    "prices",
                    other,
                    "expected amounts by option, such as large: 4.20",
                    []
                );
        }
    }

    /// <summary>Writes a group with its options as a map.</summary>
    public static FileMap Write(ChoiceGroup group, LocalTexts texts) =>
        Map([
            .. Head(group, texts),
            ("options", List(group.Options, option => Write(option, texts))),
        ]);

    /// <summary>Writes a group as a map, without its options.</summary>
    public static FileMap WriteHead(ChoiceGroup group, LocalTexts texts) => Map(Head(group, texts));

    /// <summary>Writes one option as a map.</summary>
    public static FileMap Write(ChoiceOption option, LocalTexts texts) =>
        Map([
            ("optionId", Text(option.OptionId)),
            ("name", texts.Write(TranslationKey.Option(option.OptionId), option.Name)),
            ("price", option.Price is { } price ? Amount(price) : null),
            ("difference", option.Difference == Money.Zero ? null : Amount(option.Difference)),
            ("tag", option.Tag is null ? null : Text(option.Tag)),
            ("default", option.IsDefault ? Raw("true") : null),
            .. DishFields.Write(option.About, texts, TranslationKey.Option(option.OptionId)),
        ]);

    /// <summary>Writes what an item costs with options; null where it says nothing of them.</summary>
    public static FileMap? Write(EquatableList<OptionPrice> prices) =>
        prices.Count == 0
            ? null
            : Map([.. prices.Items.Select(one => (one.OptionId, (FileNode?)Amount(one.Price)))]);

    private static (string, FileNode?)[] Head(ChoiceGroup group, LocalTexts texts) =>
        [
            ("groupId", Text(group.GroupId)),
            ("name", texts.Write(TranslationKey.Group(group.GroupId), group.Name)),
            ("min", Raw($"{group.Min}")),
            ("max", Raw($"{group.Max}")),
        ];

    private static ChoiceOption Option(
        FileFindings findings,
        FileNode node,
        string path,
        int decimals,
        LocalTexts texts
    )
    {
        var option = new MapReader(
            findings,
            node,
            path,
            "an option",
            ["optionId", "name", "price", "difference", "tag", "default", .. DishFields.Names]
        );
        var optionId = option.Text("optionId");
        var key = TranslationKey.Option(optionId);
        return new(
            optionId,
            texts.Text(option, "name", _ => key),
            option["price"] is null ? null : option.Amount("price", isNeeded: true, decimals),
            option.Amount("difference", isNeeded: false, decimals),
            option.OptionalText("tag"),
            option.Flag("default"),
            DishFields.Read(findings, option, texts, key)
        );
    }
}
