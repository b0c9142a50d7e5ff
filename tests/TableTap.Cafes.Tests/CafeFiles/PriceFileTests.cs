using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.CafeFiles;

/// <summary>Discounts, service charge and the rounding of cash in a café's file: read, written, and what is wrong is told with its place.</summary>
public sealed class PriceFileTests
{
    private static CafeReading Read(string prices, string currency = "CHF") =>
        CafeFile.Read(
            Encoding.UTF8.GetBytes(
                $"""
                id: corner
                name: Corner
                currency: {currency}
                timeZone: UTC
                openingHours: always
                menu:
                  - itemId: tea
                    name: Tea
                    category: Hot
                    price: 2.00
                counters:
                  - counterId: bar
                    name: Bar
                    tags: []
                tax: {"{"} classes: [{"{"} taxClassId: food, name: Food, rate: 8.1 {"}"}] {"}"}
                {prices}
                """
            ),
            FileFormat.Yaml
        );

    private const string All = """
        discounts:
          employeePercent: 12.5
          employeeComps: true
          named:
            - { discountId: happy, name: Happy hour, percent: 20, by: employee }
            - { discountId: staff, name: Staff meal, amount: 3.50 }
        serviceCharge: { percent: 10, orderType: dine-in, taxClass: food }
        cashRounding: 0.05
        """;

    [Fact]
    public void They_are_read()
    {
        var read = Read(All);

        Assert.Empty(read.Problems);
        Assert.Equal(
            new CafeDiscounts(
                [
                    new("happy", "Happy hour", 20m, By: Role.Employee),
                    new("staff", "Staff meal", Amount: new Money(350)),
                ],
                12.5m,
                EmployeeComps: true
            ),
            read.Profile!.Discounts
        );
        Assert.Equal(
            (new CafeServiceCharge(10m, OrderType.DineIn, "food"), new Money(5)),
            (read.Profile.ServiceCharge, read.Profile.CashRounding)
        );
    }

    [Theory]
    [InlineData(FileFormat.Yaml, All)]
    [InlineData(FileFormat.Json, All)]
    [InlineData(FileFormat.Yaml, "serviceCharge: { percent: 7.725 }")]
    [InlineData(FileFormat.Json, "discounts: { employeePercent: 5 }")]
    public void What_is_written_reads_the_same(FileFormat format, string prices)
    {
        var profile = Read(prices).Profile!;

        var again = CafeFile.Read(
            Encoding.UTF8.GetBytes(CafeFile.Write("corner", profile, format)),
            format
        );

        Assert.Equal(profile, again.Profile);
    }

    [Fact]
    public void A_file_that_says_nothing_of_them_writes_nothing_of_them()
    {
        var profile = Read("").Profile!;

        Assert.Null(profile.Discounts);
        Assert.Null(profile.ServiceCharge);
        Assert.Null(profile.CashRounding);
        var written = CafeFile.Write("corner", profile, FileFormat.Yaml);
        Assert.DoesNotContain("discounts", written, StringComparison.Ordinal);
        Assert.DoesNotContain("serviceCharge", written, StringComparison.Ordinal);
        Assert.DoesNotContain("cashRounding", written, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_told_with_its_place()
    {
        var problems = Read(
            """
            discounts:
              employeePercent: 101
              employeeComps: sometimes
              named:
                - { discountId: a b, name: A, percent: 20, amount: 1.00, by: guest }
                - { discountId: c, name: C, percent: 120 }
                - { discountId: c, name: "", amount: 0 }
                - { discountId: d, name: D, colour: red }
            serviceCharge: { orderType: delivery, taxClass: vat }
            cashRounding: 0.005
            """
        )
            .Problems.Select(one => one.ToString())
            .ToList();

        foreach (
            var problem in (string[])
                [
                    "discounts.employeePercent: in percent, from 0 to 100, with at most three decimals",
                    "discounts.employeeComps: expected true or false; this is \"sometimes\"",
                    "discounts.named[0]: either a percent or an amount",
                    "discounts.named[0].by: expected employee or manager; this is \"guest\"",
                    "discounts.named[1].percent: in percent, more than 0, at most 100, with at most three decimals",
                    "discounts.named[2].discountId: 'c' is there twice",
                    "discounts.named[2].name: is needed",
                    "discounts.named[3]: \"colour\" is no field of a discount; allowed: discountId, name, percent, amount, by",
                    "serviceCharge.percent: is needed",
                    "serviceCharge.orderType: expected takeaway or dine-in; this is \"delivery\"",
                    "serviceCharge.taxClass: there is no tax class 'vat'",
                ]
        )
        {
            Assert.Contains(problem, problems);
        }

        Assert.Contains(
            problems,
            one => one.StartsWith("cashRounding: expected an amount", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("JPY", "0.05", "cashRounding: JPY has no decimals")]
    [InlineData("CHF", "0", "cashRounding: more than nothing, at most 1000.00")]
    public void Cash_is_rounded_to_something_that_can_be_paid(
        string currency,
        string step,
        string problem
    ) =>
        Assert.Contains(
            problem,
            Read($"cashRounding: {step}", currency).Problems.Select(one => one.ToString())
        );

    [Fact]
    public void An_import_says_what_changes()
    {
        var before = Read(All).Profile!;

        var changes = ProfileChanges.Between(
            before,
            before with
            {
                CashRounding = null,
                Discounts = before.Discounts! with
                {
                    Named = [before.Discounts.Named[0] with { Percent = 25m }],
                },
            }
        );

        Assert.Contains("~ cashRounding 0.05 -> (none)", changes);
        Assert.Contains("~ discounts.named happy: percent 20 -> 25", changes);
        Assert.Contains("- discounts.named staff", changes);
    }
}
