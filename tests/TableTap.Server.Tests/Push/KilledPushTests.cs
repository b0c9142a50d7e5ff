using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Server.Tests.Push;

/// <summary>
/// The real program is killed after a guest has asked to be told, and while it tells another one: the next life tells both (section 10,
/// "A locked phone").
/// </summary>
[Collection("Environment")]
public sealed class KilledPushTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private readonly Phone _phone = new();
    private FakePushService _service = null!;
    private ServerProcess _server = null!;
    private int _commands;

    public async ValueTask InitializeAsync()
    {
        _service = await FakePushService.StartAsync();
        _server = await ServerProcess.StartAsync(
            [("Server:PushHosts", "127.0.0.1"), ("Server:PushTimeout", "1s")],
            null
        );
        _http.BaseAddress = _server.Http;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _service.DisposeAsync();
        _http.Dispose();
        _phone.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asked_before_the_kill_is_told_after_it()
    {
        var (waiting, telling) = (_service.NextAddress(), _service.NextAddress());
        var isThere = _service.Hang(telling);
        var later = await SubscribedAsync(waiting);
        var now = await SubscribedAsync(telling);
        await MakeAsync(now);
        await isThere.Soon();

        await _server.KillAsync();
        await _server.StartAgainAsync();
        await MakeAsync(later);

        await Patience.UntilAsync(() => _service.Of(waiting).Count > 0, pauseMs: 50);
        await Patience.UntilAsync(() => _service.Of(telling).Count > 1, pauseMs: 50);
        Assert.Equal(later, OrderOf(_service.Of(waiting)[^1]));
        Assert.Equal(now, OrderOf(_service.Of(telling)[^1]));
        Assert.Single(_service.Of(telling).Select(one => one.Headers["Topic"]).Distinct());
    }

    private string OrderOf(Pushed pushed) =>
        Text(JsonDocument.Parse(_phone.Read(pushed.Body)).RootElement, "orderId");

    private async Task<string> SubscribedAsync(string address)
    {
        var ordered = await DoAsync(
            "customer",
            "john",
            "order_create",
            """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":1}]}"""
        );
        var orderId = Text(ordered.GetProperty("data").GetProperty("result"), "orderId");
        await AskAsync(
            HttpMethod.Put,
            $"/v1/orders/{orderId}/push",
            "customer",
            "john",
            _phone.Subscription(address)
        );
        return orderId;
    }

    private async Task MakeAsync(string orderId)
    {
        foreach (var status in new[] { "confirmed", "preparing", "ready" })
        {
            await DoAsync(
                "employee",
                "anna",
                "order_status_update",
                $$"""{"orderId":"{{orderId}}","status":"{{status}}"}"""
            );
        }
    }

    private async Task<JsonElement> DoAsync(string role, string user, string type, string data) =>
        JsonDocument
            .Parse(
                await AskAsync(
                    HttpMethod.Post,
                    "/v1/commands",
                    role,
                    user,
                    $$"""{"type":"{{type}}","messageId":"killed-push-{{++_commands}}","data":{{data}}}"""
                )
            )
            .RootElement;

    private async Task<string> AskAsync(
        HttpMethod method,
        string path,
        string role,
        string user,
        string body
    )
    {
        var session = await _http.GetStringAsync($"/demo/session?role={role}&user={user}", Cancel);
        using var request = new HttpRequestMessage(method, path);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            Text(JsonDocument.Parse(session).RootElement, "token")
        );
        using var answer = await _http.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }

    private static string Text(JsonElement of, string field) => of.GetProperty(field).GetString()!;
}
