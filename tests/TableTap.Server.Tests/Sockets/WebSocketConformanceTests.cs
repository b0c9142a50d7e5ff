using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using TableTap.Testing;

namespace TableTap.Server.Tests.Sockets;

/// <summary>
/// RFC 6455 on the wire, against the echo host, whose way from the accept to the WebSocket is the server's: fragmentation, control frames, the
/// boundaries of UTF-8, the close handshake, reserved bits, masks.
/// </summary>
public sealed class WebSocketConformanceTests(EchoHostFixture host) : IClassFixture<EchoHostFixture>
{
    private static readonly byte[] Euro = [0xE2, 0x82, 0xAC];

    public static TheoryData<string, int[]> Broken =>
        new()
        {
            { "reserved bit 1", Ints(ClientFrame.Of(1, "a"u8, reserved: 4)) },
            { "reserved bit 2", Ints(ClientFrame.Of(1, "a"u8, reserved: 2)) },
            { "reserved bit 3 on a ping", Ints(ClientFrame.Of(9, [], reserved: 1)) },
            { "opcode 3", Ints(ClientFrame.Of(3, [])) },
            { "opcode 11", Ints(ClientFrame.Of(11, [])) },
            { "no mask", Ints(ClientFrame.Of(1, "whole"u8, masked: false)) },
            { "long ping", Ints(ClientFrame.Of(9, new byte[126])) },
            { "fragmented ping", Ints(ClientFrame.Of(9, [], final: false)) },
            { "going on with nothing", Ints(ClientFrame.Of(0, "a"u8)) },
            {
                "a text within a text",
                Ints([.. ClientFrame.Of(1, "a"u8, final: false), .. ClientFrame.Of(1, "b"u8)])
            },
            { "close of one byte", Ints(ClientFrame.Of(8, [3])) },
            { "close 999", Ints(ClientFrame.Close(999)) },
            { "close 1005", Ints(ClientFrame.Close(1005)) },
            { "close 1006", Ints(ClientFrame.Close(1006)) },
        };

    public static TheoryData<string, int[]> NotUtf8 =>
        new()
        {
            { "continuation alone", [0x80] },
            { "overlong slash", [0xC0, 0xAF] },
            { "surrogate", [0xED, 0xA0, 0x80] },
            { "beyond U+10FFFF", [0xF4, 0x90, 0x80, 0x80] },
            { "cut off", [0xE2, 0x82] },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_broken_rule_is_told_with_1002_and_the_server_ends_tcp(
        string rule,
        int[] frame
    )
    {
        using var client = await host.ConnectAsync();
        await client.SendAsync(Bytes(frame));
        var close = await client.ReadFrameAsync();
        while (close is { IsClose: false })
        {
            // What came before the broken rule is said back.
            close = await client.ReadFrameAsync();
        }

        Assert.True(close is { IsClose: true }, rule);
        Assert.Equal(1002, CodeOf(close));
        await AssertEndsAsync(client);
    }

    [Theory]
    [MemberData(nameof(NotUtf8))]
    public async Task Text_that_is_not_utf8_is_told_with_1007(string what, int[] text)
    {
        using var client = await host.ConnectAsync();
        await client.SendAsync(ClientFrame.Of(1, Bytes(text)));
        var close = await client.ReadFrameAsync();
        Assert.True(close is { IsClose: true }, what);
        Assert.Equal(1007, CodeOf(close));
        await AssertEndsAsync(client);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public async Task Every_form_of_a_length_comes_back(int length)
    {
        using var client = await host.ConnectAsync();
        var text = Encoding.ASCII.GetBytes(new string('x', length));
        await client.SendAsync(ClientFrame.Of(1, text));
        Assert.Equal(text, (await client.ReadMessageAsync()).ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Fragments_join_with_pings_between_them_even_within_a_letter(int cut)
    {
        using var client = await host.ConnectAsync();
        await client.SendAsync([
            .. ClientFrame.Of(1, Euro.AsSpan(0, cut), final: false),
            .. ClientFrame.Of(9, "hello"u8),
            .. ClientFrame.Of(0, [], final: false),
            .. ClientFrame.Of(0, Euro.AsSpan(cut)),
        ]);
        var (pong, text) = (0, new List<byte>());
        while (text.Count < Euro.Length || pong == 0)
        {
            var frame = (await client.ReadFrameAsync())!;
            if ((frame.Bytes.Span[0] & 0x0F) == 10)
            {
                Assert.Equal("hello"u8.ToArray(), frame.Payload.ToArray());
                pong++;
            }
            else
            {
                text.AddRange(frame.Payload.ToArray());
            }
        }

        Assert.Equal(Euro, text);
    }

    [Fact]
    public async Task Bytes_may_come_one_by_one()
    {
        using var client = await host.ConnectAsync();
        foreach (var one in ClientFrame.Of(1, "slow"u8))
        {
            await client.SendAsync([one]);
        }

        Assert.Equal("slow"u8.ToArray(), (await client.ReadMessageAsync()).ToArray());
    }

    [Fact]
    public async Task A_pong_that_nobody_asked_for_is_passed_over()
    {
        using var client = await host.ConnectAsync();
        await client.SendAsync([.. ClientFrame.Of(10, "x"u8), .. ClientFrame.Of(1, "y"u8)]);
        Assert.Equal("y"u8.ToArray(), (await client.ReadMessageAsync()).ToArray());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(3000)]
    [InlineData(4999)]
    public async Task A_close_is_answered_with_its_code_and_the_server_ends_tcp(int code)
    {
        using var client = await host.ConnectAsync();
        await client.SendAsync(ClientFrame.Close(code, "bye"u8.ToArray()));
        var close = await client.ReadFrameAsync();
        Assert.Equal(code, CodeOf(close));
        await AssertEndsAsync(client, answer: false);
    }

    [Fact]
    public async Task Compression_that_is_offered_is_not_taken_so_that_no_bomb_is_unpacked()
    {
        using var client = await host.ConnectAsync(
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
        );
        Assert.DoesNotContain(
            "permessage-deflate",
            client.Answer,
            StringComparison.OrdinalIgnoreCase
        );
        // The bit that marks a compressed message is a broken rule.
        await client.SendAsync(ClientFrame.Of(1, [0xAA, 0x00], reserved: 4));
        Assert.Equal(1002, CodeOf(await client.ReadFrameAsync()));
    }

    private static int CodeOf(ServerFrame? frame) =>
        frame is { IsClose: true, Payload: { Length: >= 2 } payload }
            ? (payload.Span[0] << 8) | payload.Span[1]
            : 0;

    // Both closes are seen: the server does not wait its minute, nor for the client to go first.
    private static async Task AssertEndsAsync(WireClient client, bool answer = true)
    {
        var watch = Stopwatch.StartNew();
        if (answer)
        {
            try
            {
                await client.SendAsync(ClientFrame.Close(1002));
            }
            catch (IOException gone) when (gone.InnerException is SocketException)
            {
                // It ended before.
            }
        }

        Assert.Null(await client.ReadFrameAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(45), $"{watch.Elapsed}");
    }

    private static int[] Ints(byte[] bytes) => [.. bytes.Select(one => (int)one)];

    private static byte[] Bytes(int[] ints) => [.. ints.Select(one => (byte)one)];
}
