using TableTap.Realtime.Tests.Doubles;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Limits;

/// <summary>Frames that no other limit counts have a budget of their own: what is over it waits, and who goes on is told off (section 8).</summary>
public sealed class PingBudgetTests
{
    private const int AtOnce = 200;

    // Masked, with a key of zeros.
    private static readonly byte[] Ping = [0x89, 0x80, 0, 0, 0, 0];
    private static readonly byte[] Pong = [0x8A, 0x80, 0, 0, 0, 0];
    private static readonly byte[] Text = [0x81, 0x80 | 15, 0, 0, 0, 0, .. """{"type":"ping"}"""u8];

    public static TheoryData<string> Kinds => ["ping", "WebSocket ping"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_over_the_budget_waits_in_the_socket(string kind)
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        var frames = new BareFrames(client.Stream);
        for (var i = 0; i < AtOnce + 2; i++)
        {
            await client.Stream.WriteAsync(Frame(kind));
        }

        for (var i = 0; i < AtOnce; i++)
        {
            await frames.ReadAsync();
        }

        // Ten a second from here on.
        var next = frames.ReadAsync();
        hub.Clock.Pass(TimeSpan.FromMilliseconds(99));
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        await Patience.UntilAsync(
            () => next.IsCompleted,
            () => hub.Clock.Pass(TimeSpan.FromMilliseconds(10))
        );
        Assert.Equal(1, hub.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Who_goes_on_and_on_is_closed(string kind)
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        var frames = new BareFrames(client.Stream);
        var frame = Frame(kind);
        for (var i = 0; i < AtOnce + 500; i++)
        {
            await client.Stream.WriteAsync(frame);
        }

        var (answers, code) = (0, 0);
        while (code == 0)
        {
            var next = frames.ReadAsync();
            await Patience.UntilAsync(
                () => next.IsCompleted,
                () => hub.Clock.Pass(TimeSpan.FromMilliseconds(100)),
                pauseMs: 1
            );
            var read = await next;
            answers++;
            code = read.IsClose ? (read.Payload.Span[0] << 8) | read.Payload.Span[1] : 0;
        }

        Assert.Equal(4429, code);
        Assert.InRange(answers, AtOnce + 100, AtOnce + 300);
        // Told to go, it keeps nobody out, whatever becomes of its line.
        Assert.Equal(0, hub.Count);
    }

    [Fact]
    public async Task A_client_that_pings_as_it_is_told_never_waits()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        for (var i = 0; i < 300; i++)
        {
            await client.PingAsync();
            hub.Clock.Pass(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(1, hub.Count);
    }

    [Fact]
    public async Task Pongs_that_nobody_asked_for_wait_as_bytes()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        // The hub takes 1 MiB at once, and the line between holds another.
        var flood = Enumerable.Repeat(Pong, 4 * 1024 * 1024 / Pong.Length).SelectMany(one => one);
        var sending = client.Stream.WriteAsync(flood.ToArray()).AsTask();
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.False(sending.IsCompleted);
        var waited = TimeSpan.Zero;
        await Patience.UntilAsync(
            () => sending.IsCompleted,
            () =>
            {
                hub.Clock.Pass(TimeSpan.FromMilliseconds(100));
                waited += TimeSpan.FromMilliseconds(100);
            },
            pauseMs: 1
        );
        // 109 KB a second: as much as 100 messages of 64 KiB in a minute.
        Assert.True(waited > TimeSpan.FromSeconds(10), $"only {waited}");
    }

    private static byte[] Frame(string kind) => kind == "ping" ? Text : Ping;
}
