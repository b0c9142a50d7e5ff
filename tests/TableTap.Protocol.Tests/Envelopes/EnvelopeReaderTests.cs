using System.Text;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;

namespace TableTap.Protocol.Tests.Envelopes;

public sealed class EnvelopeReaderTests
{
    [Fact]
    public void Every_field_of_the_header_is_read()
    {
        var frame =
            """
            {"type":"order_cancel","messageId":"msg_1","correlationId":"c","channel":"counter:1:orders","version":"1.0",
            "timestamp":"2024-01-15T11:30:00+01:00","signature":"a..b","serverTime":"2024-01-15T10:30:01Z","sequence":7,
            "ackRequired":true, "data" : {"orderId":"o","deep":[{"a":1},{"a":1}]} ,"unknown":[1,{"x":2}]}
            """u8.ToArray();
        Assert.True(EnvelopeReader.TryRead(frame, out var envelope, out _));
        Assert.Same(MessageCatalogue.Find("order_cancel"), envelope.Descriptor);
        Assert.Equal("order_cancel", envelope.Type);
        Assert.Equal("msg_1", envelope.MessageId);
        Assert.Equal("c", envelope.CorrelationId);
        Assert.Equal("counter:1:orders", envelope.Channel);
        Assert.Equal("1.0", envelope.Version);
        Assert.Equal(new DateTimeOffset(2024, 1, 15, 10, 30, 0, TimeSpan.Zero), envelope.Timestamp);
        Assert.Equal(
            new DateTimeOffset(2024, 1, 15, 10, 30, 1, TimeSpan.Zero),
            envelope.ServerTime
        );
        Assert.Equal("a..b", envelope.Signature);
        Assert.Equal(7, envelope.Sequence);
        Assert.True(envelope.AckRequired);
        Assert.Equal(
            """{"orderId":"o","deep":[{"a":1},{"a":1}]}""",
            Encoding.UTF8.GetString(envelope.DataOf(frame))
        );
    }

    [Fact]
    public void A_message_without_payload_has_none()
    {
        Assert.True(EnvelopeReader.TryRead("""{"type":"ping"}"""u8, out var envelope, out _));
        Assert.Null(envelope.Data);
        Assert.True(envelope.DataOf("""{"type":"ping"}"""u8).IsEmpty);
        Assert.Equal("ping", envelope.Type);
    }

    [Fact]
    public void An_unknown_type_is_told_short_and_without_control_characters()
    {
        var frame = Encoding.UTF8.GetBytes($"{{\"type\":\"a\\n{new string('b', 5000)}\"}}");
        Assert.True(EnvelopeReader.TryRead(frame, out var envelope, out _));
        Assert.Null(envelope.Descriptor);
        Assert.Equal("a?" + new string('b', 62), envelope.Type);
    }

    [Fact]
    public void Bytes_and_memory_give_the_same_payload()
    {
        var frame = """{"type":"ack","data":{"messageId":"m"}}"""u8.ToArray();
        Assert.True(EnvelopeReader.TryRead(frame, out var envelope, out _));
        Assert.True(
            envelope
                .DataOf((ReadOnlyMemory<byte>)frame)
                .Span.SequenceEqual(envelope.DataOf(frame.AsSpan()))
        );
        Assert.True(default(Envelope).DataOf((ReadOnlyMemory<byte>)frame).IsEmpty);
    }

    [Fact]
    public void Escaped_spellings_mean_the_same()
    {
        Assert.True(
            EnvelopeReader.TryRead(
                """{"t\u0079pe":"p\u0069ng","messageId":"m\u0031","timestamp":"2024-01-15T10:30:00\u002B00:00"}"""u8,
                out var envelope,
                out _
            )
        );
        Assert.Equal("ping", envelope.Descriptor?.Type);
        Assert.Equal("m1", envelope.MessageId);
        Assert.Equal(new DateTimeOffset(2024, 1, 15, 10, 30, 0, TimeSpan.Zero), envelope.Timestamp);
    }

    [Fact]
    public void A_whole_surrogate_pair_is_a_character() =>
        Assert.True(
            EnvelopeReader.TryRead(
                """{"type":"ping","data":{"\\":"\ud83d\ude00\n\ud83d\ude00","a":"\u00e9x"}}"""u8,
                out _,
                out _
            )
        );

