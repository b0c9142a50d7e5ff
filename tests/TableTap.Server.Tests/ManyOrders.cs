using System.Net.Http.Headers;

namespace TableTap.Server.Tests;

/// <summary>The demo café with room for many unpaid orders of one guest, where a test is about something else.</summary>
internal static class ManyOrders
{
    /// <summary>Sets the café up anew with that limit, and with what a test changes besides.</summary>
    public static async Task AllowAsync(
        HttpClient http,
        string administrator,
        params (string From, string To)[] besides
    )
    {
        const string Address = "/v1/admin/cafes/demo";
        using var export = Request(HttpMethod.Get);
        using var exported = await http.SendAsync(export, TestContext.Current.CancellationToken);
        var file = await exported.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var crowded = file;
        foreach (
            var (was, now) in besides.Prepend(
                ("unpaidOrdersPerGuest: 3", "unpaidOrdersPerGuest: 1000")
            )
        )
        {
            Assert.Contains(was, crowded, StringComparison.Ordinal);
            crowded = crowded.Replace(was, now, StringComparison.Ordinal);
        }

        using var import = Request(HttpMethod.Put);
        import.Content = new StringContent(crowded, null, "application/yaml");
        using var imported = await http.SendAsync(import, TestContext.Current.CancellationToken);
        Assert.True(imported.IsSuccessStatusCode);

        HttpRequestMessage Request(HttpMethod method) =>
            new(method, Address)
            {
                Headers =
                {
                    Authorization = new AuthenticationHeaderValue("Bearer", administrator),
                },
            };
    }
}
