using CsCheck;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.CafeFiles;

/// <summary>Cafés of every shape a file can have.</summary>
internal static class RandomProfile
{
    private static readonly Gen<string> Id = Gen.String[Gen.Char["abcXYZ019_-"], 1, 12];

    private static readonly Gen<string> Text = Gen.OneOf(
            Gen.String[Gen.Char["abc éÜ7.'&:#-,[]{}!|>%@`\"\\?*/\n\t"], 1, 15],
            Gen.OneOf<string>([
                "Café",
                "null",
                "~",
                "true",
                "no",
                "07:00",
                "1e5",
                "3.50",
                "- dash",
                "a: b",
                "a #b",
                "🥐 Brot",
                "\u00a0x",
                "line\u2028end",
                "'q'",
                "\"q\"",
                "=",
                "<<",
                "0x1F",
                ".inf",
                "Tea & Milk",
            ])
        )
        .Where(text => !string.IsNullOrWhiteSpace(text));

    /// <summary>So many of the smallest unit that a file of the currency may have.</summary>
    private static Money Units(string currency, long units) =>
        currency == "KWD" ? Money.OfThousandths(units) : new Money(units);

    private static readonly Gen<(DayOfWeek Day, TimeSpan From, TimeSpan To)> Span = Gen.Select(
        Gen.Enum<DayOfWeek>(),
        Gen.Int[0, 86_399],
        Gen.Int[1, 86_400],
        (day, from, length) =>
            (day, TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(from + length))
    );

    private static readonly Gen<CafeLimits> Limits = Gen.Select(
        Gen.Int[1, 1_000],
        Gen.Int[1, 600_000],
        Gen.Int[-20_000, 86_399].Select(time => time < 0 ? (int?)null : time),
        (count, seconds, cutOff) =>
            new CafeLimits
            {
                LinesPerOrder = count,
                PaymentExpiry = TimeSpan.FromSeconds(seconds),
                KeepTogether = TimeSpan.FromMilliseconds(seconds),
                DayCutOff = cutOff is { } time ? TimeSpan.FromSeconds(time) : null,
            }
    );

    /// <summary>What guests read of a dish; null for nothing, never all of it empty, which a file cannot say.</summary>
    private static readonly Gen<DishDetails?> About =
        from description in Text
        from which in Gen.Int[0, 5]
        from allergens in Gen.Enum<Allergen>().HashSet[0, 4]
        from diets in Gen.Enum<Diet>().HashSet[0, 3]
        from spiciness in Gen.Int[0, 3]
        select which switch
        {
            0 => null,
            1 => new DishDetails(description),
            2 => new DishDetails(Allergens: allergens.ToEquatableList()),
            3 => new DishDetails(Photo: "https://cafe.example/a.jpg", Additives: [description]),
            _ => new DishDetails(
                description,
                null,
                allergens.ToEquatableList(),
                [],
                spiciness,
                diets.ToEquatableList()
            ),
        };

    /// <summary>Groups by number: the first one sets prices, the second one tags, the others add and take off.</summary>
    private static readonly Gen<ChoiceGroup[]> Groups =
        from count in Gen.Int[0, 4]
        from sizes in Gen.Int[1, 5].Array[count]
        from names in Text.Array[count * 6]
        from min in Gen.Int[0, 5].Array[count]
        from max in Gen.Int[1, 6].Array[count]
        from default_ in Gen.Bool.Array[count]
        select Enumerable
            .Range(0, count)
            .Select(at =>
            {
                var least = at < 2 ? min[at] % 2 : Math.Min(min[at], sizes[at]);
                return new ChoiceGroup(
                    $"group-{at}",
                    names[at * 6],
                    Enumerable
                        .Range(0, sizes[at])
                        .Select(one => new ChoiceOption(
                            $"option-{at}-{one}",
                            names[(at * 6) + one + 1],
                            IsDefault: default_[at] && one < Math.Max(1, least)
                        ))
                        .ToEquatableList(),
                    least,
                    at < 2 ? 1 : Math.Max(max[at], Math.Max(1, least))
                );
            })
            .ToArray();

