using System.Reflection;
using System.Text;
using CsCheck;
using TableTap.Cafes.CafeFiles;
using TableTap.Cafes.CafeFiles.Content;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.CafeFiles;

/// <summary>A café as a file, and back.</summary>
public sealed class CafeFileTests
{
    [Theory]
    [InlineData("{ \"id\": \"corner\" }", FileFormat.Json)]
    [InlineData("\ufeff\r\n\t {", FileFormat.Json)]
    [InlineData("# {\nid: corner", FileFormat.Yaml)]
    [InlineData("", FileFormat.Yaml)]
    public void What_has_no_name_is_JSON_where_it_begins_with_a_brace(
        string text,
        FileFormat format
    ) => Assert.Equal(format, CafeFile.FormatOf(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(FileFormat.Yaml)]
    [InlineData(FileFormat.Json)]
    public void Export_and_import_is_the_identity(FileFormat format) =>
        RandomProfile.Any.Sample(
            profile =>
            {
                var text = CafeFile.Write("corner", profile, format);
                var read = CafeFile.Read(Encoding.UTF8.GetBytes(text), format);

                Assert.True(
                    read.Problems.Count == 0,
                    $"{string.Join('\n', read.Problems)}\n{text}"
                );
                Assert.Equal("corner", read.CafeId);
                var changes = ProfileChanges.Between(profile, read.Profile!);
                Assert.True(changes.Count == 0, string.Join('\n', changes) + text);
                Assert.Equal(profile, read.Profile);
            },
            iter: 300
        );

    [Fact]
    public void The_demo_comes_back_from_both_formats()
    {
        foreach (var format in Enum.GetValues<FileFormat>())
        {
            var text = CafeFile.Write("demo", DemoCafe.Profile, format);
            Assert.Equal(
                DemoCafe.Profile,
                CafeFile.Read(Encoding.UTF8.GetBytes(text), format).Profile
            );
        }
    }

    [Fact]
    public void Of_very_much_that_is_wrong_the_first_is_told_and_that_there_is_more()
    {
        var ones = string.Join(',', Enumerable.Repeat("1", 5_000));
        var read = CafeFile.Read(
            Encoding.UTF8.GetBytes($$"""{"id":"corner","menu":[{{ones}}]}"""),
            FileFormat.Json
        );

        Assert.Null(read.Profile);
        Assert.Equal(201, read.Problems.Count);
        Assert.Equal("there is more that is wrong; mend this first", read.Problems[^1].What);
        Assert.All(read.Problems.SkipLast(1), problem => Assert.NotNull(problem.Mark));
    }

    [Fact]
    public void The_example_of_the_documentation_is_a_valid_café()
    {
        var read = Read(Example.Yaml);

        Assert.Empty(read.Problems);
        Assert.Equal("corner", read.CafeId);
        var profile = read.Profile!;
        Assert.Equal(
            new OpeningHours(DayOfWeek.Friday, TimeSpan.FromHours(17), TimeSpan.FromHours(25)),
            profile.OpeningHours[5]
        );
        Assert.Equal(new Money(360), profile.Item("corner-cappuccino")!.Price);
        Assert.Equal(TimeSpan.FromSeconds(90), profile.Item("corner-lemonade")!.Preparation);
        Assert.Equal("corner-kitchen", profile.Fallback!.CounterId);
        Assert.Equal(Role.Manager, profile.Employee("ines")!.Role);
        Assert.Equal(3, profile.Employee("lena")!.Shifts.Count);
        Assert.Equal(
            (TimeSpan.FromHours(4), TimeSpan.FromMinutes(10), 30, 20),
            (
                profile.Limits.DayCutOff,
                profile.Limits.PaymentExpiry,
                profile.Limits.LinesPerOrder,
                profile.Limits.QuantityPerItem
            )
        );
    }

    [Fact]
    public void Every_limit_there_is_can_be_in_a_file()
    {
        Assert.Equal(
            typeof(CafeLimits)
                .GetProperties(
                    BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly
                )
                .Where(one => one.CanWrite)
                .Where(one => one.PropertyType != typeof(AlertLimits))
                .Select(one => char.ToLowerInvariant(one.Name[0]) + one.Name[1..])
                .Concat(typeof(AlertLimits).GetProperties().Select(one => $"alert{one.Name}"))
                .Order(StringComparer.Ordinal),
            LimitFields.All.Select(field => field.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Each_limit_is_read_into_its_own_property()
    {
        foreach (var field in LimitFields.All)
        {
            var (value, text) = field.Write(new()) switch
            {
                { IsText: false } => ("77", "77"),
                _ when field.Name == "dayCutOff" => ("05:30", "05:30"),
                _ => ("77s", "77s"),
            };
            var read = CafeFile.Read(
                Encoding.UTF8.GetBytes(
                    Example.Without("limits") + $"limits: {{ {field.Name}: {value} }}\n"
                ),
                FileFormat.Yaml
            );

            // Some values break a rule that spans two limits; then the problem names this one.
            Assert.All(
                read.Problems,
                problem => Assert.Contains("limits.", problem.Path, StringComparison.Ordinal)
            );
            if (read.Profile is { } profile)
            {
                Assert.Equal(
                    [$"~ limits {field.Name} {field.Write(new()).Text} -> {text}"],
                    ProfileChanges.Between(profile with { Limits = new() }, profile)
                );
            }
        }
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once_with_its_place()
    {
        var read = Read(
            """
            id: cor ner
            name: Corner
            currency: EURO
            timeZone: Europe/Bruxelles
            openingHours:
              monday: 07:00-18:00
              funday: 07:00-18:00
              friday: [07:00-14:00, late]
            menu:
              - itemId: cappuccino
                name: Cappuccino
                category: Coffee
                price: 3.605
                tag: hot_drinks
                preparation: soon
                customizations: [Oat milk, Unicorn]
              - itemId: cappuccino
                name: Another
                category: Coffee
                price: "3.60"
                colour: red
              - just a word
              - itemId: water
                category: Cold
            customizations:
              - name: Oat milk
                price: lots
            counters:
              - counterId: bar
                name: Bar
                tags: [hot_drinks]
                lanes: two
                lanes: 2
                fallback: maybe
            tables: yes
            staff:
              - employeeId: lena
                name: Lena
                role: boss
                counters: [kitchen]
            limits:
              linesPerOrder: 0
              paymentExpiry: 10
              dayCutOff: midnight
            """
        );

        Assert.Null(read.Profile);
        Assert.Equal(
            [
                "1:5 id: 1 to 64 of A-Z a-z 0-9 _ -",
                "3:11 currency: an ISO 4217 code: EUR",
                "4:11 timeZone: an IANA time zone: Europe/Brussels",
                "7:3 openingHours: \"funday\" is no field of opening hours; allowed: monday, tuesday, wednesday, thursday, friday, saturday, sunday",
                "8:25 openingHours.friday: expected a span such as 07:00-18:00; leave the day out if it is closed",
                "13:12 menu[0].price: expected an amount with at most two decimals, such as 3.50; this is \"3.605\"",
                "15:18 menu[0].preparation: expected a number with ms, s, m, h or d, like 30s or 15m; this is \"soon\"",
                "16:32 menu[0].customizations[1]: there is no such customisation",
                "17:13 menu[1].itemId: 'cappuccino' is there twice",
                "20:12 menu[1].price: expected an amount with at most two decimals, such as 3.50; this is the text \"3.60\": write 3.60, without quotes",
                "21:5 menu[1]: \"colour\" is no field of an item of the menu; allowed: itemId, name, category, price, tag, preparation, customizations, groups, prices, taxClass, menus, description, photo, allergens, additives, spiciness, diets, minAge",
                "22:5 menu[2]: expected an item of the menu with its fields: itemId, name, category, price, tag, preparation, customizations, groups, prices, taxClass, menus, description, photo, allergens, additives, spiciness, diets, minAge",
                "23:5 menu[3].name: is needed",
                "23:5 menu[3].price: is needed",
                "27:12 customizations[0].price: expected an amount with at most two decimals, such as 3.50; this is \"lots\"",
                "32:12 counters[0].lanes: expected a whole number; this is \"two\"",
                "33:5 counters[0]: \"lanes\" is there twice",
                "34:15 counters[0].fallback: expected true or false; this is \"maybe\"",
                "35:9 tables: expected a list of texts, each after a dash (-) or in [ ]; this is \"yes\"",
                "39:11 staff[0].role: expected employee or manager; this is \"boss\"",
                "40:16 staff[0].counters[0]: there is no such counter",
                "42:18 limits.linesPerOrder: from 1 to 1000",
                "43:18 limits.paymentExpiry: expected a number with ms, s, m, h or d, like 30s or 15m; this is \"10\"",
                "44:14 limits.dayCutOff: expected a time of day such as 04:00, or never; this is \"midnight\"",
            ],
            read.Problems.Select(one => $"{one.Mark?.Line}:{one.Mark?.Column} {one}")
        );
        Assert.Equal(
            "corner.yaml:1:5: id: 1 to 64 of A-Z a-z 0-9 _ -",
            read.Problems[0].In("corner.yaml")
        );
    }

    [Theory]
    [InlineData("", "1:1 the file is empty")]
    [InlineData("# nothing\n", "the file is empty")]
    [InlineData("just words", "1:1 expected a café with its fields: ")]
    [InlineData("[1, 2]", "1:1 expected a café with its fields: ")]
    [InlineData("id: [a", "this is not YAML: ")]
    [InlineData("id: a\n\tname: b", "2:1 this is not YAML: ")]
    [InlineData("a: &x 1\nb: *x", "1:4 anchors (&), aliases (*) and tags (!) are not used here")]
    [InlineData("a: !!binary x", "1:4 anchors (&), aliases (*) and tags (!) are not used here")]
    [InlineData("a: 1\n---\nb: 2", "2:1 a file holds one café: no second document")]
    [InlineData("? [a]\n: b", "1:1 the name of a field is a word")]
    [InlineData("[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", "1:18 nested deeper than 16")]
    public void What_is_no_such_YAML_is_told_with_its_place(string yaml, string problem) =>
        Assert.Contains(
            problem,
            string.Join(
                '\n',
                Read(yaml).Problems.Select(one => $"{one.Mark?.Line}:{one.Mark?.Column} {one}")
            ),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("", "1:1 this is not JSON: ")]
    [InlineData("{\"id\": \"a\",\n  \"name\": }", "2:11 this is not JSON: ")]
    [InlineData("{\"id\": \"é\", \"colour\": 1}", "1:13 \"colour\" is no field of a café")]
    [InlineData("{\"id\": \"\\ud800\"}", "1:8 this text has an escape that is no character")]
    [InlineData("{} {}", "1:4 this is not JSON: ")]
    [InlineData("{\"a\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}", "this is not JSON: ")]
    public void What_is_no_such_JSON_is_told_with_its_place(string json, string problem) =>
        Assert.Contains(
            problem,
            string.Join(
                '\n',
                CafeFile
                    .Read(Encoding.UTF8.GetBytes(json), FileFormat.Json)
                    .Problems.Select(one => $"{one.Mark?.Line}:{one.Mark?.Column} {one}")
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_file_that_is_no_text_or_too_large_is_refused()
    {
        var bytes = CafeFile.Read([0x69, 0x64, 0xff], FileFormat.Yaml);
        var large = CafeFile.Read(new byte[CafeFile.MaxBytes + 1], FileFormat.Yaml);

        Assert.Equal(
            "corner.yaml: the file is not UTF-8; save it as UTF-8",
            Assert.Single(bytes.Problems).In("corner.yaml")
        );
        Assert.Equal("the file is larger than 1024 KiB", Assert.Single(large.Problems).What);
    }

    [Fact]
    public void Whatever_stands_in_a_file_is_answered() =>
        Gen.Select(
                Gen.Int[0, Example.Yaml.Length - 1],
                Gen.Int[0, 40],
                Gen.String[Gen.Char["-:[]{}\"'|>&*!%@`#\t\n a1.,?\\\u0085\0\ud800"], 0, 8]
            )
            .Sample(
                (at, length, junk) =>
                {
                    var text =
                        Example.Yaml[..at]
                        + junk
                        + Example.Yaml[Math.Min(Example.Yaml.Length, at + length)..];
                    foreach (var format in Enum.GetValues<FileFormat>())
                    {
                        var read = CafeFile.Read(Encoding.UTF8.GetBytes(text), format);
                        Assert.Equal(read.Profile is null, read.Problems.Count > 0);
                    }
                },
                iter: 500
            );

    [Theory]
    [InlineData("\"3.00\"", "the text \"3.00\": write 3.00, without quotes")]
    [InlineData("7.000", "\"7.000\": write 7.00, or 7000 if thousands are meant")]
    [InlineData("\"7.000\"", "the text \"7.000\": write 7.00, or 7000 if thousands are meant")]
    [InlineData("\"3,50\"", "the text \"3,50\": write 3.50, with a point")]
    [InlineData("3.50 EUR", "\"3.50 EUR\": write 3.50, without the currency")]
    [InlineData("\"€ 3,50\"", "the text \"€ 3,50\": write 3.50, without the currency")]
    [InlineData("three", "\"three\"")]
    [InlineData("1e2", "\"1e2\"")]
    [InlineData("99999999999", "\"99999999999\"")]
    public void A_price_that_is_written_otherwise_is_told_how(string price, string words) =>
        Assert.Equal(
            $"expected an amount with at most two decimals, such as 3.50; this is {words}",
            Assert.Single(Priced(price).Problems).What
        );

    [Theory]
    [InlineData("7")]
    [InlineData("7.0")]
    [InlineData("7.00")]
    public void A_price_may_have_no_decimals_one_or_two(string price) =>
        Assert.Equal(new Money(700), Priced(price).Profile!.Item("b")!.Price);

    [Theory]
    [InlineData("7.000", 7_000)]
    [InlineData("7.250", 7_250)]
    [InlineData("7.255", 7_255)]
    [InlineData("7.2", 7_200)]
    [InlineData("7", 7_000)]
    public void A_price_of_a_currency_with_three_decimals_may_have_three(
        string price,
        long thousandths
    )
    {
        var read = Priced(price, "KWD").Profile!;

        Assert.Equal(Money.OfThousandths(thousandths), read.Item("b")!.Price);
        Assert.Equal(
            read,
            CafeFile
                .Read(
                    System.Text.Encoding.UTF8.GetBytes(CafeFile.Write("a", read, FileFormat.Yaml)),
                    FileFormat.Yaml
                )
                .Profile
        );
    }

    [Fact]
    public void A_fourth_decimal_is_too_many_for_every_currency() =>
        Assert.Equal(
            "expected an amount with at most three decimals, such as 3.500; this is \"7.2555\"",
            Assert.Single(Priced("7.2555", "KWD").Problems).What
        );

    [Theory]
    [InlineData("closed")]
    [InlineData("\"\"")]
    public void A_closed_day_is_left_out(string span) =>
        Assert.Equal(
            "expected a span such as 07:00-18:00; leave the day out if it is closed",
            Assert
                .Single(
                    Read(
                        $$"""
                        { id: a, name: A, currency: EUR, timeZone: UTC, counters: [], menu: [],
                          openingHours: { monday: {{span}} } }
                        """
                    ).Problems
                )
                .What
        );

    [Theory]
    [InlineData(
        "{\"id\": \"a\",\n}",
        "2:1 this is not JSON: the comma before this bracket is one too many: take it away"
    )]
    [InlineData(
        "{\"menu\": [1, ]}",
        "1:14 this is not JSON: the comma before this bracket is one too many: take it away"
    )]
    [InlineData("{ # my café\n}", "1:3 this is not JSON: a comment begins with //, not with #")]
    [InlineData("{\"id\": 'a'}", "1:8 this is not JSON: texts stand in double quotation marks")]
    [InlineData(
        "{\"id\": \"a\" \"name\": \"b\"}",
        "1:12 this is not JSON: a comma or a colon is missing before this"
    )]
    [InlineData("{\"id\": }", "1:8 this is not JSON: a value is missing after the colon")]
    [InlineData(
        "{\"id\": \"a\"",
        "this is not JSON: it ends too early: a bracket or a quotation mark is not closed"
    )]
    [InlineData("", "this is not JSON: the file is empty")]
    public void What_is_wrong_with_JSON_is_told_in_sentences_of_ours(string json, string words) =>
        Assert.Contains(
            words,
            string.Join(
                '\n',
                CafeFile
                    .Read(Encoding.UTF8.GetBytes(json), FileFormat.Json)
                    .Problems.Select(one => $"{one.Mark?.Line}:{one.Mark?.Column} {one}")
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void JSON_may_have_comments() =>
        Assert.DoesNotContain(
            "not JSON",
            string.Join(
                '\n',
                CafeFile
                    .Read("{ /* a */ \"id\": \"a\" } // b"u8, FileFormat.Json)
                    .Problems.Select(one => one.What)
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public void Many_problems_that_are_alike_are_summed_up()
    {
        FileProblem Price(int at) =>
            new(new(at, 5), $"menu[{at}].price", $"expected an amount; this is \"{at}\"");
        var lines = ProblemSummary
            .Lines(
                [.. Enumerable.Range(1, 40).Select(Price), new(new(99, 1), "name", "is needed")],
                "a.yaml"
            )
            .ToList();

        Assert.Equal(
            [
                "a.yaml:1:5: menu[1].price: expected an amount; this is \"1\"",
                "a.yaml:2:5: menu[2].price: expected an amount; this is \"2\"",
                "a.yaml:3:5: menu[3].price: expected an amount; this is \"3\"",
                "a.yaml: 37 more problems like the one before, at lines 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 …",
                "a.yaml:99:1: name: is needed",
            ],
            lines
        );
        Assert.Equal(
            4,
            ProblemSummary.Lines([.. Enumerable.Range(1, 4).Select(Price)], "a.yaml").Count()
        );
    }

    private static CafeReading Priced(string price, string currency = "EUR") =>
        Read(
            $$"""
            { id: a, name: A, currency: {{currency}}, timeZone: UTC, openingHours: always, counters: [],
              menu: [{ itemId: b, name: B, category: C, price: {{price}} }] }
            """
        );

    [Theory]
    [InlineData("JPY", "3.50", "JPY has no decimals")]
    [InlineData("JPY", "350", null)]
    [InlineData("KWD", "1.25", null)]
    [InlineData("KWD", "1.255", null)]
    [InlineData("XYZ", "1.00", "an ISO 4217 code: EUR")]
    [InlineData("eur", "1.00", "an ISO 4217 code: EUR")]
    public void Prices_are_such_as_the_currency_has(string currency, string price, string? problem)
    {
        var read = Read(
            $$"""
            { id: a, name: A, currency: {{currency}}, timeZone: UTC, openingHours: always, counters: [],
              menu: [{ itemId: b, name: B, category: C, price: {{price}} }] }
            """
        );

        Assert.Equal(problem is null ? [] : [problem], read.Problems.Select(one => one.What));
    }

    private static CafeReading Read(string yaml) =>
        CafeFile.Read(Encoding.UTF8.GetBytes(yaml), FileFormat.Yaml);
}
