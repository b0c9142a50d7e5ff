using CsCheck;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>What can go wrong on a day, apart from guests.</summary>
[Flags]
public enum Trouble
{
    None = 0,
    CountersFail = 1,
    ItemsRunOut = 2,
    Breaks = 4,
    StaffComeAndGo = 8,
    ImportsChangeTheCafe = 16,
    ClockJumps = 32,
    IntakePauses = 64,
    ManagerMeddles = 128,
    ItemsAreCounted = 256,
    StaffSlips = 512,
    TablesPayLater = 1024,
    OrdersForLater = 2048,
    Courses = 4096,
    All = 8191,
}

/// <summary>A day as CsCheck draws it: the seed decides all that happens, the rest is what a failing day shrinks by.</summary>
public readonly record struct DayPlan(int Seed, int Orders, Trouble Trouble, int Zone, int Date)
{
    /// <summary>Zones that move by an hour, by half of one, at midnight, and not at all.</summary>
    private static readonly string[] Zones =
    [
        "Europe/Brussels",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "America/Santiago",
        "Pacific/Apia",
        "UTC",
    ];

    /// <summary>Days on which clocks move in one of the zones, a leap day, the turn of a year, and ordinary ones.</summary>
    private static readonly DateTime[] Dates =
    [
        new(2024, 1, 15),
        new(2024, 3, 31),
        new(2024, 10, 27),
        new(2024, 3, 10),
        new(2024, 11, 3),
        new(2024, 4, 7),
        new(2024, 9, 8),
        new(2024, 2, 29),
        new(2024, 12, 31),
        new(2024, 7, 1),
    ];

    /// <summary>Half of the days are closed with a report; on a closing depends nothing else.</summary>
    public bool KeepsClosings => Seed % 2 == 0;

    /// <summary>On two days of three something is taken off orders that are on no bill, and vouchers pay them.</summary>
    public bool ChangesPrices => Seed % 3 != 2;

    /// <summary>On a day of seven the kitchen cooks for lunch alone.</summary>
    public bool HasLunch => Seed % 7 == 1;

    /// <summary>Lunch, in the middle of a day that begins at seven.</summary>
    public static TimedMenu Lunch { get; } =
        new(
            "lunch",
            "Lunch",
            [
                .. Enum.GetValues<DayOfWeek>()
                    .Select(day => new OpeningHours(
                        day,
                        TimeSpan.FromHours(8.5),
                        TimeSpan.FromHours(10)
                    )),
            ]
        );

    public static Gen<DayPlan> Any { get; } =
        Gen.Select(
            Gen.Int[0, int.MaxValue],
            Gen.Int[1, 40],
            Gen.Int[0, (int)Trouble.All],
            Gen.Int[0, Zones.Length - 1],
            Gen.Int[0, Dates.Length - 1],
            (seed, orders, trouble, zone, date) =>
                new DayPlan(seed, orders, (Trouble)trouble, zone, date)
        );

    /// <summary>Whether guests may order for later, and a counter has no room for more than so much.</summary>
    public bool TakesOrdersForLater => Trouble.HasFlag(Trouble.OrdersForLater);

    /// <summary>How long after a course the next one is fired: at once, later, or by the staff alone.</summary>
    public TimeSpan? CourseFiredAfter =>
        (Seed % 3) switch
        {
            0 => TimeSpan.Zero,
            1 => TimeSpan.FromMinutes(3),
            _ => null,
        };

    public string TimeZone => Zones[Zone];

    /// <summary>When the first of the staff comes; some days begin just before the night in which clocks move.</summary>
    public DateTimeOffset Opens
    {
        get
        {
            // No zone moves its clocks at these hours, so each stands for one instant.
            var opens = Dates[Date].AddHours(Seed % 3 == 0 ? -2 : 7);
            return new(opens, TimeZoneInfo.FindSystemTimeZoneById(TimeZone).GetUtcOffset(opens));
        }
    }

    /// <summary>In the night, or on some days in the middle of the work.</summary>
    public TimeSpan CutOff =>
        Seed % 7 == 3 ? TimeSpan.FromHours(Seed % 3 == 0 ? 0 : 9)
        : Seed % 2 == 0 ? TimeSpan.FromHours(4)
        : TimeSpan.FromHours(2.5);

    /// <summary>Four days of five have tax: added, or contained, rounded by order or by line; one of them contained, rounded by bill.</summary>
    public CafeTax? Tax =>
        Seed % 5 == 0
            ? null
            : new(
                [
                    new("food", "Food", 12m, 6m),
                    new("drinks", "Drinks", 21m),
                    new("odd", "Odd", 9.975m),
                ],
                Included: Seed % 5 > 2,
                Seed % 5 == 4 ? TaxRounding.Bill : (TaxRounding)(Seed % 2)
            );

    /// <summary>A day of three has a service charge, on all orders or on those of the tables.</summary>
    public CafeServiceCharge? ServiceCharge =>
        Seed % 3 != 1
            ? null
            : new(12.5m, Seed % 4 == 1 ? OrderType.DineIn : null, Tax is null ? null : "drinks");

    /// <summary>A day of four has no coins for less than five cents.</summary>
    public Money? CashRounding => Seed % 4 == 1 ? new Money(5) : null;

    /// <summary>What the staff may take off prices.</summary>
    public static CafeDiscounts Discounts { get; } =
        new([new("happy", "Happy hour", 20m, By: Role.Employee)], EmployeePercent: 15m);

    /// <summary>The tax class of an item at a place of the menu; some name none.</summary>
    public static string? TaxClassOf(int place) =>
        (place % 4) switch
        {
            0 => "food",
            1 => "drinks",
            2 => "odd",
            _ => null,
        };

    public bool Has(Trouble trouble) => Trouble.HasFlag(trouble);
}
