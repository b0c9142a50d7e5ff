using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Profiles;

/// <summary>What a café is before anything happens in it: its menu, counters, staff, hours and limits.</summary>
/// <param name="Name">As guests read it.</param>
/// <param name="Currency">ISO 4217, the only one of the café.</param>
/// <param name="TimeZone">IANA id of its zone: <c>Europe/Brussels</c>.</param>
/// <param name="OpeningHours">When it takes orders.</param>
/// <param name="Menu">What can be ordered, in the order of the menu.</param>
/// <param name="Customizations">What can be changed about items.</param>
/// <param name="Counters">Where orders are made.</param>
/// <param name="Tables">Numbers or names of the tables, as on their signs.</param>
/// <param name="Staff">Who works there.</param>
/// <param name="Limits">The numbers of the rules.</param>
/// <param name="Groups">What items ask to choose from: sizes, milks, starters; items share them.</param>
/// <param name="Tax">How its sales are taxed; null where it counts no tax.</param>
/// <param name="Bills">Who may put orders on bills; default nobody.</param>
/// <param name="Menus">The parts of the menu that are served at certain hours.</param>
/// <param name="Categories">The headings of the menu in their order; those that are not here follow in the order of the items.</param>
/// <param name="Languages">The languages of its menu, the one of all names first; none for one that is not said.</param>
/// <param name="Translations">What is read in the other languages.</param>
/// <param name="Discounts">What may be taken off prices, and by whom; null where only managers do.</param>
/// <param name="ServiceCharge">What is added to the price of orders; null for nothing.</param>
/// <param name="CashRounding">The amount to whose multiples cash is rounded; null where it is not.</param>
public sealed record CafeProfile(
    string Name,
    string Currency,
    string TimeZone,
    EquatableList<OpeningHours> OpeningHours,
    EquatableList<MenuItem> Menu,
    EquatableList<Customization> Customizations,
    EquatableList<CounterProfile> Counters,
    EquatableList<string> Tables,
    EquatableList<StaffRecord> Staff,
    CafeLimits Limits,
    EquatableList<ChoiceGroup> Groups = default,
    CafeTax? Tax = null,
    BillAccess Bills = BillAccess.Nobody,
    EquatableList<TimedMenu> Menus = default,
    EquatableList<MenuCategory> Categories = default,
    EquatableList<string> Languages = default,
    EquatableList<Translation> Translations = default,
    CafeDiscounts? Discounts = null,
    CafeServiceCharge? ServiceCharge = null,
    Money? CashRounding = null
)
{
    /// <summary>The provider that is asked about vouchers and gift cards, by its name in the settings; null where none are taken.</summary>
    public string? Vouchers { get; init; }

    /// <summary>How it closes its days; null where it keeps no closings.</summary>
    public CafeClosing? Closing { get; init; }

    /// <summary>Who sells, as receipts say it; null where they name the café alone.</summary>
    public CafeSeller? Seller { get; init; }

    /// <summary>The profile of a café nobody has configured yet: no menu, no counters, no staff.</summary>
    public static CafeProfile None { get; } =
        new("", "EUR", "UTC", [], [], [], [], [], [], new CafeLimits());

    /// <summary>Whether guests and the staff read the same menu: items, customisations, choices, taxes, discounts, service charge, bills, tables and seller, and the café's name, currency, opening hours, how far ahead it takes orders and which courses it offers.</summary>
    /// <param name="other">Another profile of the café.</param>
    public bool HasMenuOf(CafeProfile other) =>
        Menu == other.Menu
        && Customizations == other.Customizations
        && Groups == other.Groups
        && Tax == other.Tax
        && Bills == other.Bills
        && Discounts == other.Discounts
        && ServiceCharge == other.ServiceCharge
        && CashRounding == other.CashRounding
        && Vouchers == other.Vouchers
        && Seller == other.Seller
        && Menus == other.Menus
        && Categories == other.Categories
        && Languages == other.Languages
        && Translations == other.Translations
        && Tables == other.Tables
        && Name == other.Name
        && Currency == other.Currency
        && OpeningHours == other.OpeningHours
        && Limits.ScheduleHorizon == other.Limits.ScheduleHorizon
        && Limits.CoursesOffered == other.Limits.CoursesOffered;

    /// <summary>What is paid of an amount in cash: the nearest multiple of what cash is rounded to, and of two as near the greater one.</summary>
    /// <param name="due">The amount that is due; not negative.</param>
    public Money InCash(Money due) =>
        CashRounding is { } step
            ? Money.OfThousandths(
                (2 * due.Thousandths + step.Thousandths) / (2 * step.Thousandths) * step.Thousandths
            )
            : due;

    /// <summary>The item of the menu with this id.</summary>
    public MenuItem? Item(string itemId)
    {
        // These are asked for with every command, several times: a loop makes no objects.
        foreach (var item in Menu)
        {
            if (item.ItemId == itemId)
            {
                return item;
            }
        }

        return null;
    }

    /// <summary>The customisation with this name.</summary>
    public Customization? Customization(string name) =>
        Customizations.Items.FirstOrDefault(custom => custom.Name == name);

    /// <summary>The group of choices with this id.</summary>
    public ChoiceGroup? Group(string groupId) =>
        Groups.Items.FirstOrDefault(group => group.GroupId == groupId);

    /// <summary>The option with this id, of whatever group.</summary>
    public ChoiceOption? Option(string optionId) =>
        Groups.Items.Select(group => group.Option(optionId)).FirstOrDefault(one => one is not null);

    /// <summary>The groups that an item asks to choose from, in the order in which it asks.</summary>
    public IEnumerable<ChoiceGroup> GroupsOf(MenuItem item) =>
        item.Groups.Items.Select(Group).OfType<ChoiceGroup>();

    /// <summary>The counter with this id.</summary>
    public CounterProfile? Counter(string counterId)
    {
        foreach (var counter in Counters)
        {
            if (counter.CounterId == counterId)
            {
                return counter;
            }
        }

        return null;
    }

    /// <summary>The staff record of this person.</summary>
    public StaffRecord? Employee(string employeeId)
    {
        foreach (var person in Staff)
        {
            if (person.EmployeeId == employeeId)
            {
                return person;
            }
        }

        return null;
    }

    /// <summary>The counter that takes what no other may, if the café has one.</summary>
    public CounterProfile? Fallback => Counters.Items.FirstOrDefault(counter => counter.IsFallback);
}
