using System.Collections.Immutable;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering;

/// <summary>The café that the demo runs, and that most tests order in.</summary>
public static class DemoCafe
{
    /// <summary>The id of the demo's café.</summary>
    public const string Id = "demo";

    private static readonly TimeSpan CutOff = TimeSpan.FromHours(4);

    private static readonly EquatableList<string> Coffee =
    [
        "Extra shot",
        "Decaf",
        "Oat milk",
        "Soy milk",
        "Vanilla syrup",
        "Caramel syrup",
        "Extra hot",
    ];
    private static readonly EquatableList<string> Tea = ["Lemon", "Honey", "Oat milk"];
    private static readonly EquatableList<string> Cold =
    [
        "No ice",
        "Extra ice",
        "Lemon",
        "Vanilla syrup",
    ];
    private static readonly EquatableList<string> Iced =
    [
        "Extra shot",
        "Oat milk",
        "Soy milk",
        "Vanilla syrup",
        "Caramel syrup",
        "No ice",
    ];
    private static readonly EquatableList<string> Pastry = ["Warmed up", "Butter and jam"];
    private static readonly EquatableList<string> Kitchen =
    [
        "Gluten-free bread",
        "No onions",
        "Extra cheese",
        "Avocado",
        "Poached egg",
    ];

    /// <summary>Three counters, a menu, twelve tables, four people; open around the clock, without planned shifts and never clocking anybody out.</summary>
    public static CafeProfile Profile { get; } =
        new(
            "TableTap Demo Café",
            "EUR",
            "Europe/Brussels",
            OpeningHours.Always,
            [
                Item("espresso", "Espresso", "Coffee", 260, "hot_drinks", 90, Coffee),
                Item("americano", "Americano", "Coffee", 300, "hot_drinks", 120, Coffee),
                Item("cappuccino", "Cappuccino", "Coffee", 350, "hot_drinks", 180, Coffee),
                Item("latte", "Caffè Latte", "Coffee", 380, "hot_drinks", 180, Coffee),
                Item("flat-white", "Flat White", "Coffee", 370, "hot_drinks", 180, Coffee),
                Item("mocha", "Mocha", "Coffee", 420, "hot_drinks", 210, Coffee),
                Item(
                    "hot-chocolate",
                    "Hot Chocolate",
                    "Tea & Chocolate",
                    390,
                    "hot_drinks",
                    180,
                    ["Oat milk", "Soy milk", "Whipped cream"]
                ),
                Item("green-tea", "Green Tea", "Tea & Chocolate", 290, "hot_drinks", 120, Tea),
                Item(
                    "chai-latte",
                    "Chai Latte",
                    "Tea & Chocolate",
                    400,
                    "hot_drinks",
                    180,
                    ["Oat milk", "Soy milk", "Honey"]
                ),
                Item("iced-tea", "Iced Tea", "Cold Drinks", 320, "cold_drinks", 60, Cold),
                Item("lemonade", "Homemade Lemonade", "Cold Drinks", 340, "cold_drinks", 90, Cold),
                Item("iced-latte", "Iced Latte", "Cold Drinks", 430, "cold_drinks", 150, Iced),
                Item(
                    "berry-smoothie",
                    "Berry Smoothie",
                    "Cold Drinks",
                    520,
                    "cold_drinks",
                    210,
                    ["Oat milk", "Honey"]
                ),
                Item(
                    "orange-juice",
                    "Fresh Orange Juice",
                    "Cold Drinks",
                    450,
                    "cold_drinks",
                    120,
                    ["No ice", "Extra ice"]
                ),
                Item("still-water", "Still Water 50 cl", "Bottles", 240, null, null, []),
                Item("sparkling-water", "Sparkling Water 50 cl", "Bottles", 250, null, null, []),
                Item("croissant", "Butter Croissant", "Bakery", 240, "pastry", 60, Pastry),
                Item("pain-au-chocolat", "Pain au Chocolat", "Bakery", 270, "pastry", 60, Pastry),
                Item("banana-bread", "Banana Bread", "Bakery", 330, "pastry", 90, Pastry),
                Item("cheesecake", "Speculoos Cheesecake", "Bakery", 480, "pastry", 60, []),
                Item("club-sandwich", "Club Sandwich", "Kitchen", 790, "food", 480, Kitchen),
                Item("avocado-toast", "Avocado Toast", "Kitchen", 850, "food", 420, Kitchen),
                Item("croque-monsieur", "Croque Monsieur", "Kitchen", 720, "food", 480, Kitchen),
                Item("soup", "Soup of the Day", "Kitchen", 610, "food", 240, ["Gluten-free bread"]),
                Item(
                    "caesar-salad",
                    "Caesar Salad",
                    "Kitchen",
                    980,
                    "food",
                    420,
                    ["No onions", "Extra cheese", "Poached egg"]
                ),
                .. DemoChoices.Items,
            ],
            [
                new("Extra shot", new Money(50)),
                new("Decaf", Money.Zero),
                new("Oat milk", new Money(40)),
                new("Soy milk", new Money(40)),
                new("Vanilla syrup", new Money(60)),
                new("Caramel syrup", new Money(60)),
                new("Whipped cream", new Money(50)),
                new("Extra hot", Money.Zero),
                new("Lemon", Money.Zero),
                new("Honey", new Money(30)),
                new("No ice", Money.Zero),
                new("Extra ice", Money.Zero),
                new("Warmed up", Money.Zero),
                new("Butter and jam", new Money(90)),
                new("Gluten-free bread", new Money(120)),
                new("No onions", Money.Zero),
                new("Extra cheese", new Money(100)),
                new("Avocado", new Money(180)),
                new("Poached egg", new Money(150)),
            ],
            [
                new("espresso", "Espresso Bar", ["hot_drinks"], Lanes: 2, Priority: 1),
                new("cold", "Cold Bar", ["cold_drinks"], Lanes: 1, Priority: 2),
                new(
                    "kitchen",
                    "Kitchen",
                    ["food", "pastry"],
                    Lanes: 2,
                    Priority: 3,
                    IsFallback: true
                ),
            ],
            [.. Enumerable.Range(1, 12).Select(table => $"{table}")],
            [
                new("anna", "Anna Peeters", Role.Employee, ["espresso"]),
                new("ben", "Ben Janssens", Role.Employee, ["cold"]),
                new("chloe", "Chloé Dubois", Role.Employee, ["kitchen"]),
                new("maya", "Maya Claes", Role.Manager, []),
            ],
            new CafeLimits { DayCutOff = null, ScheduleHorizon = TimeSpan.FromDays(2) },
            DemoChoices.Groups,
            Bills: BillAccess.Join
        );

