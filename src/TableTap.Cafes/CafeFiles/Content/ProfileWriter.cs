using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Realtime.Options;
using TableTap.Terms;
using static TableTap.Cafes.CafeFiles.Content.FileParts;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>A café as a file's values: the counterpart of <see cref="ProfileReader"/>.</summary>
internal static class ProfileWriter
{
    /// <summary>Opening hours around the clock.</summary>
    public const string Always = "always";

    /// <summary>Writes a whole café as the map that a file consists of.</summary>
    public static FileMap Write(string cafeId, CafeProfile profile)
    {
        var texts = LocalTexts.Of(profile);
        return Map(
            ("id", Text(cafeId)),
            ("name", Text(profile.Name)),
            ("currency", Text(profile.Currency)),
            ("timeZone", Text(profile.TimeZone)),
            ("openingHours", Hours(profile)),
            ("languages", SomeOf(profile.Languages)),
            (
                "menus",
                profile.Menus.Count == 0
                    ? null
                    : List(profile.Menus, menu => MenuFields.Write(menu, texts))
            ),
            (
                "categories",
                profile.Categories.Count == 0
                    ? null
                    : List(profile.Categories, one => MenuFields.Write(one, texts))
            ),
            ("menu", List(profile.Menu, item => Item(item, texts))),
            ("customizations", List(profile.Customizations, custom => Custom(custom, texts))),
            (
                "groups",
                profile.Groups.Count == 0
                    ? null
                    : List(profile.Groups, group => ChoiceFields.Write(group, texts))
            ),
            ("tax", TaxFields.Write(profile.Tax)),
            ("discounts", PriceFields.Write(profile.Discounts)),
            ("serviceCharge", PriceFields.Write(profile.ServiceCharge)),
            ("cashRounding", profile.CashRounding is { } step ? Amount(step) : null),
            ("vouchers", profile.Vouchers is null ? null : Text(profile.Vouchers)),
            ("closing", ClosingFields.Write(profile.Closing)),
            ("seller", SellerFields.Write(profile.Seller)),
            ("counters", List(profile.Counters, Counter)),
            ("tables", List(profile.Tables, Text)),
            ("bills", profile.Bills == BillAccess.Nobody ? null : Text(profile.Bills.Word)),
            ("staff", List(profile.Staff, Person)),
            ("limits", LimitFields.Write(profile.Limits))
        );
    }

    /// <summary>Writes a customisation as a map.</summary>
    public static FileMap Custom(Customization custom, LocalTexts texts) =>
        Map(
            ("name", texts.Write(TranslationKey.Customization(custom.Name), custom.Name)),
            ("price", Amount(custom.PriceDelta))
        );

    /// <summary>An item of the menu.</summary>
    public static FileMap Item(MenuItem item, LocalTexts texts) =>
        Map([
            ("itemId", Text(item.ItemId)),
            ("name", texts.Write(TranslationKey.Item(item.ItemId), item.Name)),
            ("category", Text(item.Category)),
            ("price", Amount(item.Price)),
            ("tag", item.Tag is null ? null : Text(item.Tag)),
            ("preparation", item.Preparation is { } time ? Text(DurationText.Text(time)) : null),
            ("customizations", SomeOf(item.Customizations)),
            ("groups", SomeOf(item.Groups)),
            ("prices", ChoiceFields.Write(item.Prices)),
            ("taxClass", item.TaxClassId is null ? null : Text(item.TaxClassId)),
            ("menus", SomeOf(item.Menus)),
            .. DishFields.Write(item.About, texts, TranslationKey.Item(item.ItemId)),
        ]);

    /// <summary>Writes one counter of the café as a map.</summary>
    public static FileMap Counter(CounterProfile counter) =>
        Map(
            ("counterId", Text(counter.CounterId)),
            ("name", Text(counter.Name)),
            ("tags", List(counter.Tags, Text)),
            ("lanes", Raw($"{counter.Lanes}")),
            ("priority", Raw($"{counter.Priority}")),
            ("fallback", counter.IsFallback ? Raw("true") : null),
            ("capacity", counter.Capacity is { } capacity ? Raw($"{capacity}") : null)
        );

    /// <summary>Writes one person of the staff as a map.</summary>
    public static FileMap Person(StaffRecord person) =>
        Map(
            ("employeeId", Text(person.EmployeeId)),
            ("name", Text(person.Name)),
            ("role", Text(person.Role.Word)),
            ("counters", SomeOf(person.Counters)),
            (
                "shifts",
                person.Shifts.Count == 0
                    ? null
                    : WeekPlan.Write(
                        person.Shifts.Items.Select(shift => new WeeklySpan(
                            shift.Day,
                            shift.Start,
                            shift.End
                        ))
                    )
            )
        );

    /// <summary>Writes the opening hours: a week plan, or one word for a café that is always open.</summary>
    public static FileNode Hours(CafeProfile profile) =>
        profile.OpeningHours == OpeningHours.Always
            ? Text(Always)
            : WeekPlan.Write(
                profile.OpeningHours.Items.Select(hours => new WeeklySpan(
                    hours.Day,
                    hours.Opens,
                    hours.Closes
                ))
            );
}
