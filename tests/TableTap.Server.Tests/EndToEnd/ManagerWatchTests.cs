using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>A manager's socket: figures, alerts and what becomes of them, over the whole server.</summary>
public sealed class ManagerWatchTests
{
    private const string Watch = """
        {"type": "subscribe", "data": {"channels": ["cafe:demo:metrics", "cafe:demo:alerts"]}}
        """;

    [Fact]
    public async Task A_manager_hears_figures_and_an_alert_acknowledges_it_and_hears_its_end()
    {
        await using var server = await TestServer.StartAsync();
        using var maya = await server.ConnectAsync(server.Token("maya", Role.Manager));
        await maya.SendAsync(Watch);
        var confirmed = await maya.ReadAsync("subscription_confirmed");
        Assert.Equal(0, confirmed.GetProperty("data").GetProperty("failed").GetArrayLength());
        var figures = await maya.ReadAsync("metrics_update");
        Assert.Equal("cafe:demo:metrics", figures.GetProperty("channel").GetString());

        await CommandAsync(maya, "intake_update", """{"mode": "paused"}""");
        var alert = await AlertAsync(maya, "intake", "firing");
        Assert.Equal("critical", alert.GetProperty("severity").GetString());

        var alertId = alert.GetProperty("alertId").GetString();
        await CommandAsync(maya, "alert_acknowledge", $$"""{"alertId": "{{alertId}}"}""");
        var acknowledged = await AlertAsync(maya, "intake", "acknowledged");
        Assert.Equal("maya", acknowledged.GetProperty("acknowledgedBy").GetString());

        await CommandAsync(maya, "intake_update", """{"mode": "normal"}""");
        var resolved = await maya.ReadAsync("alert_resolved");
        Assert.Equal(alertId, resolved.GetProperty("data").GetProperty("alertId").GetString());
    }

    [Fact]
    public async Task An_employee_may_hear_neither_figures_nor_alerts_nor_look_after_one()
    {
        await using var server = await TestServer.StartAsync();
        using var anna = await server.ConnectAsync(server.Token("anna", Role.Employee));
        await anna.SendAsync(Watch);
        var failed = (await anna.ReadAsync("subscription_confirmed"))
            .GetProperty("data")
            .GetProperty("failed");
        Assert.Equal(
            ["insufficient_permissions", "insufficient_permissions"],
            failed.EnumerateArray().Select(one => one.GetProperty("reason").GetString())
        );

        await anna.SendAsync(
            """{"type": "alert_acknowledge", "messageId": "a-1", "data": {"alertId": "any"}}"""
        );
        var error = (await anna.ReadAsync("message_error")).GetProperty("data");
        Assert.Equal(
            "INSUFFICIENT_PERMISSIONS",
            error.GetProperty("error").GetProperty("code").GetString()
        );
    }

    [Fact]
    public async Task A_counters_screen_ends_the_alert_of_its_absence_and_its_going_raises_it_again()
    {
        var time = new FakeTimeProvider(new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero));
        await using var server = await TestServer.StartAsync(time);
        using var maya = await server.ConnectAsync(server.Token("maya", Role.Manager));
        await maya.SendAsync(Watch);
        await maya.ReadAsync("metrics_update");
        time.Advance(TimeSpan.FromSeconds(30));
        var dark = await DarkAsync(maya, "espresso");

        var anna = await server.ConnectAsync(server.Token("anna", Role.Employee));
        await anna.SendAsync(
            """{"type": "subscribe", "data": {"channels": ["counter:espresso:orders"]}}"""
        );
        JsonElement resolved;
        do
        {
            resolved = (await maya.ReadAsync("alert_resolved")).GetProperty("data");
        } while (resolved.GetProperty("alertId").GetString() != dark);

        await anna.CloseAsync(
            WebSocketCloseStatus.NormalClosure,
            "",
            TestContext.Current.CancellationToken
        );
        anna.Dispose();
        while (true)
        {
            // The café hears of the closed socket in its own time, which must not be half an hour of the clock's, for then sessions end;
            // half a minute counts from then.
            await Task.Delay(10, TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromSeconds(1));
            await maya.SendAsync("""{"type": "ping"}""");
            JsonElement frame;
            do
            {
                frame = await maya.ReadAsync();
                if (IsDark(frame, "espresso", dark))
                {
                    return;
                }
            } while (frame.GetProperty("type").GetString() != "pong");
        }
    }

    private static async Task CommandAsync(ClientWebSocket socket, string type, string data) =>
        await socket.SendAsync(
            $$"""{"type": "{{type}}", "messageId": "{{Guid.CreateVersion7()}}", "data": {{data}} }"""
        );

    private static async Task<JsonElement> AlertAsync(
        ClientWebSocket socket,
        string category,
        string state
    )
    {
        while (true)
        {
            var data = (await socket.ReadAsync("alert")).GetProperty("data");
            if (
                data.GetProperty("category").GetString() == category
                && data.GetProperty("state").GetString() == state
            )
            {
                return data;
            }
        }
    }

    private static async Task<string> DarkAsync(ClientWebSocket socket, string counterId)
    {
        while (true)
        {
            var frame = await socket.ReadAsync("alert");
            if (IsDark(frame, counterId, except: null))
            {
                return frame.GetProperty("data").GetProperty("alertId").GetString()!;
            }
        }
    }

    private static bool IsDark(JsonElement frame, string counterId, string? except) =>
        frame.GetProperty("type").GetString() == "alert"
        && frame.GetProperty("data") is var data
        && data.GetProperty("category").GetString() == "display_offline"
        && data.GetProperty("counterId").GetString() == counterId
        && data.GetProperty("alertId").GetString() != except;
}
