using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Whether a profile holds together. Paths are those of an import file.</summary>
public static class ProfileValidation
{
    private const int MaxLanes = 100;
    private const int MaxProvider = 32;
    private const int MaxCapacity = 10_000;
    private static readonly TimeSpan LongestPreparation = TimeSpan.FromHours(24);

    /// <summary>Everything that is wrong with a profile; null where nothing is.</summary>
    /// <param name="profile">The profile to check.</param>
    public static Refusal? Check(CafeProfile profile) =>
        InputChecks.Refuse([
            .. General(profile),
            .. Menu(profile),
            .. ChoiceValidation.Groups(profile),
            .. TaxValidation.Check(profile),
            .. PriceValidation.Check(profile),
            ClosingValidation.Check(profile),
            .. SellerValidation.Check(profile),
            profile.Vouchers is { } issuer
                ? Unless(
                    issuer.Length is > 0 and <= MaxProvider && issuer.All(IsOfName),
                    "vouchers",
                    $"the name of a payment provider of the settings: a-z 0-9 _ -, at most {MaxProvider}"
                )
                : null,
            .. MenuValidation.Check(profile),
            .. Counters(profile),
            .. Staff(profile),
            .. LimitsValidation.Check(profile.Limits),
        ]);

    private static bool IsOfName(char letter) =>
        char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '_' or '-';

    private static IEnumerable<FieldProblem?> General(CafeProfile profile)
    {
        yield return InputChecks.Needed("name", profile.Name, profile.Limits.NameLength);
        yield return Unless(
            Currencies.Knows(profile.Currency),
            "currency",
            "an ISO 4217 code: EUR"
        );
        yield return Unless(
            LocalTime.Knows(profile.TimeZone),
            "timeZone",
            "an IANA time zone: Europe/Brussels"
        );
        foreach (var (hours, path) in Numbered(profile.OpeningHours, "openingHours"))
        {
            yield return Unless(
                Fits(hours.Opens, hours.Closes),
                path,
                "opens within its day and closes later, at most 24 h after"
            );
        }

        foreach (var problem in Twice(profile.Tables, table => table, "tables", ""))
        {
            yield return problem;
        }

        foreach (var (table, path) in Numbered(profile.Tables, "tables"))
        {
            yield return InputChecks.Needed(path, table, TextLimits.Table);
        }
    }

    private static IEnumerable<FieldProblem?> Menu(CafeProfile profile)
    {
        foreach (var problem in Twice(profile.Menu, item => item.ItemId, "menu", ".itemId"))
        {
            yield return problem;
        }

        // Looked up once: a large file names them very often.
        var customizations = profile.Customizations.Items.Select(one => one.Name).ToHashSet();
        var tags = profile.Counters.Items.SelectMany(counter => counter.Tags.Items).ToHashSet();
        var groups = profile
            .Groups.Items.DistinctBy(group => group.GroupId)
            .ToDictionary(group => group.GroupId);
        foreach (var (item, path) in Numbered(profile.Menu, "menu"))
        {
            yield return Id($"{path}.itemId", item.ItemId);
            yield return InputChecks.Needed($"{path}.name", item.Name, profile.Limits.NameLength);
            yield return Unless(
                item.Price >= Money.Zero && item.Price <= InputChecks.LargestAmount,
                $"{path}.price",
                $"from 0 to {InputChecks.LargestAmount}"
            );
            yield return InputChecks.Payable($"{path}.price", item.Price, profile);
            yield return Unless(
                item.Preparation is not { } time
                    || time > TimeSpan.Zero && time <= LongestPreparation,
                $"{path}.preparation",
                $"longer than nothing, at most {InputChecks.Words(LongestPreparation)}"
            );
            yield return Unless(
                item.Tag is null || Identifier.IsValid(item.Tag),
                $"{path}.tag",
                Identifier.Rule
            );
            foreach (var (name, at) in Numbered(item.Customizations, $"{path}.customizations"))
            {
                yield return Unless(
                    customizations.Contains(name),
                    at,
                    "there is no such customisation"
                );
            }

            yield return Unless(
                item.Tag is null || profile.Fallback is not null || tags.Contains(item.Tag),
                $"{path}.tag",
                "no counter serves it and there is no fallback"
            );
            foreach (
                var problem in ChoiceValidation
                    .Item(profile, groups, item, path)
                    .Concat(DishValidation.Check(profile, item.About, path))
            )
            {
                yield return problem;
            }
        }

        foreach (
            var problem in Twice(
                profile.Customizations,
                custom => custom.Name,
                "customizations",
                ".name"
            )
        )
        {
            yield return problem;
        }

        foreach (var (custom, path) in Numbered(profile.Customizations, "customizations"))
        {
            yield return InputChecks.Needed($"{path}.name", custom.Name, profile.Limits.NameLength);
            yield return Unless(
                custom.PriceDelta <= InputChecks.LargestAmount
                    && custom.PriceDelta >= -InputChecks.LargestAmount,
                $"{path}.price",
                $"at most {InputChecks.LargestAmount} up or down"
            );
            yield return InputChecks.Payable($"{path}.price", custom.PriceDelta, profile);
        }
    }

