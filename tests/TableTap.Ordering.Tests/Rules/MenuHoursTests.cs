using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Menus by time of day and day of week (docs/protocol.md §5, "Menus by time").</summary>
public class MenuHoursTests
{
    private static readonly TimedMenu Lunch = new(
        "lunch",
        "Lunch",
        [
            .. Enum.GetValues<DayOfWeek>()
                .Where(day => day is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                .Select(day => new OpeningHours(day, Hour(11.5), Hour(14))),
        ]
    );

    private static readonly TimedMenu Night = new(
        "night",
        "Night",
        [new(DayOfWeek.Monday, Hour(22), Hour(26))]
    );

    /// <summary>A Monday in Brussels, which is an hour ahead of UTC.</summary>
    private readonly Day _day = new(Café);

    private static CafeProfile Café =>
        DemoCafe.Profile with
        {
            Menus = [Lunch, Night],
            Menu = DemoCafe
                .Profile.Menu.Items.Select(item =>
                    item.ItemId switch
                    {
                        "club-sandwich" => item with { Menus = ["lunch"] },
                        "cheesecake" => item with { Menus = ["lunch", "night"] },
                        _ => item,
                    }
                )
                .ToEquatableList(),
            Limits = new CafeLimits { DayCutOff = null, ScheduleHorizon = TimeSpan.FromDays(7) },
        };

    private static TimeSpan Hour(double hours) => TimeSpan.FromHours(hours);

    private static DateTimeOffset Local(int day, double hour) =>
        new DateTimeOffset(2024, 1, day, 0, 0, 0, TimeSpan.FromHours(1)).AddHours(hour);

    private bool Takes(string item, DateTimeOffset at)
    {
        _day.Now = at;
        return Day.Accepts(_day, Day.Takeaway(item));
    }

    [Theory]
    [InlineData(15, 11.49, false)]
    [InlineData(15, 11.5, true)]
    [InlineData(15, 13.99, true)]
    [InlineData(15, 14, false)]
    [InlineData(20, 12, false)] // A Saturday.
    public void An_item_can_be_had_in_the_hours_of_its_menu(int day, double hour, bool isServed)
    {
        Assert.Equal(isServed, Takes("club-sandwich", Local(day, hour)));
        Assert.True(Takes("latte", Local(day, hour)));
    }

    [Fact]
    public void On_two_menus_it_can_be_had_with_either_also_after_midnight()
    {
        Assert.True(Takes("cheesecake", Local(15, 12)));
        Assert.False(Takes("cheesecake", Local(15, 20)));
        Assert.True(Takes("cheesecake", Local(15, 23)));
        Assert.True(Takes("cheesecake", Local(16, 1.5)));
        Assert.False(Takes("cheesecake", Local(16, 2)));
        Assert.False(Takes("cheesecake", Local(17, 1.5)));
    }

    [Fact]
    public void The_refusal_says_with_what_it_is_served_and_for_when_it_can_be_ordered()
    {
        _day.Now = Local(15, 9);

        var refusal = _day.Refuse(
            RefusalCode.ItemUnavailable,
            Day.Guest,
            Day.Takeaway("latte", "club-sandwich")
        );

        Assert.Equal(
            new FieldProblem(
                "items[1].itemId",
                "Club Sandwich is served with Lunch (Monday to Friday 11:30-14:00)"
            ),
            refusal.Details[0]
        );
        Assert.Equal(Local(15, 11.5), refusal.Earliest);
    }

    [Fact]
    public void For_later_the_hours_of_that_time_count()
    {
        _day.Now = Local(15, 9);
        var sandwich = Day.Takeaway("club-sandwich");

        _day.Place(Day.Guest, sandwich with { ScheduledFor = Local(15, 12) });
        _day.Refuse(
            RefusalCode.ItemUnavailable,
            Day.Guest,
            sandwich with
            {
                ScheduledFor = Local(15, 15),
            }
        );
        _day.Now = Local(15, 13);
        var order = _day.Paid(
            _day.Place(Day.Guest, sandwich with { ScheduledFor = Local(16, 12) })
        );
        _day.Refuse(
            RefusalCode.ItemUnavailable,
            Day.Guest,
            new RescheduleOrder(order.OrderId, Local(16, 15))
        );
        _day.Do(Day.Guest, new RescheduleOrder(order.OrderId, Local(16, 13)));
    }

    [Fact]
    public void Offered_times_are_those_of_the_menu()
    {
        _day.Now = Local(15, 9);

        var times = OfferedTimes.Of(
            _day.Cafe,
            OrderType.Takeaway,
            [new NewOrderLine("club-sandwich", 1)],
            _day.Now,
            Local(16, 9),
            _day.Now
        );

        Assert.Equal(Local(15, 11.5), times[0].At);
        Assert.Equal(Local(15, 13.75), times[^1].At);
    }

    [Fact]
    public void What_was_ordered_in_time_is_made_after_it()
    {
        _day.Now = Local(15, 13.9);
        var order = _day.Confirmed("club-sandwich");
        _day.Now = Local(15, 14.5);

        Assert.Equal(OrderStatus.Preparing, _day.Moved(order, OrderStatus.Preparing).Status);
    }

    [Theory]
    [InlineData("menus[0].hours", "at least one span")]
    [InlineData("menus[1].menuId", "'lunch' is there twice")]
    [InlineData("menu[0].menus[0]", "there is no such menu")]
    [InlineData("languages[1]", "'en' is there twice")]
    [InlineData("languages[2]", "the tag of a language: en, el, pt-BR")]
    [InlineData("categories[1].category", "'Coffee' is there twice")]
    [InlineData("categories[0].photo", "an https address of at most 500 characters")]
    public void What_does_not_hold_together_is_told(string path, string what)
    {
        var wrong = Café with
        {
            Menus = [Lunch with { Hours = [] }, Lunch],
            Menu = Café.Menu.Items.SetItem(0, Café.Menu[0] with { Menus = ["dinner"] }),
            Categories = [new("Coffee", "http://plain.example/a.jpg"), new("Coffee")],
            Languages = ["en", "en", "english"],
        };

        var problems = ProfileValidation.Check(wrong)!.Details.Items;

        Assert.Contains(new FieldProblem(path, what), problems);
    }

    [Theory]
    [InlineData("el", "el")]
    [InlineData("EL-gr", "el")]
    [InlineData("pt-BR,el", "el")]
    [InlineData("pt-BR", "en")]
    [InlineData("", "en")]
    public void The_first_wish_that_the_café_speaks_is_met(string wishes, string language)
    {
        var profile = Café with
        {
            Languages = ["en", "el"],
            Translations = [new(TranslationKey.Item("latte"), "el", "Λάτε")],
        };

        var words = new MenuWords(profile, MenuWords.Chosen(profile, wishes.Split(',')));

        Assert.Equal(language, words.Language);
        Assert.Equal(
            language == "el" ? "Λάτε" : "Latte",
            words.Of(TranslationKey.Item("latte"), "Latte")
        );
        Assert.Equal("Mocha", words.Of(TranslationKey.Item("mocha"), "Mocha"));
    }

    [Fact]
    public void Hours_are_said_as_people_say_them() =>
        Assert.Equal(
            "Monday to Tuesday 08:00-11:00 and 17:00-19:00, Thursday 08:00-11:00, Sunday 22:00-02:00",
            MenuHours.Words([
                new(DayOfWeek.Sunday, Hour(22), Hour(26)),
                new(DayOfWeek.Monday, Hour(17), Hour(19)),
                new(DayOfWeek.Monday, Hour(8), Hour(11)),
                new(DayOfWeek.Tuesday, Hour(8), Hour(11)),
                new(DayOfWeek.Tuesday, Hour(17), Hour(19)),
                new(DayOfWeek.Thursday, Hour(8), Hour(11)),
            ])
        );
}
