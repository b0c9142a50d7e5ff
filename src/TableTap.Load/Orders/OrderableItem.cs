using System.Net.Http.Headers;
using System.Text.Json;
using TableTap.Load.Target;
using TableTap.Terms;

namespace TableTap.Load.Orders;

/// <summary>What a guest of the load orders: the first item of the menu that can be had and asks nothing to choose.</summary>
internal static class OrderableItem
{
    /// <summary>Reads the menu of the café.</summary>
    /// <param name="target">The server and the café.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The id of the item.</returns>
    /// <exception cref="LoadException">There is no such café, or nothing to order in it.</exception>
    public static async Task<string> FindAsync(
        LoadTarget target,
        CancellationToken cancellationToken
    )
    {
        using var http = new HttpClient { BaseAddress = target.Server };
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"/v1/cafes/{target.CafeId}/menu"
        );
        var token = await target.Tokens(target.Guest(0), Role.Customer, cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new LoadException(
                $"The menu of the café '{target.CafeId}' cannot be read: {(int)response.StatusCode} {response.ReasonPhrase}."
            );
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var menu = await JsonDocument.ParseAsync(body, default, cancellationToken);
        foreach (var item in menu.RootElement.GetProperty("items"u8).EnumerateArray())
        {
            if (
                !item.TryGetProperty("groups"u8, out _)
                && (
                    !item.TryGetProperty("available"u8, out var available) || available.GetBoolean()
                )
            )
            {
                return item.GetProperty("itemId"u8).GetString()!;
            }
        }

        throw new LoadException(
            $"The café '{target.CafeId}' has nothing that can be ordered now without choosing."
        );
    }
}