    private static IEnumerable<FieldProblem?> Counters(CafeProfile profile)
    {
        foreach (
            var problem in Twice(
                profile.Counters,
                counter => counter.CounterId,
                "counters",
                ".counterId"
            )
        )
        {
            yield return problem;
        }

        yield return Unless(
            profile.Counters.Items.Count(counter => counter.IsFallback) <= 1,
            "counters",
            "at most one fallback"
        );
        foreach (var (counter, path) in Numbered(profile.Counters, "counters"))
        {
            yield return Id($"{path}.counterId", counter.CounterId);
            yield return InputChecks.Needed(
                $"{path}.name",
                counter.Name,
                profile.Limits.NameLength
            );
            yield return Unless(
                counter.Lanes is >= 1 and <= MaxLanes,
                $"{path}.lanes",
                $"from 1 to {MaxLanes}"
            );
            yield return Unless(
                counter.Capacity is null or (>= 1 and <= MaxCapacity),
                $"{path}.capacity",
                $"from 1 to {MaxCapacity} pieces for a quarter of an hour"
            );
            foreach (var (tag, at) in Numbered(counter.Tags, $"{path}.tags"))
            {
                yield return Id(at, tag);
            }
        }
    }

    private static IEnumerable<FieldProblem?> Staff(CafeProfile profile)
    {
        foreach (
            var problem in Twice(profile.Staff, person => person.EmployeeId, "staff", ".employeeId")
        )
        {
            yield return problem;
        }

        var counters = profile.Counters.Items.Select(counter => counter.CounterId).ToHashSet();
        foreach (var (person, path) in Numbered(profile.Staff, "staff"))
        {
            yield return Id($"{path}.employeeId", person.EmployeeId);
            yield return InputChecks.Needed($"{path}.name", person.Name, profile.Limits.NameLength);
            yield return Unless(
                person.Role is Role.Employee or Role.Manager,
                $"{path}.role",
                "employee or manager"
            );
            foreach (var (counterId, at) in Numbered(person.Counters, $"{path}.counters"))
            {
                yield return Unless(counters.Contains(counterId), at, "there is no such counter");
            }

            foreach (var (shift, at) in Numbered(person.Shifts, $"{path}.shifts"))
            {
                yield return Unless(
                    Fits(shift.Start, shift.End),
                    at,
                    "starts within its day and ends later, at most 24 h after"
                );
            }
        }
    }

    private static bool Fits(TimeSpan from, TimeSpan to) =>
        from >= TimeSpan.Zero
        && from < TimeSpan.FromDays(1)
        && to > from
        && to - from <= TimeSpan.FromDays(1);

    private static FieldProblem? Id(string path, string id) =>
        Unless(Identifier.IsValid(id), path, Identifier.Rule);

    private static FieldProblem? Unless(bool holds, string path, string problem) =>
        holds ? null : new FieldProblem(path, problem);

    private static IEnumerable<FieldProblem> Twice<T>(
        EquatableList<T> items,
        Func<T, string> key,
        string path,
        string field
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Numbered(items, path)
            .Where(one => !seen.Add(key(one.Item)))
            .Select(one => new FieldProblem(
                $"{one.Path}{field}",
                $"'{key(one.Item)}' is there twice"
            ));
    }

    private static IEnumerable<(T Item, string Path)> Numbered<T>(
        EquatableList<T> items,
        string path
    ) => items.Items.Select((item, index) => (item, $"{path}[{index}]"));
}
