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
    public static FileMap Write(string cafeId, CafeProfile profile) =>
        Map(
            ("id", Text(cafeId)),
            ("name", Text(profile.Name)),
            ("currency", Text(profile.Currency)),
            ("timeZone", Text(profile.TimeZone)),
            ("openingHours", Hours(profile)),
            ("menu", List(profile.Menu, Item)),
            (
                "customizations",
                List(
                    profile.Customizations,
                    custom => Map(("name", Text(custom.Name)), ("price", Amount(custom.PriceDelta)))
                )
            ),
            ("groups", profile.Groups.Count == 0 ? null : List(profile.Groups, ChoiceFields.Write)),
            ("counters", List(profile.Counters, Counter)),
            ("tables", List(profile.Tables, Text)),
            ("staff", List(profile.Staff, Person)),
            ("limits", LimitFields.Write(profile.Limits))
        );

    /// <summary>An item of the menu.</summary>
    public static FileMap Item(MenuItem item) =>
        Map([
            ("itemId", Text(item.ItemId)),
            ("name", Text(item.Name)),
            ("category", Text(item.Category)),
            ("price", Amount(item.Price)),
            ("tag", item.Tag is null ? null : Text(item.Tag)),
            ("preparation", item.Preparation is { } time ? Text(DurationText.Text(time)) : null),
            ("customizations", SomeOf(item.Customizations)),
            ("groups", SomeOf(item.Groups)),
            ("prices", ChoiceFields.Write(item.Prices)),
            .. DishFields.Write(item.About),
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