    /// <summary>Valid ones; spans of a day stand together, as a file has them.</summary>
    public static Gen<CafeProfile> Any =>
        from profile in Plain
        from which in Gen.Int[0, 3]
        from menuIds in Id.HashSet[1, 3]
        from spans in Span.Array[1, 4]
        from texts in Text.Array[4]
        from capacity in Gen.Int[1, 200]
        select which == 0 ? profile : Spoken(profile, menuIds, spans, texts, capacity);

    /// <summary>The same café with a seller, timed menus, headings, two more languages and a counter with a capacity.</summary>
    private static CafeProfile Spoken(
        CafeProfile profile,
        HashSet<string> menuIds,
        (DayOfWeek Day, TimeSpan From, TimeSpan To)[] spans,
        string[] texts,
        int capacity
    )
    {
        IEnumerable<string> spoken =
        [
            .. menuIds.Select(TranslationKey.Menu),
            .. profile.Menu.Items.Select(item => TranslationKey.Item(item.ItemId)),
            .. profile
                .Menu.Items.Where(item => item.About?.Description is not null)
                .Select(item => TranslationKey.Description(TranslationKey.Item(item.ItemId))),
            .. profile.Customizations.Items.Select(one => TranslationKey.Customization(one.Name)),
            .. profile.Groups.Items.Select(group => TranslationKey.Group(group.GroupId)),
            .. profile.Groups.Items.SelectMany(group =>
                group.Options.Items.Select(option => TranslationKey.Option(option.OptionId))
            ),
            TranslationKey.Category(texts[0]),
        ];
        return profile with
        {
            Seller = new(
                texts[0],
                [.. texts.Take(menuIds.Count)],
                texts[1],
                capacity % 2 == 0 ? texts[2] : null
            ),
            Menus = menuIds
                .Select(id => new TimedMenu(
                    id,
                    texts[1],
                    Grouped(spans)
                        .Select(one => new OpeningHours(one.Day, one.From, one.To))
                        .ToEquatableList()
                ))
                .ToEquatableList(),
            Menu = profile
                .Menu.Items.Select((item, at) => item with { Menus = [.. menuIds.Take(at % 3)] })
                .ToEquatableList(),
            Categories =
            [
                new(texts[0], capacity % 2 == 0 ? "https://cafe.example/a.jpg" : null),
                new($"{texts[0]}!"),
            ],
            Languages = ["en", "el", "pt-BR"],
            Translations = spoken
                .Distinct()
                .SelectMany(
                    (of, at) =>
                        new Translation[]
                        {
                            new(of, "el", texts[at % 4]),
                            new(of, "pt-BR", texts[(at + 1) % 4]),
                        }.Take(at % 3)
                )
                .OrderBy(text => text.Of, StringComparer.Ordinal)
                .ThenBy(text => text.Language, StringComparer.Ordinal)
                .ToEquatableList(),
            Counters = profile.Counters.Items.SetItem(
                0,
                profile.Counters[0] with
                {
                    Capacity = capacity,
                }
            ),
        };
    }

