using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http;
using TableTap.Testing;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>Servers that hear each other over Redis speak of a café with one voice: its alerts, figures and screens.</summary>
public sealed class OneVoice : IClassFixture<BackplanePair>
{
    private readonly ServerProcess _one;
    private readonly ServerProcess _two;

    public OneVoice(BackplanePair pair)
    {
        Assert.SkipWhen(BackplanePair.Missing is not null, BackplanePair.Missing ?? "");
        (_one, _two) = (pair.One, pair.Two);
    }

    private ServerProcess[] Both => [_one, _two];

    /// <summary>For ten seconds and more: who is not the home of the café waits two of them with what the home may tell.</summary>
    [Fact]
    public async Task Alerts_and_figures_are_told_by_one_of_them()
    {
        const int Waters = 120;
        foreach (var server in Both)
        {
            await Patience.UntilAsync(
                async () => await BackplanePair.FigureAsync(server, "tabletap_backplane_up") == 1,
                pauseMs: 50
            );
        }

        await using var guest = await _one.ConnectAsync("wanda", "customer");
        var waters = new Queue<string>();
        while (waters.Count < Waters)
        {
            var made = await DoAsync(
                guest,
                "order_create",
                $"water-{waters.Count}",
                """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"still-water","quantity":1}]}"""
            );
            waters.Enqueue(made.GetProperty("result").Text("orderId"));
        }

        await using var here = await WatchAsync(_one);
        await using var there = await WatchAsync(_two);
        await using var anna = await _one.ConnectAsync("anna", "employee");
        await using var ben = await _two.ConnectAsync("ben", "employee");
        await IntakeAsync(there, "paused");

        // Both decide something all the time, which changes the figures.
        var (telling, number) = (FiguresAsync(here, 3), 0);
        await Patience.UntilAsync(
            async () =>
            {
                await DoAsync(
                    number % 2 == 0 ? anna : ben,
                    "order_status_update",
                    $"confirmed-{number++}",
                    $$"""{"orderId":"{{waters.Dequeue()}}","status":"confirmed","reason":"because"}"""
                );
                return telling.IsCompleted;
            },
            pauseMs: 250
        );
        await IntakeAsync(there, "normal");

        var told = await telling;
        Assert.All(
            told.Zip(told.Skip(1), (one, next) => (next - one).TotalSeconds),
            // Every five seconds at most: of two who tell them, one would come within half of that.
            seconds => Assert.InRange(seconds, 4, 60)
        );
        foreach (var socket in new[] { here, there })
        {
            Assert.Equal(["alert", "alert_resolved"], await AboutIntakeAsync(socket));
        }
    }

    /// <summary>One of both is not the home, which tells of screens.</summary>
    [Fact]
    public async Task A_screen_at_either_of_them_is_the_counters_screen()
    {
        foreach (var server in Both)
        {
            await DarkAsync(isDark: true);
            await using var anna = await server.ConnectAsync("anna", "employee");
            await anna.SendAsync(
                """{"type":"subscribe","data":{"channels":["counter:espresso:orders"]}}"""
            );
            await anna.ExpectAsync("subscription_confirmed");
            await DarkAsync(isDark: false);
        }

        await DarkAsync(isDark: true);

        Task DarkAsync(bool isDark) =>
            Patience.UntilAsync(
                async () => await IsDarkAsync(_one) == isDark && await IsDarkAsync(_two) == isDark,
                pauseMs: 50
            );
    }

    /// <summary>Whether a server knows of the alert that the espresso counter has no screen.</summary>
    private static async Task<bool> IsDarkAsync(ServerProcess server)
    {
        using var http = new HttpClient { BaseAddress = server.Http };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/cafes/demo/alerts")
        {
            Headers = { Authorization = new("Bearer", server.Token("maya", "manager")) },
        };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode);
        return (await answer.JsonAsync())
            .GetProperty("alerts")
            .EnumerateArray()
            .Any(alert =>
                alert.Text("category") == "display_offline" && alert.Text("counterId") == "espresso"
            );
    }

    /// <summary>A manager who hears alerts and figures, and has the figures as they are.</summary>
    private static async Task<RawSocket> WatchAsync(ServerProcess server)
    {
        var maya = await server.ConnectAsync("maya", "manager");
        await maya.SendAsync(
            """{"type":"subscribe","data":{"channels":["cafe:demo:alerts","cafe:demo:metrics"]}}"""
        );
        await maya.ExpectAsync("subscription_confirmed");
        await maya.ExpectAsync("metrics_update");
        return maya;
    }

    private static async Task<List<DateTimeOffset>> FiguresAsync(RawSocket socket, int times)
    {
        var told = new List<DateTimeOffset>();
        while (told.Count < times)
        {
            told.Add((await socket.ExpectAsync("metrics_update")).Moment("timestamp"));
        }

        return told;
    }

    /// <summary>What was told of the intake, up to its end.</summary>
    private static async Task<List<string>> AboutIntakeAsync(RawSocket socket)
    {
        var told = new List<string>();
        while (told.LastOrDefault() != "alert_resolved")
        {
            var frame = (await socket.ReadAsync())!.Value;
            var type = frame.Text("type");
            if (type is "alert" or "alert_resolved" && frame.Data().Text("category") == "intake")
            {
                told.Add(type);
            }
        }

        return told;
    }

    private static Task<JsonElement> IntakeAsync(RawSocket maya, string mode) =>
        DoAsync(
            maya,
            "intake_update",
            $"intake-{mode}",
            $$"""{"cafeId":"demo","mode":"{{mode}}","reason":"Rush"}"""
        );

    /// <summary>Sends a command until it is carried out: whoever is told to come again comes with the same id.</summary>
    private static async Task<JsonElement> DoAsync(
        RawSocket socket,
        string type,
        string messageId,
        string data
    )
    {
        JsonElement answer = default;
        await Patience.UntilAsync(
            async () =>
            {
                answer = await socket.CommandAsync(type, messageId, data);
                return !answer
                    .GetRawText()
                    .Contains("SERVICE_UNAVAILABLE", StringComparison.Ordinal);
            },
            pauseMs: 20
        );
        Assert.True(answer.Text("type") == "message_acknowledged", answer.GetRawText());
        return answer.Data();
    }
}
