using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Profiles;

public class ProfileTests
{
    private static readonly CafeProfile Demo = DemoCafe.Profile;

    private readonly Day _day = new();

    [Fact]
    public void The_demo_café_is_a_valid_profile_and_is_what_the_surface_says()
    {
        var other = new Day(Demo with { Name = "Other" });
        Assert.Empty(other.Do(Actor.System, new ConfigureCafe(other.Cafe.Profile with { })));
        Assert.Equal(("EUR", "Europe/Brussels"), (Demo.Currency, Demo.TimeZone));
        Assert.Equal(
            [
                ("espresso", "Espresso Bar", "hot_drinks", false),
                ("cold", "Cold Bar", "cold_drinks", false),
                ("kitchen", "Kitchen", "food,pastry", true),
            ],
            Demo.Counters.Items.Select(counter =>
                (
                    counter.CounterId,
                    counter.Name,
                    string.Join(',', counter.Tags.Items),
                    counter.IsFallback
                )
            )
        );
        Assert.Equal(
            [("anna", "espresso"), ("ben", "cold"), ("chloe", "kitchen"), ("maya", "")],
            Demo.Staff.Items.Select(person =>
                (person.EmployeeId, string.Join(',', person.Counters.Items))
            )
        );
        Assert.Equal(Role.Manager, Demo.Employee("maya")!.Role);
        Assert.Equal(Enumerable.Range(1, 12).Select(table => $"{table}"), Demo.Tables.Items);
        foreach (
            var (item, price, tag) in new[]
            {
                ("cappuccino", 350, "hot_drinks"),
                ("americano", 300, "hot_drinks"),
                ("latte", 380, "hot_drinks"),
                ("iced-tea", 320, "cold_drinks"),
                ("croissant", 240, "pastry"),
                ("club-sandwich", 790, "food"),
            }
        )
        {
            Assert.Equal((new Money(price), tag), (Demo.Item(item)!.Price, Demo.Item(item)!.Tag));
        }

        Assert.Equal(new Money(50), Demo.Customization("Extra shot")!.PriceDelta);
        Assert.Equal(new Money(40), Demo.Customization("Oat milk")!.PriceDelta);
        Assert.True(Demo.Menu.Count >= 14);
    }

    [Fact]
    public void The_demo_opens_with_everybody_at_work_and_only_once()
    {
        var facts = DemoCafe.Opening(Cafe.Empty(DemoCafe.Id), Demo, Day.Morning);

        Assert.IsType<CafeConfiguredFact>(facts[0]);
        Assert.Equal(
            ["anna", "ben", "chloe", "maya"],
            facts.OfType<EmployeeClockedInFact>().Select(fact => fact.EmployeeId)
        );
        Assert.Equal("Espresso Bar", facts.OfType<EmployeeClockedInFact>().First().Location);
        Assert.Empty(DemoCafe.Opening(_day.Cafe, _day.Cafe.Profile with { }, _day.Now));
        _day.Do(Day.Ben, new ClockOutEmployee());
        Assert.Equal(
            "ben",
            Assert
                .IsType<EmployeeClockedInFact>(
                    Assert.Single(DemoCafe.Opening(_day.Cafe, _day.Cafe.Profile, _day.Now))
                )
                .EmployeeId
        );
    }

