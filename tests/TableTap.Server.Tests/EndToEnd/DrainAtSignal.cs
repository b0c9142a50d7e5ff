using System.Diagnostics;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>SIGTERM under load: everybody is told when to come back, spread over the window, and nothing is lost.</summary>
public sealed class DrainAtSignal
{
    private const int Guests = 40;
    private const string Order =
        """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","items":[{"itemId":"latte","quantity":1}]}""";

    [Fact]
    public async Task Returns_are_spread_over_the_window_and_what_was_acknowledged_is_there_afterwards()
    {
        await using var server = await TestServer.StartAsync(("Server:DrainWindow", "2s"));
        var guests = await Task.WhenAll(
            Enumerable.Range(0, Guests).Select(number => ConnectAsync(server, number))
        );
        await Task.WhenAll(guests.Select((guest, number) => guest.SendAsync(Command(number))));
        var began = Stopwatch.GetTimestamp();
        var restarting = server.RestartAsync();
        var ends = await Task.WhenAll(guests.Select(EndAsync));
        await restarting;

        // The window and ten seconds of grace, and what a busy machine adds.
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 30);
        var delays = ends.Select(end => end.DelayMs).ToArray();
        Assert.All(delays, delay => Assert.InRange(delay, 0, 2_000));
        // Forty at random: that a quarter of the window stays empty happens once in 25,000 runs.
        Assert.All(
            Enumerable.Range(0, 4),
            quarter => Assert.Contains(delays, delay => (int)delay / 501 == quarter)
        );
        Assert.All(ends, end => Assert.Equal(1012, end.CloseCode));
        Assert.Contains(ends, end => end.OrderId is not null);
        foreach (var (number, end) in ends.Index())
        {
            await guests[number].DisposeAsync();
            if (end.OrderId is { } orderId)
            {
                await using var again = await ConnectAsync(server, number);
                await again.SendAsync(Command(number));
                var answer = await again.AnswerAsync($"drain-{number}");
                Assert.Equal(orderId, answer.Data().GetProperty("result").Text("orderId"));
            }
        }
    }

    [Fact]
    public async Task A_second_signal_ends_the_process_at_once_and_nothing_acknowledged_is_lost()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        await using var server = await ServerProcess.StartAsync();
        await using var guest = await server.ConnectAsync("guest", "customer");
        var first = await guest.CommandAsync("order_create", "second-signal", Order);
        var stopping = server.TerminateAsync();
        var advised = await guest.ExpectAsync("reconnect_advised");
        await server.SignalAsync();

        Assert.True(advised.Data().Number("delayMs") >= 0);
        Assert.Equal(128 + 15, await stopping);
        await server.StartAgainAsync();
        await using var again = await server.ConnectAsync("guest", "customer");
        Assert.Equal(
            first.GetRawText(),
            (await again.CommandAsync("order_create", "second-signal", Order)).GetRawText()
        );
    }

    private static string Command(int number) =>
        $$$$"""{"type":"order_create","messageId":"drain-{{{{number}}}}","data":{{{{Order}}}}}""";

    private static async Task<RawSocket> ConnectAsync(TestServer server, int number)
    {
        var socket = await RawSocket.OpenAsync(
            server.SocketUrl,
            server.Token($"g{number}", Role.Customer)
        );
        await socket.ExpectAsync("connection_established");
        return socket;
    }

    private static async Task<(double DelayMs, string? OrderId, int CloseCode)> EndAsync(
        RawSocket guest
    )
    {
        var (delay, order) = (-1.0, (string?)null);
        while (await guest.ReadAsync() is { } frame)
        {
            switch (frame.Text("type"))
            {
                case "reconnect_advised":
                    delay = frame.Data().Number("delayMs");
                    break;
                case "message_acknowledged":
                    order = frame.Data().GetProperty("result").Text("orderId");
                    break;
            }
        }

        return (delay, order, (int?)guest.Closed ?? 0);
    }
}
