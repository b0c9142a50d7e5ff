using System.Text.Json;

namespace TableTap.Simulation.Sockets;

/// <summary>Something on the menu that is not sold out.</summary>
/// <param name="ItemId">Its id.</param>
/// <param name="Customizations">What goes with it.</param>
/// <param name="Groups">What it asks to choose from.</param>
/// <param name="Weight">How often it is chosen, relative to the others.</param>
internal sealed record Dish(
    string ItemId,
    IReadOnlyList<string> Customizations,
    IReadOnlyList<DishGroup> Groups,
    double Weight = 1
);

/// <summary>A group that a dish asks to choose from.</summary>
/// <param name="Options">The ids of what can be had of it.</param>
/// <param name="Min">How many have to be chosen.</param>
/// <param name="Max">How many may be chosen.</param>
internal sealed record DishGroup(IReadOnlyList<string> Options, int Min, int Max)
{
    /// <summary>Reads the groups of the answer of <c>GET /v1/cafes/{id}/menu</c>, by their ids.</summary>
    /// <param name="groups">The entries of its <c>groups</c>.</param>
    public static Dictionary<string, DishGroup> Read(IEnumerable<JsonElement> groups) =>
        groups.ToDictionary(
            group => group.GetProperty("groupId"u8).GetString()!,
            group => new DishGroup(
                [
                    .. group
                        .GetProperty("options"u8)
                        .EnumerateArray()
                        .Where(option => option.GetProperty("available"u8).GetBoolean())
                        .Select(option => option.GetProperty("optionId"u8).GetString()!),
                ],
                group.GetProperty("min"u8).GetInt32(),
                group.GetProperty("max"u8).GetInt32()
            )
        );

    /// <summary>Draws what a guest chooses: what has to be, and now and then something more.</summary>
    /// <param name="random">The random numbers.</param>
    /// <param name="more">How often something more is chosen that need not be, from 0 to 1.</param>
    public IEnumerable<string> Draw(Random random, double more)
    {
        var count = Min + (Min < Max && random.NextDouble() < more ? 1 : 0);
        return Options.OrderBy(_ => random.NextDouble()).Take(count).ToArray();
    }
}

/// <summary>The part of a café's menu that a guest needs to order.</summary>
/// <param name="Dishes">What guests read: all but what is sold out or served at other hours, whether or not somebody is there to make it.</param>
/// <param name="Tables">The café's tables; empty where the menu does not name them.</param>
internal sealed record Menu(IReadOnlyList<Dish> Dishes, IReadOnlyList<string> Tables)
{
    /// <summary>Chooses a dish at random, by the dishes' weights.</summary>
    /// <param name="random">The random numbers.</param>
    public Dish Draw(Random random)
    {
        var left = random.NextDouble() * Dishes.Sum(dish => dish.Weight);
        return Dishes.FirstOrDefault(dish => (left -= dish.Weight) < 0) ?? Dishes[^1];
    }

    /// <summary>Reads the answer of <c>GET /v1/cafes/{id}/menu</c>.</summary>
    /// <param name="json">The answer.</param>
    /// <exception cref="InvalidDataException">It has no items, or the café is closed.</exception>
    public static Menu Read(JsonElement json)
    {
        if (json.TryGetProperty("open"u8, out var open) && !open.GetBoolean())
        {
            throw new InvalidDataException("The café is closed now: change its opening hours.");
        }

        var off = Array(json, "customizations")
            .Where(extra => !IsAvailable(extra))
            .Select(extra => extra.GetProperty("name"u8).GetString()!)
            .ToHashSet();
        var soldOut = Array(json, "outages")
            .Select(outage =>
                outage.TryGetProperty("itemId"u8, out var item) ? item.GetString() : null
            )
            .Concat(
                Array(json, "items")
                    .Where(item =>
                        item.TryGetProperty("remaining"u8, out var left) && left.GetInt32() == 0
                    )
                    .Select(item => item.GetProperty("itemId"u8).GetString())
            )
            .ToHashSet();
        var later = Array(json, "menus")
            .Where(menu => !menu.GetProperty("open"u8).GetBoolean())
            .Select(menu => menu.GetProperty("menuId"u8).GetString())
            .ToHashSet();
        var groups = DishGroup.Read(Array(json, "groups"));
        Dish[] dishes =
        [
            .. Array(json, "items")
                .Where(item =>
                    IsAvailable(item) || !soldOut.Contains(item.GetProperty("itemId"u8).GetString())
                )
                .Where(item =>
                    !Array(item, "menus").Any()
                    || Array(item, "menus").Any(menu => !later.Contains(menu.GetString()))
                )
                .Select(item => new Dish(
                    item.GetProperty("itemId"u8).GetString()!,
                    [
                        .. Array(item, "customizations")
                            .Select(name => name.GetString()!)
                            .Where(name => !off.Contains(name)),
                    ],
                    [.. Array(item, "groups").Select(id => groups[id.GetString()!])]
                )),
        ];
        return dishes.Length == 0
            ? throw new InvalidDataException("The café's menu has nothing that can be ordered.")
            : new(dishes, [.. Array(json, "tables").Select(table => table.GetString()!)]);
    }

    private static IEnumerable<JsonElement> Array(JsonElement json, string name) =>
        json.TryGetProperty(name, out var array) && array.ValueKind == JsonValueKind.Array
            ? array.EnumerateArray()
            : [];

    private static bool IsAvailable(JsonElement entry) =>
        !entry.TryGetProperty("available"u8, out var available) || available.GetBoolean();
}
