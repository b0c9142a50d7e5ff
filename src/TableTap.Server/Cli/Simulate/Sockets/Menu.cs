using System.Text.Json;

namespace TableTap.Server.Simulation;

/// <summary>Something on the menu that can be had now.</summary>
/// <param name="ItemId">Its id.</param>
/// <param name="Customizations">What goes with it.</param>
internal sealed record Dish(string ItemId, IReadOnlyList<string> Customizations);

/// <summary>The part of a café's menu that a guest needs to order.</summary>
/// <param name="Dishes">What can be had.</param>
/// <param name="Tables">The café's tables; empty where the menu does not name them.</param>
internal sealed record Menu(IReadOnlyList<Dish> Dishes, IReadOnlyList<string> Tables)
{
    /// <summary>Reads the answer of <c>GET /v1/cafes/{id}/menu</c>.</summary>
    /// <param name="json">The answer.</param>
    /// <exception cref="InvalidDataException">It has no items.</exception>
    public static Menu Read(JsonElement json)
    {
        var off = Array(json, "customizations")
            .Where(extra => !IsAvailable(extra))
            .Select(extra => extra.GetProperty("name"u8).GetString()!)
            .ToHashSet();
        Dish[] dishes =
        [
            .. Array(json, "items")
                .Where(IsAvailable)
                .Select(item => new Dish(
                    item.GetProperty("itemId"u8).GetString()!,
                    [
                        .. Array(item, "customizations")
                            .Select(name => name.GetString()!)
                            .Where(name => !off.Contains(name)),
                    ]
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