    [Theory]
    [InlineData("2024-01-15T02:59:59Z")]
    [InlineData("2024-03-31T01:30:00Z")]
    [InlineData("2024-10-27T00:30:00Z")]
    [InlineData("2024-12-31T23:30:00Z")]
    public void The_demo_is_always_open(string instant) =>
        Assert.True(
            LocalTime.IsOpen(
                Demo,
                DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture)
            )
        );

    [Fact]
    public void Only_a_manager_or_an_admin_sets_a_café_up_and_the_same_again_says_nothing()
    {
        foreach (var actor in new[] { Day.Guest, Day.Anna, Day.Bank })
        {
            _day.Refuse(
                RefusalCode.InsufficientPermissions,
                actor,
                new ConfigureCafe(Demo with { Name = "Mine" })
            );
        }

        foreach (var (actor, name) in new[] { (Day.Maya, "Mine"), (Day.Ada, "Ours") })
        {
            var command = new ConfigureCafe(Demo with { Name = name });
            var fact = Assert.IsType<CafeConfiguredFact>(Assert.Single(_day.Do(actor, command)));

            Assert.Equal(actor.UserId, fact.By);
            Assert.Empty(_day.Do(actor, command));
        }
    }

    [Fact]
    public void A_counter_with_work_is_not_taken_away()
    {
        var order = _day.Confirmed("iced-tea");
        var without = Demo with
        {
            Counters = Demo.Counters.Items.RemoveAt(1),
            Staff = Demo.Staff.Items.RemoveAt(1),
        };

        Assert.Equal(
            "Cold Bar has orders that are not handed over yet and cannot be taken away",
            _day.Refuse(RefusalCode.Conflict, Day.Ada, new ConfigureCafe(without)).Message
        );
        _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));
        _day.Do(Day.Ada, new ConfigureCafe(without));
        Assert.Equal("cold", _day.Cafe.CounterName("cold"));
    }

    [Fact]
    public void Everything_wrong_with_a_profile_is_said_with_its_place()
    {
        var broken = new CafeProfile(
            " ",
            "Euro",
            "Mars/Olympus",
            [
                new(DayOfWeek.Monday, TimeSpan.FromHours(9), TimeSpan.FromHours(9)),
                new(DayOfWeek.Monday, TimeSpan.FromHours(25), TimeSpan.FromHours(26)),
            ],
            [
                new("latte", "Latte", "Coffee", new Money(-1), "hot", TimeSpan.Zero, ["Unicorn"]),
                new("latte", "", "Coffee", new Money(100_000_001), "b d", TimeSpan.FromDays(2), []),
            ],
            [
                new("Oat", new Money(100_000_001)),
                new("Oat", new Money(-100_000_001)),
                new(" ", Money.Zero),
            ],
            [
                new("bar!", "Bar", ["hot"], Lanes: 0, IsFallback: true),
                new("bar!", "", [], Lanes: 101, IsFallback: true),
            ],
            ["1", "1", ""],
            [
                new(
                    "a b",
                    "",
                    Role.Admin,
                    ["nope"],
                    [new(DayOfWeek.Monday, TimeSpan.FromHours(9), TimeSpan.FromHours(34))]
                ),
                new("a b", "B", Role.Customer, []),
            ],
            new CafeLimits
            {
                LinesPerOrder = 0,
                PaymentExpiry = TimeSpan.Zero,
                CoursesOffered = 1,
                LongestPreparation = TimeSpan.FromSeconds(1),
                DayCutOff = TimeSpan.FromHours(24),
            }
        );

        var refusal = _day.Refuse(RefusalCode.ValidationFailed, Day.Ada, new ConfigureCafe(broken));

        Assert.Equal(
            [
                "name",
                "currency",
                "timeZone",
                "openingHours[0]",
                "openingHours[1]",
                "tables[1]",
                "tables[2]",
                "menu[1].itemId",
                "menu[0].price",
                "menu[0].preparation",
                "menu[0].customizations[0]",
                "menu[1].name",
                "menu[1].price",
                "menu[1].preparation",
                "menu[1].tag",
                "customizations[1].name",
                "customizations[0].price",
                "customizations[1].price",
                "customizations[2].name",
                "counters[1].counterId",
                "counters",
                "counters[0].counterId",
                "counters[0].lanes",
                "counters[1].counterId",
                "counters[1].name",
                "counters[1].lanes",
                "staff[1].employeeId",
                "staff[0].employeeId",
                "staff[0].name",
                "staff[0].role",
                "staff[0].counters[0]",
                "staff[0].shifts[0]",
                "staff[1].employeeId",
                "staff[1].role",
                "limits.linesPerOrder",
                "limits.paymentExpiry",
                "limits.coursesOffered",
                "limits.longestPreparation",
                "limits.dayCutOff",
            ],
            refusal.Details.Items.Select(problem => problem.Path)
        );
    }

    [Fact]
    public void A_tag_needs_a_counter_or_a_fallback()
    {
        var lonely = Demo with
        {
            Counters = Demo
                .Counters.Items.Select(counter =>
                    counter with
                    {
                        IsFallback = false,
                        Tags = ["hot_drinks"],
                    }
                )
                .ToEquatableList(),
        };

        Assert.Contains(
            _day.Refuse(
                RefusalCode.ValidationFailed,
                Day.Ada,
                new ConfigureCafe(lonely)
            ).Details.Items,
            problem => problem is { Path: "menu[9].tag" }
        );
    }

    [Fact]
    public void Without_counters_the_café_itself_is_where_bottles_are()
    {
        var kiosk = Demo with
        {
            Name = "Kiosk",
            Menu = Demo.Menu.Items.Where(item => item.Tag is null).ToEquatableList(),
            Counters = [],
            Staff = [],
        };

        var cafe = new Day(kiosk);
        cafe.Confirmed("still-water");
        Assert.Equal("Kiosk", cafe.Facts.OfType<OrderReadyFact>().Single().PickupLocation);
    }

    [Theory]
    [InlineData("2024-01-15T17:59:00Z", false)] // Monday 18:59
    [InlineData("2024-01-15T18:00:00Z", true)] // Monday 19:00
    [InlineData("2024-01-16T01:59:59Z", true)] // Tuesday 02:59
    [InlineData("2024-01-16T02:00:00Z", false)] // Tuesday 03:00
    [InlineData("2024-01-16T18:00:00Z", false)] // Tuesday 19:00
    public void A_café_may_close_after_midnight(string instant, bool open)
    {
        var bar = Demo with
        {
            OpeningHours = [new(DayOfWeek.Monday, TimeSpan.FromHours(19), TimeSpan.FromHours(27))],
        };

        Assert.Equal(
            open,
            LocalTime.IsOpen(
                bar,
                DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture)
            )
        );
    }

    [Fact]
    public void The_wall_clock_follows_daylight_saving()
    {
        Assert.Equal(
            new DateTime(2024, 7, 1, 12, 0, 0),
            LocalTime.At(Demo, new DateTimeOffset(2024, 7, 1, 10, 0, 0, TimeSpan.Zero))
        );
        Assert.Equal(
            new DateTimeOffset(2024, 3, 31, 2, 0, 0, TimeSpan.Zero),
            LocalTime
                .Next(
                    Demo,
                    TimeSpan.FromHours(4),
                    new DateTimeOffset(2024, 3, 30, 20, 0, 0, TimeSpan.Zero)
                )
                .ToUniversalTime()
        );
        Assert.Equal(
            new DateTimeOffset(2024, 1, 16, 3, 0, 0, TimeSpan.Zero),
            LocalTime
                .Next(
                    Demo,
                    TimeSpan.FromHours(4),
                    new DateTimeOffset(2024, 1, 15, 3, 0, 0, TimeSpan.Zero)
                )
                .ToUniversalTime()
        );
    }
}
