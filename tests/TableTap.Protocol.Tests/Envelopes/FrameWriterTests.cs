using System.Text;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Protocol.Tests.Envelopes;

public sealed class FrameWriterTests
{
    private static readonly DateTimeOffset At = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    [Fact]
    public void A_notice_has_the_order_of_the_documents_samples() =>
        Assert.Equal(
            """{"type":"reconnect_advised","data":{"delayMs":1500},"timestamp":"2024-01-15T10:30:00.000Z","version":"1.0"}""",
            Text(FrameWriter.Notice(new ReconnectAdvised(1500), At))
        );

    [Fact]
    public void A_reply_names_its_request() =>
        Assert.EndsWith(
            "\"version\":\"1.0\",\"correlationId\":\"m1\"}",
            Text(FrameWriter.Notice(new EncryptionKeyAccepted("k"), At, "m1")),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_pong_tells_both_clocks_beside_each_other() =>
        Assert.Equal(
            """{"type":"pong","data":{"heads":{"cafe:a:general":7}},"timestamp":"2024-01-15T10:30:00.000Z","serverTime":"2024-01-15T10:30:01.000Z","version":"1.0"}""",
            Text(
                FrameWriter.Pong(
                    new(new Dictionary<string, long> { ["cafe:a:general"] = 7 }),
                    At,
                    At.AddSeconds(1)
                )
            )
        );

    [Fact]
    public void A_ping_is_the_documents() =>
        Assert.Equal(
            """{"type":"ping","timestamp":"2024-01-15T10:30:00.000Z","version":"1.0"}""",
            Text(FrameWriter.Ping(At))
        );

    [Fact]
    public void A_request_has_the_order_of_the_documents_samples() =>
        Assert.Equal(
            """{"type":"order_status_update","messageId":"msg_1","data":{"orderId":"o","status":"preparing"},"timestamp":"2024-01-15T10:30:00.000Z","version":"1.0"}""",
            Text(
                FrameWriter.Request(
                    "order_status_update",
                    new OrderStatusUpdate("o", OrderStatus.Preparing),
                    At,
                    "msg_1"
                )
            )
        );

    [Fact]
    public void A_replay_carries_the_stored_bytes_untouched()
    {
        ReadOnlyMemory<byte> stored = "{\"odd\" :  1.50,\"é\":\"\\u00e9\"}"u8.ToArray();
        var frame = FrameWriter.Replay(new([stored, stored], "a", "b", HasMore: true), At, "m1");
        Assert.Equal(
            """{"type":"message_replay","data":{"messages":[{"odd" :  1.50,"é":"\u00e9"},{"odd" :  1.50,"é":"\u00e9"}],"fromMessageId":"a","toMessageId":"b","hasMore":true},"timestamp":"2024-01-15T10:30:00.000Z","version":"1.0","correlationId":"m1"}""",
            Text(frame)
        );
    }

    [Fact]
    public void Letters_stay_letters()
    {
        var payload = FrameWriter.Payload(
            new("a", "Café <3 & 'Thé' 😀"),
            ProtocolJson.Default.Announcement
        );
        Assert.Equal(
            """{"announcementId":"a","message":"Café <3 & 'Thé' 😀"}""",
            Text(payload).Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void What_no_client_sends_is_not_written_as_a_request()
    {
        Assert.Throws<ArgumentException>(() =>
            FrameWriter.Request("espresso", new OrderRate("o", 5), At)
        );
        Assert.Throws<ArgumentException>(() =>
            FrameWriter.Request("order_cancel", new OrderRate("o", 5), At)
        );
        Assert.Throws<ArgumentException>(() =>
            FrameWriter.Request("pong", new Pong(new Dictionary<string, long>()), At)
        );
        Assert.Throws<KeyNotFoundException>(() => FrameWriter.Notice(new OrderRate("o", 5), At));
    }

    private static string Text(byte[] frame) => Encoding.UTF8.GetString(frame);
}
