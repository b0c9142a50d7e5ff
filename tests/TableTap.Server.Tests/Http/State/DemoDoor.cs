using System.Text;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Http.State;

/// <summary>The demo café over HTTP alone, in the words of a test.</summary>
/// <param name="server">Where it is.</param>
/// <param name="prefix">What the ids of its commands begin with.</param>
internal sealed class DemoDoor(TestServer server, string prefix = "state")
{
    private static int _ids;
    private readonly Dictionary<string, string> _tokens = [];

    public TestServer Server => server;

    public string Token(string user)
    {
        lock (_tokens)
        {
            if (!_tokens.TryGetValue(user, out var token))
            {
                _tokens[user] = token = server.Token(user, RoleOf(user), name: NameOf(user));
            }

            return token;
        }
    }

    /// <summary>Drops the tokens: the clock has moved.</summary>
    public void SignOut()
    {
        lock (_tokens)
        {
            _tokens.Clear();
        }
    }

    /// <summary>Days have passed: tokens are dropped, and a manager has those work whom a cut-off sent home.</summary>
    public async Task NextDayAsync()
    {
        SignOut();
        foreach (var person in new[] { "anna", "ben", "chloe" })
        {
            await SendAsync("maya", "employee_clock_in", $$"""{"employeeId":"{{person}}"}""");
        }
    }

    public static Role RoleOf(string user) =>
        user switch
        {
            "anna" or "ben" or "chloe" => Role.Employee,
            "maya" => Role.Manager,
            "ada" => Role.Admin,
            "bank" => Role.Service,
            _ => Role.Customer,
        };

    public Task<HttpResponseMessage> GetAsync(string user, string path) =>
        server.SendAsync(HttpMethod.Get, path, Token(user));

    public async Task<JsonElement> ReadAsync(string user, string path)
    {
        using var response = await GetAsync(user, path);
        var answer = await response.JsonAsync();
        Assert.True(200 == (int)response.StatusCode, $"{path} for {user}: {answer}");
        Assert.True(response.Headers.CacheControl!.NoStore);
        return answer;
    }

    public Task<(int Status, JsonElement Body)> SendAsync(string user, string type, string data) =>
        SendAsync(user, type, data, Interlocked.Increment(ref _ids));

    private async Task<(int Status, JsonElement Body)> SendAsync(
        string user,
        string type,
        string data,
        long id
    )
    {
        using var response = await server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            Token(user),
            $$"""{"type":"{{type}}","messageId":"{{prefix}}-{{id}}","data":{{data}}}"""
        );
        return ((int)response.StatusCode, await response.JsonAsync());
    }

    public async Task<JsonElement> DoAsync(string user, string type, string data)
    {
        var id = Interlocked.Increment(ref _ids);
        var (status, body) = (0, default(JsonElement));

        // Where a test's clock passes minutes at once, a write that is under way seems to take as long: it goes again, as the answer asks.
        await Patience.UntilAsync(async () =>
        {
            (status, body) = await SendAsync(user, type, data, id);
            return status != 503;
        });
        Assert.True(status == 200, $"{type} by {user}: {body}");
        return body;
    }

    public async Task<string> OrderAsync(
        string guest,
        string item = "cappuccino",
        string payment = "cash"
    )
    {
        var made = await DoAsync(
            guest,
            "order_create",
            $$"""{"cafeId":"demo","orderType":"takeaway","paymentMethod":"{{payment}}","items":[{"itemId":"{{item}}","quantity":1}]}"""
        );
        return made.GetProperty("data").GetProperty("result").GetProperty("orderId").GetString()!;
    }

    public Task<JsonElement> StatusAsync(string user, string orderId, string status) =>
        DoAsync(
            user,
            "order_status_update",
            $$"""{"orderId":"{{orderId}}","status":"{{status}}","reason":"because"}"""
        );

    /// <summary>An order of a cappuccino on its whole way.</summary>
    public async Task<string> CompletedAsync(string guest)
    {
        var orderId = await OrderAsync(guest);
        foreach (var status in new[] { "confirmed", "preparing", "ready" })
        {
            await StatusAsync("anna", orderId, status);
        }

        await StatusAsync("maya", orderId, "completed");
        return orderId;
    }

    /// <summary>Gives the croissant of the menu another name, as it stands in a YAML text in double quotes.</summary>
    public Task NameCroissantAsync(string name) =>
        ChangeFileAsync(file =>
            file.Replace("name: Butter Croissant", $"name: \"{name}\"", StringComparison.Ordinal)
        );

    /// <summary>Changes the file of the café, YAML, as an administrator does.</summary>
    public async Task ChangeFileAsync(Func<string, string> change)
    {
        var root = server.Token("root", Role.Admin);
        using var exported = await server.SendAsync(HttpMethod.Get, "/v1/admin/cafes/demo", root);
        var file = await exported.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var put = new HttpRequestMessage(HttpMethod.Put, "/v1/admin/cafes/demo")
        {
            Content = new StringContent(change(file), Encoding.UTF8, "application/yaml"),
        };
        put.Headers.Authorization = new("Bearer", root);
        using var imported = await server.Http.SendAsync(
            put,
            TestContext.Current.CancellationToken
        );
        Assert.True(
            imported.IsSuccessStatusCode,
            await imported.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    private static string? NameOf(string user) => user == "john" ? "John Doe" : null;
}
