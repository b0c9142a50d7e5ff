using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TableTap.Faults.Setting;
using TableTap.Terms;

namespace TableTap.Faults.Tests;

/// <summary>A guest who orders a latte by HTTP.</summary>
internal static class OrderByHttp
{
    /// <summary>Sends the same order as a command under this id.</summary>
    /// <param name="bench">Knows the guest.</param>
    /// <param name="server">The server.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="id">The id of the command.</param>
    /// <returns>The status of the answer and its words.</returns>
    public static async Task<(int Status, JsonElement Body)> SendAsync(
        ServerBench bench,
        HttpClient server,
        string guest,
        string id
    )
    {
        const string Order =
            """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"latte","quantity":1}]}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/commands")
        {
            Content = new StringContent(
                $$$"""{"type":"order_create","messageId":"{{{id}}}","data":{{{Order}}}}""",
                Encoding.UTF8,
                "application/json"
            ),
            Headers =
            {
                Authorization = new AuthenticationHeaderValue(
                    "Bearer",
                    bench.Token(guest, Role.Customer)
                ),
            },
        };
        using var answer = await server.SendAsync(request, TestContext.Current.CancellationToken);
        using var body = JsonDocument.Parse(
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        return ((int)answer.StatusCode, body.RootElement.Clone());
    }
}
