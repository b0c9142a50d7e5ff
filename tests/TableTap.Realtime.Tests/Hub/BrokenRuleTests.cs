using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Hub;

/// <summary>A client that breaks the WebSocket's rules is told so; then the line ends at once, and its slot is free (RFC 6455, section 7.1.1).</summary>
public sealed class BrokenRuleTests
{
    // With a reserved bit; masked, with a key of zeros.
    private static readonly byte[] Broken = [0xC1, 0x80, 0, 0, 0, 0];
    private static readonly byte[] Close = [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xEA];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Once_both_closes_are_seen_the_server_ends_the_line_at_once(bool together)
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        var frames = new BareFrames(client.Stream);
        await client.Stream.WriteAsync(together ? [.. Broken, .. Close] : Broken);
        var close = await frames.ReadAsync();
        Assert.True(close.IsClose);
        Assert.Equal([0x03, 0xEA], close.Payload.Span[..2].ToArray());
        if (!together)
        {
            await client.Stream.WriteAsync(Close);
        }

        // The clock stands still, so that no time of grace can be what ended it.
        await client.Served.Soon();
    }

    [Fact]
    public async Task A_slot_is_free_although_its_client_never_answers_the_close()
    {
        await using var hub = new TestHub();
        for (var i = 0; i < 5; i++)
        {
            var client = await hub.GuestAsync();
            await client.Stream.WriteAsync(Broken);
            Assert.True((await new BareFrames(client.Stream).ReadAsync()).IsClose);
        }

        await Patience.UntilAsync(() => hub.Hub.ConnectionCounts[Role.Customer] == 0);
        for (var i = 0; i < 5; i++)
        {
            await hub.GuestAsync();
        }

        Assert.Equal(5, hub.Hub.ConnectionCounts[Role.Customer]);
    }

    [Fact]
    public async Task A_slot_is_free_as_soon_as_the_server_closes()
    {
        await using var hub = new TestHub();
        for (var i = 0; i < 5; i++)
        {
            var client = await hub.GuestAsync();
            await client.SendAsync([1], System.Net.WebSockets.WebSocketMessageType.Binary);
            Assert.True((await new BareFrames(client.Stream).ReadAsync()).IsClose);
        }

        await hub.GuestAsync();
    }
}