    private static Gen<CafeProfile> Plain { get; } =
        from name in Text
        from currency in Gen.OneOf<string>(["EUR", "USD", "KWD", "XCG"])
        from zone in Gen.OneOf<string>([
            "Europe/Brussels",
            "Asia/Kolkata",
            "America/Sao_Paulo",
            "UTC",
        ])
        from hours in Span.Array[0, 8]
        from customs in Text.HashSet[0, 4]
        from deltas in Gen.Long[-500, 500].Array[4]
        from counterIds in Id.HashSet[1, 4]
        from lanes in Gen.Int[1, 100].Array[4]
        from tags in Id.HashSet[1, 3]
        from itemIds in Id.HashSet[0, 6]
        from prices in Gen.Long[0, 100_000_000].Array[6]
        from times in Gen.Int[-20_000, 86_400].Select(time => time < 1 ? (int?)null : time).Array[6]
        from texts in Text.Array[12]
        from groups in Groups
        from abouts in About.Array[7]
        from tables in Text.HashSet[0, 5]
        from people in Id.HashSet[0, 4]
        from shifts in Span.Array[0, 5]
        from limits in Limits
        select new CafeProfile(
            name,
            currency,
            zone,
            hours.Length == 7
                ? OpeningHours.Always
                : Grouped(hours)
                    .Select(one => new OpeningHours(one.Day, one.From, one.To))
                    .ToEquatableList(),
            itemIds
                .Select(
                    (id, i) =>
                        new MenuItem(
                            id,
                            texts[i],
                            texts[i + 6],
                            Units(currency, prices[i]),
                            i % 3 == 0 ? null : tags.ElementAt(i % tags.Count),
                            times[i] is { } time ? TimeSpan.FromSeconds(time) : null,
                            customs.Take(i).ToEquatableList(),
                            Some(groups, i).Select(one => one.GroupId).ToEquatableList(),
                            PricesOf(Some(groups, i), currency, prices[i]),
                            abouts[i]
                        )
                )
                .ToEquatableList(),
            customs
                .Select((custom, i) => new Customization(custom, Units(currency, deltas[i])))
                .ToEquatableList(),
            counterIds
                .Select(
                    (id, i) =>
                        new CounterProfile(
                            id,
                            texts[i],
                            tags.Skip(i).ToEquatableList(),
                            lanes[i],
                            i - 2,
                            i == 0
                        )
                )
                .ToEquatableList(),
            tables.Select(table => table.Length > 64 ? table[..64] : table).ToEquatableList(),
            people
                .Select(
                    (id, i) =>
                        new StaffRecord(
                            id,
                            texts[i],
                            i % 2 == 0 ? Role.Employee : Role.Manager,
                            counterIds.Take(i).ToEquatableList(),
                            Grouped(shifts.Take(i + 1))
                                .Select(one => new PlannedShift(one.Day, one.From, one.To))
                                .ToEquatableList()
                        )
                )
                .ToEquatableList(),
            limits,
            groups.Select(one => WithMoney(one, currency, tags, abouts[6])).ToEquatableList()
        );

    private static IEnumerable<ChoiceGroup> Some(ChoiceGroup[] groups, int item) =>
        groups.Where((_, at) => (item + at) % 2 == 0);

    private static EquatableList<OptionPrice> PricesOf(
        IEnumerable<ChoiceGroup> groups,
        string currency,
        long price
    ) =>
        groups
            .Where(group => group.GroupId == "group-0")
            .SelectMany(group => group.Options.Items.Skip(1))
            .Select(option => new OptionPrice(option.OptionId, Units(currency, price / 2)))
            .ToEquatableList();

    private static ChoiceGroup WithMoney(
        ChoiceGroup group,
        string currency,
        HashSet<string> tags,
        DishDetails? about
    ) =>
        group with
        {
            Options = group
                .Options.Items.Select(
                    (option, at) =>
                        group.GroupId switch
                        {
                            "group-0" when at == 1 => option with
                            {
                                Price = Units(currency, 1_250),
                            },
                            "group-1" when at == 1 => option with
                            {
                                Tag = tags.First(),
                                About = about,
                            },
                            _ => option with { Difference = Units(currency, (at * 35) - 30) },
                        }
                )
                .ToEquatableList(),
        };

    private static IEnumerable<(DayOfWeek Day, TimeSpan From, TimeSpan To)> Grouped(
        IEnumerable<(DayOfWeek Day, TimeSpan From, TimeSpan To)> spans
    ) => spans.GroupBy(span => span.Day).SelectMany(day => day);
}
