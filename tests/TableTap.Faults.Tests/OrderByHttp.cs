using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TableTap.Faults.Setting;
using TableTap.Terms;
using TableTap.Testing;

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

    /// <summary>Sends the same order as a command under this id, again and again until it is made.</summary>
    /// <param name="bench">Knows the guest.</param>
    /// <param name="server">The server.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="id">The id of the command.</param>
    /// <returns>The words of the answer.</returns>
    public static async Task<string> UntilMadeAsync(
        ServerBench bench,
        HttpClient server,
        string guest,
        string id
    )
    {
        var words = "";
        await Patience.UntilAsync(
            async () =>
            {
                var (status, body) = await SendAsync(bench, server, guest, id);
                words = body.GetRawText();
                return status == 200;
            },
            pauseMs: 50
        );
        return words;
    }

    /// <summary>The id of an order that was made.</summary>
    /// <param name="answer">The words of the answer.</param>
    public static string OrderIdOf(string answer)
    {
        using var body = JsonDocument.Parse(answer);
        return body
            .RootElement.GetProperty("data")
            .GetProperty("result")
            .GetProperty("orderId")
            .GetString()!;
    }
}
