using System.Net.WebSockets;
using System.Text;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Sessions;

public sealed class BadInputTests
{
    public static TheoryData<string, string> Broken =>
        new()
        {
            { "", "MALFORMED_MESSAGE" },
            { "garbage", "MALFORMED_MESSAGE" },
            { "[]", "MALFORMED_MESSAGE" },
            { "null", "MALFORMED_MESSAGE" },
            { "{}", "MALFORMED_MESSAGE" },
            { """{"type":"ping"} trailing""", "MALFORMED_MESSAGE" },
            { """{"type":7}""", "MALFORMED_MESSAGE" },
            { """{"type":"ping","type":"ping"}""", "MALFORMED_MESSAGE" },
            {
                """{"type":"subscribe","data":{"channels":[],"channels":[]}}""",
                "MALFORMED_MESSAGE"
            },
            { """{"type":"subscribe","data":[]}""", "MALFORMED_MESSAGE" },
            { """{"type":"ping","messageId":"not an id"}""", "MALFORMED_MESSAGE" },
            { """{"type":"ping","timestamp":"yesterday"}""", "MALFORMED_MESSAGE" },
            {
                "{\"type\":\"subscribe\",\"data\":{\"channels\":"
                    + new string('[', 20)
                    + new string(']', 20)
                    + "}}",
                "MALFORMED_MESSAGE"
            },
            { """{"type":"brew_coffee"}""", "UNKNOWN_MESSAGE_TYPE" },
            { """{"type":"pong"}""", "UNKNOWN_MESSAGE_TYPE" },
            { """{"type":"order_created","data":{}}""", "UNKNOWN_MESSAGE_TYPE" },
            { """{"type":"connection_established"}""", "UNKNOWN_MESSAGE_TYPE" },
            { """{"type":"ping","version":"2.0"}""", "UNSUPPORTED_VERSION" },
            { """{"type":"brew_coffee","version":"9.1"}""", "UNSUPPORTED_VERSION" },
            { """{"type":"unsubscribe","data":{"channels":{}}}""", "VALIDATION_FAILED" },
            { """{"type":"reconnect","data":{}}""", "VALIDATION_FAILED" },
            { """{"type":"ack","data":{}}""", "VALIDATION_FAILED" },
            { """{"type":"token_refresh","data":{"token":null}}""", "VALIDATION_FAILED" },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task What_is_wrong_is_told_and_the_socket_lives_on(string frame, string code)
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SendAsync(frame);
        await client.ErrorAsync(code);
        await client.PingAsync();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("1.9")]
    public async Task A_minor_version_of_ours_is_understood(string version)
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SendAsync("{\"type\":\"ping\",\"version\":\"" + version + "\"}");
        await client.ReceiveAsync("pong");
    }

    [Fact]
    public async Task The_request_is_named_where_its_id_was_read()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SendAsync("""{"type":"brew_coffee","messageId":"b1"}""");
        Assert.Equal("b1", (await client.ReceiveAsync("error")).Text("correlationId"));
    }

    [Fact]
    public async Task A_binary_frame_closes()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SendAsync([1, 2, 3], WebSocketMessageType.Binary);
        await client.ClosedAsync(1003);
        Assert.Equal("messages are text", client.CloseReason);
        await client.Served;
    }

    [Fact]
    public async Task Invalid_utf8_closes()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SendAsync([.. "{\"type\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        await client.ClosedAsync(1007);
        await client.Served;
    }

    [Fact]
    public async Task A_message_of_64_KiB_is_read_and_one_byte_more_closes()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SendAsync(PingOf(64 * 1024));
        await client.ReceiveAsync("pong");
        await client.SendAsync(PingOf((64 * 1024) + 1));
        await client.ClosedAsync(1009);
        Assert.Equal("a message has at most 65536 bytes", client.CloseReason);
        await client.Served;
    }

    [Fact]
    public async Task A_message_in_fragments_counts_as_a_whole()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        var ping = PingOf(200);
        foreach (
            var (part, last) in new[]
            {
                (ping[..50], false),
                (ping[50..60], false),
                (ping[60..], true),
            }
        )
        {
            await client.Socket.SendAsync(
                part,
                WebSocketMessageType.Text,
                last,
                CancellationToken.None
            );
        }

        await client.ReceiveAsync("pong");
        await client.Socket.SendAsync(
            PingOf(60_000),
            WebSocketMessageType.Text,
            false,
            CancellationToken.None
        );
        await client.Socket.SendAsync(
            PingOf(60_000),
            WebSocketMessageType.Text,
            true,
            CancellationToken.None
        );
        await client.ClosedAsync(1009);
    }

    [Fact]
    public async Task Twenty_malformed_messages_in_a_minute_are_borne_and_the_next_closes()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync(i % 2 == 0 ? "garbage" : """{"type":"brew_coffee"}""");
            await client.ReceiveAsync("error");
        }

        await client.SendAsync("garbage");
        await client.ErrorAsync("MALFORMED_MESSAGE");
        await client.ClosedAsync(4400);
    }

    [Fact]
    public async Task Malformed_messages_over_a_longer_time_are_borne()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        for (var i = 0; i < 45; i++)
        {
            hub.Clock.Pass(TimeSpan.FromSeconds(3));
            await client.SendAsync("garbage");
            await client.ErrorAsync("MALFORMED_MESSAGE");
        }

        await client.PingAsync();
    }

    [Fact]
    public async Task A_client_that_vanishes_leaves_nothing_behind()
    {
        await using var hub = new TestHub();
        var client = await hub.GuestAsync();
        await client.SubscribeAsync("cafe:one:general");
        await client.ReceiveAsync("subscription_confirmed");
        client.Stream.Dispose();
        await client.Served;
        Assert.Equal(0, hub.Count);
        await NobodyIsLeftAsync(hub);
    }

    [Fact]
    public async Task A_client_that_closes_is_answered()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.LeaveAsync();
        Assert.Equal(1000, client.CloseCode);
        await NobodyIsLeftAsync(hub);
    }

    // A drain waits for every session, and the clock stands still.
    private static Task NobodyIsLeftAsync(TestHub hub) =>
        hub
            .Hub.DrainAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60));

    [Fact]
    public async Task An_encryption_key_that_is_no_point_of_the_curve_is_not_pretended_to_be_taken()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SendAsync(
            """{"type":"encryption_key","data":{"jwk":{"kty":"EC","crv":"P-256","x":"a","y":"b"}}}"""
        );
        await client.ErrorAsync("VALIDATION_FAILED");
    }

    private static byte[] PingOf(int length)
    {
        const string head = "{\"type\":\"ping\",\"pad\":\"";
        return Encoding.UTF8.GetBytes(head + new string('x', length - head.Length - 2) + "\"}");
    }
}
