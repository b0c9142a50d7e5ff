using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Whether the choice groups of a profile hold together. Paths are those of an import file.</summary>
internal static class ChoiceValidation
{
    /// <summary>What is wrong with the groups themselves.</summary>
    public static IEnumerable<FieldProblem?> Groups(CafeProfile profile)
    {
        var (groups, options) = (new HashSet<string>(), new HashSet<string>());
        foreach (var (group, path) in Numbered(profile.Groups, "groups"))
        {
            yield return Id($"{path}.groupId", group.GroupId);
            yield return Unless(
                groups.Add(group.GroupId),
                $"{path}.groupId",
                $"'{group.GroupId}' is there twice"
            );
            yield return InputChecks.Needed($"{path}.name", group.Name, profile.Limits.NameLength);
            yield return Unless(
                group.Options.Count > 0,
                $"{path}.options",
                "a group needs at least one option"
            );
            yield return Unless(
                group.Min >= 0 && group.Min <= group.Options.Count,
                $"{path}.min",
                $"from 0 to {group.Options.Count}, the number of its options"
            );
            yield return Unless(
                group.Max >= Math.Max(1, group.Min) && group.Max <= TextLimits.OptionsPerLine,
                $"{path}.max",
                $"from {Math.Max(1, group.Min)} to {TextLimits.OptionsPerLine}"
            );
            var defaults = group.Defaults.Count();
            yield return Unless(
                defaults == 0 || defaults >= group.Min && defaults <= group.Max,
                $"{path}.options",
                $"{Counted.Of(defaults, "default", "defaults")}, but {group.Min} to {group.Max} are to be chosen"
            );
            foreach (var (option, at) in Numbered(group.Options, $"{path}.options"))
            {
                yield return Unless(
                    options.Add(option.OptionId),
                    $"{at}.optionId",
                    $"'{option.OptionId}' is there twice; ids of options are unique in the café"
                );
                foreach (
                    var problem in Option(profile, group, option, at)
                        .Concat(DishValidation.Check(profile, option.About, at))
                )
                {
                    yield return problem;
                }
            }
        }
    }

    /// <summary>What is wrong with what an item asks to choose.</summary>
    /// <param name="profile">The café.</param>
    /// <param name="known">Its groups, by their ids.</param>
    /// <param name="item">One of its items.</param>
    /// <param name="path">The item's path.</param>
    public static IEnumerable<FieldProblem?> Item(
        CafeProfile profile,
        Dictionary<string, ChoiceGroup> known,
        MenuItem item,
        string path
    )
    {
        foreach (var (groupId, at) in Numbered(item.Groups, $"{path}.groups"))
        {
            yield return Unless(known.ContainsKey(groupId), at, "there is no such group");
        }

        yield return Unless(
            item.Groups.Items.Distinct().Count() == item.Groups.Count,
            $"{path}.groups",
            "a group is there twice"
        );
        var groups = item
            .Groups.Items.Select(groupId => known.GetValueOrDefault(groupId))
            .OfType<ChoiceGroup>()
            .ToList();
        yield return Unless(
            groups.Sum(group => Math.Min(group.Max, group.Options.Count))
                <= TextLimits.OptionsPerLine,
            $"{path}.groups",
            $"at most {TextLimits.OptionsPerLine} options can be chosen of all of them together"
        );
        yield return Unless(
            groups.Count(group => SetsPrice(item, group)) <= 1,
            $"{path}.groups",
            "only one of them may set the price; the others add to it by difference"
        );
        yield return Unless(
            groups.Count(group => group.Options.Items.Any(option => option.Tag is not null)) <= 1,
            $"{path}.groups",
            "only one of them may have tags: a line is made at one counter"
        );
        foreach (var (price, _) in Numbered(item.Prices, path))
        {
            var at = $"{path}.prices.{price.OptionId}";
            yield return Unless(
                groups.Any(group => group.Option(price.OptionId) is not null),
                at,
                "the item has no such option"
            );
            yield return Price(profile, at, price.Price);
        }

        yield return Unless(
            item.Prices.Items.DistinctBy(price => price.OptionId).Count() == item.Prices.Count,
            $"{path}.prices",
            "an option is there twice"
        );
        foreach (var group in groups.Where(group => SetsPrice(item, group) && group.Max > 1))
        {
            yield return new FieldProblem(
                $"{path}.groups",
                $"{group.Name} sets the price, so that its max has to be 1"
            );
        }
    }

    private static bool SetsPrice(MenuItem item, ChoiceGroup group) =>
        group.Options.Items.Any(option => ItemChoices.OwnPrice(item, option) is not null);

    private static IEnumerable<FieldProblem?> Option(
        CafeProfile profile,
        ChoiceGroup group,
        ChoiceOption option,
        string path
    )
    {
        yield return Id($"{path}.optionId", option.OptionId);
        yield return InputChecks.Needed($"{path}.name", option.Name, profile.Limits.NameLength);
        if (option.Price is { } price)
        {
            yield return Price(profile, $"{path}.price", price);
        }

        yield return Unless(
            option.Price is null || option.Difference == Money.Zero,
            $"{path}.difference",
            "an option has a price or a difference, not both"
        );
        yield return Unless(
            option.Difference <= InputChecks.LargestAmount
                && option.Difference >= -InputChecks.LargestAmount,
            $"{path}.difference",
            $"at most {InputChecks.LargestAmount} up or down"
        );
        yield return InputChecks.Payable($"{path}.difference", option.Difference, profile);
        yield return Unless(
            option.Tag is null || Identifier.IsValid(option.Tag),
            $"{path}.tag",
            Identifier.Rule
        );
        yield return Unless(
            option.Tag is null
                || profile.Counters.Items.Any(one => one.Serves(option.Tag) || one.IsFallback)
                || profile.Menu.Items.All(item => !item.Groups.Contains(group.GroupId)),
            $"{path}.tag",
            "no counter serves it and there is no fallback"
        );
        yield return Unless(
            option.Tag is null || group.Max == 1,
            $"{path}.tag",
            "a group whose options have tags has a max of 1: a line is made at one counter"
        );
    }

    private static FieldProblem? Price(CafeProfile profile, string path, Money price) =>
        Unless(
            price >= Money.Zero && price <= InputChecks.LargestAmount,
            path,
            $"from 0 to {InputChecks.LargestAmount}"
        ) ?? InputChecks.Payable(path, price, profile);

    private static FieldProblem? Id(string path, string id) =>
        Unless(Identifier.IsValid(id), path, Identifier.Rule);

    private static FieldProblem? Unless(bool holds, string path, string problem) =>
        holds ? null : new FieldProblem(path, problem);

    private static IEnumerable<(T Item, string Path)> Numbered<T>(
        EquatableList<T> items,
        string path
    ) => items.Items.Select((item, index) => (item, $"{path}[{index}]"));
}