    [Fact]
    public void An_optional_field_may_be_null()
    {
        Assert.True(
            EnvelopeReader.TryRead(
                """{"type":"ping","messageId":null,"correlationId":null,"channel":null,"version":null,"timestamp":null,"data":null,"sequence":null}"""u8,
                out var envelope,
                out _
            )
        );
        Assert.Equal(
            (null, null, null, null),
            (envelope.MessageId, envelope.Version, envelope.Data, envelope.Sequence)
        );
    }

    [Fact]
    public void An_unknown_type_is_not_cut_inside_a_character()
    {
        var frame = Encoding.UTF8.GetBytes($"{{\"type\":\"{new string('x', 63)}😀\"}}");
        Assert.True(EnvelopeReader.TryRead(frame, out var envelope, out _));
        Assert.Equal(new string('x', 63), envelope.Type);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"type\":\"ping\"} x")]
    [InlineData("{\"type\":\"ping\"}{}")]
    [InlineData("{\"type\":\"ping\",}")]
    [InlineData("{\"type\":\"ping\"/*no*/}")]
    [InlineData("{\"type\":1}")]
    [InlineData("{\"type\":null}")]
    [InlineData("{\"type\":\"\"}")]
    [InlineData("{\"type\":{}}")]
    [InlineData("{\"type\":\"ping\",\"messageId\":\"\"}")]
    [InlineData("{\"type\":\"ping\",\"messageId\":\"a b\"}")]
    [InlineData("{\"type\":\"ping\",\"messageId\":5}")]
    [InlineData("{\"type\":\"ping\",\"correlationId\":5}")]
    [InlineData("{\"type\":\"ping\",\"channel\":[]}")]
    [InlineData("{\"type\":\"ping\",\"version\":1.0}")]
    [InlineData("{\"type\":\"ping\",\"signature\":true}")]
    [InlineData("{\"type\":\"ping\",\"timestamp\":\"yesterday\"}")]
    [InlineData("{\"type\":\"ping\",\"timestamp\":\"2024-01-15\"}")]
    [InlineData("{\"type\":\"ping\",\"timestamp\":\"2024-01-15T10:30:00\"}")]
    [InlineData("{\"type\":\"ping\",\"timestamp\":1705314600}")]
    [InlineData("{\"type\":\"ping\",\"serverTime\":1}")]
    [InlineData("{\"type\":\"ping\",\"sequence\":0}")]
    [InlineData("{\"type\":\"ping\",\"sequence\":1.5}")]
    [InlineData("{\"type\":\"ping\",\"sequence\":\"1\"}")]
    [InlineData("{\"type\":\"ping\",\"ackRequired\":1}")]
    [InlineData("{\"type\":\"ping\",\"data\":[]}")]
    [InlineData("{\"type\":\"ping\",\"data\":\"x\"}")]
    [InlineData("{\"type\":\"ping\",\"type\":\"ping\"}")]
    [InlineData("{\"type\":\"ping\",\"t\\u0079pe\":\"ping\"}")]
    [InlineData("{\"type\":\"ping\",\"data\":{\"a\":[{\"b\":1,\"b\":2}]}}")]
    [InlineData("{\"type\":\"ping\",\"data\":{\"\\u0061\":1,\"a\":2}}")]
    [InlineData("{\"type\":\"ping\",\"data\":{\"\\u0061\":1,\"\\u0061\":2}}")]
    [InlineData("{\"type\":\"ping\",\"data\":{\"a\":\"\\ud800\"}}")]
    [InlineData("{\"type\":\"ping\",\"data\":{\"\\udc00\":1}}")]
    [InlineData("{\"type\":\"ping\",\"data\":{\"a\":\"\\ud800\\u0061\"}}")]
    public void What_is_no_message_is_refused(string frame)
    {
        Assert.False(
            EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(frame), out var envelope, out var problem)
        );
        Assert.Equal(default, envelope);
        Assert.NotEmpty(problem.Message);
        Assert.False(problem.InvalidUtf8);
        Assert.DoesNotContain("System.", problem.Message, StringComparison.Ordinal);
    }
}
