using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Tests.Life;

/// <summary>What a guest chooses of an item's groups, drawn by a number: always as many as each group allows.</summary>
internal static class Chosen
{
    /// <summary>Ids of options that the item takes; none where it asks nothing.</summary>
    /// <param name="cafe">The café.</param>
    /// <param name="item">One of its items.</param>
    /// <param name="draw">Any number that is not negative.</param>
    public static EquatableList<string> Of(CafeProfile cafe, MenuItem item, int draw) =>
        item
            .Groups.Items.Select(id =>
                cafe.Groups.Items.FirstOrDefault(group => group.GroupId == id)
            )
            .OfType<ChoiceGroup>()
            .SelectMany((group, place) => Of(group, draw / (place + 1)))
            .ToEquatableList();

    private static IEnumerable<string> Of(ChoiceGroup group, int draw)
    {
        var most = Math.Min(group.Max, group.Options.Count);
        var count = group.Min + draw % (most - group.Min + 1);
        return Enumerable
            .Range(0, count)
            .Select(place => group.Options[(draw + place) % group.Options.Count].OptionId);
    }
}