    /// <summary>
    /// The same café with shifts from one day's cut-off to the next one, at 04:00, for everybody and every day: whoever tries the demo,
    /// at whatever hour, finds people at work. It keeps closings of its days.
    /// </summary>
    public static CafeProfile Planned { get; } =
        Profile with
        {
            Staff = Profile.Staff.Items.Select(OnEveryDay).ToEquatableList(),
            Limits = Profile.Limits with { DayCutOff = CutOff },
            Closing = new(new Money(15_000)),
        };

    /// <summary>When the demo's staff has to be clocked in again: just after its next cut-off.</summary>
    /// <param name="cafe">The demo as it is configured; null before it is.</param>
    /// <param name="now">The present time.</param>
    public static DateTimeOffset NextOpening(CafeProfile? cafe, DateTimeOffset now)
    {
        var profile = cafe ?? Planned;
        return LocalTime.NextCutOff(profile, profile.Limits.DayCutOff ?? CutOff, now).AddSeconds(1);
    }

    /// <summary>
    /// What has to happen so that the demo can start: it is configured where it is new, so that what somebody imported into it stays, and
    /// whoever is not at work yet clocks in.
    /// </summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="profile">What a new one is to be: <see cref="Planned"/>, or <see cref="Profile"/>.</param>
    /// <param name="now">The present time.</param>
    public static ImmutableArray<Fact> Opening(Cafe cafe, CafeProfile profile, DateTimeOffset now)
    {
        var facts = ImmutableArray.CreateBuilder<Fact>();
        var opened = cafe.Profile;
        if (opened == CafeProfile.None)
        {
            opened = profile;
            facts.Add(new CafeConfiguredFact(now, profile, OrderMovedFact.System));
        }

        facts.AddRange(
            opened
                .Staff.Items.Where(person => !cafe.Shifts.Contains(person.EmployeeId))
                .Select(person => ClockInDecider.ClockedIn(opened, person, now))
        );
        return facts.ToImmutable();
    }

    /// <summary>Decides the command <see cref="OpenDemo"/>: configures a new demo, and clocks its staff in.</summary>
    internal static Decision Decide(DecisionDraft draft)
    {
        foreach (var fact in Opening(draft.Cafe, Planned, draft.Now))
        {
            draft.Emit(fact);
        }

        return draft.Accept();
    }

    private static StaffRecord OnEveryDay(StaffRecord person) =>
        person with
        {
            Shifts = Enum.GetValues<DayOfWeek>()
                .Select(day => new PlannedShift(day, CutOff, CutOff + TimeSpan.FromDays(1)))
                .ToEquatableList(),
        };

    private static MenuItem Item(
        string id,
        string name,
        string category,
        long price,
        string? tag,
        int? seconds,
        EquatableList<string> customizations
    ) =>
        new(
            id,
            name,
            category,
            new Money(price),
            tag,
            seconds is { } time ? TimeSpan.FromSeconds(time) : null,
            customizations
        );
}
