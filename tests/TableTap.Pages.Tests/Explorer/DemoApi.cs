using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TableTap.Server.Testing;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>What somebody else does at the demo café meanwhile, over HTTP.</summary>
public sealed class DemoApi(Uri server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server };
    private int _commands;

    public DemoApi(ServerProcess server)
        : this(server.Http) { }

    /// <summary>Sends a command and gives its answer, which has to be an acknowledgement.</summary>
    public async Task<string> DoAsync(string role, string user, string type, string data) =>
        await SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            await TokenAsync(role, user),
            $$"""{"type":"{{type}}","messageId":"api-{{++_commands}}","data":{{data}}}"""
        );

    /// <summary>The café's orders, the latest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> OrdersAsync()
    {
        var text = await SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/orders",
            await TokenAsync("manager", "maya"),
            null
        );
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("orders").EnumerateArray()];
    }

    /// <summary>Asks with a token and gives the body of an answer that has to be good.</summary>
    public async Task<string> SendAsync(HttpMethod method, string path, string token, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("application/json");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }

    /// <summary>Changes the file of the café as an administrator does.</summary>
    /// <param name="admin">The token of one.</param>
    /// <param name="change">Changes it in place.</param>
    public async Task ChangeFileAsync(string admin, Action<JsonNode> change)
    {
        const string Path = "/v1/admin/cafes/demo";
        var file = JsonNode.Parse(await SendAsync(HttpMethod.Get, Path, admin, null))!;
        change(file);
        await SendAsync(HttpMethod.Put, Path, admin, file.ToJsonString());
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What the QR code of a table opens, at the address of this server.</summary>
    /// <param name="table">The number on its sign.</param>
    /// <param name="page">Another page that takes the same code.</param>
    public async Task<string> TableLinkAsync(string table, string page = "g")
    {
        var text = await SendAsync(
            HttpMethod.Get,
            $"/v1/cafes/demo/tables/{table}/code",
            await TokenAsync("manager", "maya"),
            null
        );
        var link = new Uri(JsonDocument.Parse(text).RootElement.GetProperty("url").GetString()!);
        return new Uri(
            server,
            link.PathAndQuery.Replace("/g/", $"/{page}/", StringComparison.Ordinal)
        ).ToString();
    }

    /// <summary>A token of the demo.</summary>
    public async Task<string> TokenAsync(string role, string user)
    {
        var session = await _http.GetFromJsonAsync<JsonElement>(
            $"/demo/session?role={role}&user={user}",
            TestContext.Current.CancellationToken
        );
        return session.GetProperty("token").GetString()!;
    }
}
