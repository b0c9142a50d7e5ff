using System.Net;
using System.Text;
using TableTap.Faults.Clients;
using TableTap.Faults.Setting;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Faults.Tests;

/// <summary>A manager at a socket of a café's home, who hears of each order and makes it. One caller at a time.</summary>
internal sealed class StaffAtHome : IDisposable
{
    private readonly WireSocket _socket;
    private readonly List<string> _heard = [];

    private StaffAtHome(WireSocket socket) => _socket = socket;

    /// <summary>Connects, and listens to the staff's channel and all counters.</summary>
    /// <param name="bench">Knows the manager.</param>
    /// <param name="port">The port of the server.</param>
    public static async Task<StaffAtHome> ConnectAsync(ServerBench bench, int port)
    {
        var staff = new StaffAtHome(
            await WireSocket.DialAsync(
                new(IPAddress.Loopback, port),
                bench.Token("maya", Role.Manager),
                TestContext.Current.CancellationToken
            )
        );
        await staff.SendAsync(
            """{"type":"subscribe","data":{"channels":["cafe:demo:staff","counter:*:*"]}}"""
        );
        await staff.HearAsync("\"subscription_confirmed\"");
        return staff;
    }

    /// <summary>Hears of an order that was made, and has it confirmed, begun and ready, which the counter hears.</summary>
    /// <param name="orderId">The order.</param>
    public async Task MakeAsync(string orderId)
    {
        await HearAsync("\"order_created\"", orderId);
        foreach (var status in (string[])["confirmed", "preparing", "ready"])
        {
            await MoveAsync(orderId, status);
        }

        await HearAsync("\"order_assigned\"", orderId);
        await HearAsync("\"order_status_changed\"", orderId, "\"currentStatus\":\"ready\"");
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    // Whoever is told to come again comes with the same id.
    private async Task MoveAsync(string orderId, string status)
    {
        var id = $"{orderId}-{status}";
        var answer = "";
        await Patience.UntilAsync(
            async () =>
            {
                await SendAsync(
                    $$$"""{"type":"order_status_update","messageId":"{{{id}}}","data":{"orderId":"{{{orderId}}}","status":"{{{status}}}","reason":"because"}}"""
                );
                answer = await HearAsync("\"type\":\"message_", $"\"messageId\":\"{id}\"");
                return !answer.Contains("\"SERVICE_UNAVAILABLE\"", StringComparison.Ordinal);
            },
            pauseMs: 50
        );
        Assert.Contains("\"message_acknowledged\"", answer, StringComparison.Ordinal);
    }

    private async Task SendAsync(string frame)
    {
        using var bound = new CancellationTokenSource(Patience.Bound);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(frame), bound.Token);
    }

    /// <summary>The next frame with all of these words in it; others that come before it stay for later.</summary>
    private async Task<string> HearAsync(params string[] words)
    {
        bool IsIt(string one) => words.All(word => one.Contains(word, StringComparison.Ordinal));
        using var bound = new CancellationTokenSource(Patience.Bound);
        while (true)
        {
            var place = _heard.FindIndex(IsIt);
            if (place >= 0)
            {
                var found = _heard[place];
                _heard.RemoveAt(place);
                return found;
            }

            var frame =
                await _socket.ReceiveAsync(bound.Token)
                ?? throw new IOException($"The server closed the socket: {_socket.CloseCode}");
            _heard.Add(Encoding.UTF8.GetString(frame.Span));
        }
    }
}
