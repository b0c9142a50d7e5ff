using TableTap.Cafes.CafeFiles.Content;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;

namespace TableTap.Cafes.CafeFiles;

/// <summary>What an import changes, in lines an operator reads: <c>+</c> comes, <c>-</c> goes, <c>~</c> is another.</summary>
public static class ProfileChanges
{
    /// <summary>Compares two profiles of a café; returns no line where they are equal.</summary>
    /// <param name="before">What the café was.</param>
    /// <param name="after">What it is now.</param>
    public static IReadOnlyList<string> Between(CafeProfile before, CafeProfile after) =>
        [
            .. Fields(
                "",
                ProfileWriter.Write("", Alone(before)),
                ProfileWriter.Write("", Alone(after))
            ),
            .. Texts(
                "menu",
                before,
                after,
                one => one.Menu,
                item => item.ItemId,
                ProfileWriter.Item
            ),
            .. Texts(
                "customizations",
                before,
                after,
                one => one.Customizations,
                custom => custom.Name,
                ProfileWriter.Custom
            ),
            .. Texts(
                "groups",
                before,
                after,
                one => one.Groups,
                group => group.GroupId,
                ChoiceFields.WriteHead
            ),
            .. Texts(
                "options",
                before,
                after,
                Options,
                option => option.OptionId,
                ChoiceFields.Write
            ),
            .. Texts(
                "menus",
                before,
                after,
                one => one.Menus,
                menu => menu.MenuId,
                MenuFields.Write
            ),
            .. Texts(
                "categories",
                before,
                after,
                one => one.Categories,
                heading => heading.Category,
                MenuFields.Write
            ),
            .. Keyed(
                "tax.classes",
                before.Tax?.Classes ?? [],
                after.Tax?.Classes ?? [],
                one => one.TaxClassId,
                TaxFields.Write
            ),
            .. Keyed(
                "discounts.named",
                before.Discounts?.Named ?? [],
                after.Discounts?.Named ?? [],
                one => one.DiscountId,
                PriceFields.Write
            ),
            .. Keyed(
                "counters",
                before.Counters,
                after.Counters,
                counter => counter.CounterId,
                ProfileWriter.Counter
            ),
            .. Keyed(
                "staff",
                before.Staff,
                after.Staff,
                person => person.EmployeeId,
                ProfileWriter.Person
            ),
            .. Fields("limits ", LimitFields.Write(before.Limits), LimitFields.Write(after.Limits)),
        ];

    private static EquatableList<ChoiceOption> Options(CafeProfile profile) =>
        profile.Groups.Items.SelectMany(group => group.Options.Items).ToEquatableList();

    /// <summary>A profile without what is compared one by one.</summary>
    private static CafeProfile Alone(CafeProfile profile) =>
        profile with
        {
            Limits = new(),
            Groups = [],
            Menus = [],
            Categories = [],
            Translations = [],
        };

    /// <summary>What changes of parts that have texts in several languages.</summary>
    private static IEnumerable<string> Texts<T>(
        string name,
        CafeProfile before,
        CafeProfile after,
        Func<CafeProfile, EquatableList<T>> parts,
        Func<T, string> key,
        Func<T, LocalTexts, FileMap> write
    )
        where T : notnull
    {
        var (old, now) = (LocalTexts.Of(before), LocalTexts.Of(after));
        return Keyed(
            name,
            parts(before),
            parts(after),
            key,
            item => write(item, old),
            item => write(item, now)
        );
    }

    private static IEnumerable<string> Keyed<T>(
        string name,
        EquatableList<T> before,
        EquatableList<T> after,
        Func<T, string> key,
        Func<T, FileMap> write,
        Func<T, FileMap>? writeNow = null
    )
        where T : notnull
    {
        var old = before.Items.ToDictionary(key);
        foreach (var item in after.Items)
        {
            if (!old.TryGetValue(key(item), out var was))
            {
                yield return $"+ {name} {key(item)}";
                continue;
            }

            foreach (
                var change in Fields($"{name} {key(item)}: ", write(was), (writeNow ?? write)(item))
            )
            {
                yield return change;
            }
        }

        var kept = after.Items.Select(key).ToHashSet();
        foreach (var id in before.Items.Select(key).Where(id => !kept.Contains(id)))
        {
            yield return $"- {name} {id}";
        }

        if (
            !old
                .Keys.Where(kept.Contains)
                .SequenceEqual(after.Items.Select(key).Where(old.ContainsKey))
        )
        {
            yield return $"~ {name}: in another order";
        }
    }

    /// <summary>Fields that differ; lists of maps are compared by what they list, elsewhere.</summary>
    private static IEnumerable<string> Fields(string of, FileMap before, FileMap after)
    {
        foreach (
            var name in before.Fields.Concat(after.Fields).Select(field => field.Name).Distinct()
        )
        {
            var (was, now) = (Value(before, name), Value(after, name));
            if (was != now)
            {
                yield return $"~ {of}{name} {was} -> {now}";
            }
        }
    }

    private static string Value(FileMap map, string name) =>
        map.Fields.FirstOrDefault(field => field.Name == name)?.Value switch
        {
            null => "(none)",
            FileList list when list.Items.Any(item => item is not FileText) => "(a list)",
            FileList list =>
                $"[{string.Join(", ", list.Items.Cast<FileText>().Select(one => one.Text))}]",
            FileMap inner => string.Join(
                ", ",
                inner.Fields.Select(field => $"{field.Name} {Value(inner, field.Name)}")
            ),
            FileText text => text.Text.Length == 0 ? "(none)" : text.Text,
            _ => "",
        };
}
