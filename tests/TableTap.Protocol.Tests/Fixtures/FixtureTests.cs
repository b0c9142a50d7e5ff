using System.Text;
using System.Text.Json;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Testing;

namespace TableTap.Protocol.Tests.Fixtures;

public sealed class FixtureTests
{
    public static TheoryData<string> Names => [.. Fixture.All.Select(fixture => fixture.Name)];

    [Fact]
    public void Every_message_has_a_fixture_and_every_fixture_a_message()
    {
        Assert.Equal(
            MessageCatalogue.All.Select(row => row.Type).Order(StringComparer.Ordinal),
            Fixture
                .All.Select(fixture => fixture.Name)
                .Where(name => !name.Contains('.', StringComparison.Ordinal))
        );
        Assert.All(Fixture.All, fixture => Assert.NotNull(MessageCatalogue.Find(fixture.Type)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fixture_is_read_and_written_again_byte_for_byte(string name)
    {
        var frame = Fixture.Of(name).Frame;
        var envelope = Wire.Read(frame);
        var row = envelope.Descriptor!;
        Assert.Equal(Fixture.Of(name).Type, row.Type);

        var (payload, details) = Wire.Payload(row.Data, envelope.DataOf(frame));
        Assert.Empty(details);
        Assert.NotNull(payload);
        Assert.Equal(
            Wire.Compact(frame),
            Encoding.UTF8.GetString(Written(frame, envelope, payload))
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fixture_travels_only_where_its_message_may(string name)
    {
        var envelope = Wire.Read(Fixture.Of(name).Frame);
        var row = envelope.Descriptor!;
        if (row.Kind != MessageKind.Event)
        {
            Assert.Null(envelope.Channel);
            Assert.Null(envelope.Sequence);
            Assert.False(envelope.AckRequired);
            return;
        }

        Assert.True(ChannelName.TryParse(envelope.Channel, out var channel));
        Assert.NotEqual(ChannelKinds.None, row.Channels & channel.Kind);
        Assert.Equal((row.CriticalOn & channel.Kind) != ChannelKinds.None, envelope.AckRequired);
        Assert.NotNull(envelope.MessageId);
        Assert.NotNull(envelope.Sequence);
    }

    private static byte[] Written(ReadOnlyMemory<byte> frame, Envelope envelope, object payload)
    {
        var at = envelope.Timestamp!.Value;
        return (envelope.Descriptor!.Kind, payload) switch
        {
            (MessageKind.Event, _) => Event(envelope, payload),
            (_, Ping) => FrameWriter.Ping(at),
            (_, Pong pong) => FrameWriter.Pong(
                pong,
                at,
                envelope.ServerTime!.Value,
                envelope.CorrelationId
            ),
            (_, MessageReplay page) => FrameWriter.Replay(Page(page), at, envelope.CorrelationId),
            (MessageKind.Notice, _) => Wire.Notice(payload, at, envelope.CorrelationId),
            _ => Wire.Request(envelope.Type, payload, at, envelope.MessageId),
        };
    }

    private static ReplayPage Page(MessageReplay page) =>
        new(
            [
                .. page.Messages.Select(message =>
                    (ReadOnlyMemory<byte>)
                        Encoding.UTF8.GetBytes(
                            Wire.Compact(Encoding.UTF8.GetBytes(message.GetRawText()))
                        )
                ),
            ],
            page.FromMessageId,
            page.ToMessageId,
            page.HasMore,
            page.Positions,
            page.Complete
        );

    // The order of a channel message's header is that of its encoder, which gives the sequence last.
    private static byte[] Event(Envelope envelope, object payload)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("type", envelope.Type);
            writer.WriteString("channel", envelope.Channel);
            writer.WriteString("messageId", envelope.MessageId);
            writer.WriteString("timestamp", Timestamp.Text(envelope.Timestamp!.Value));
            writer.WriteString("version", envelope.Version);
            if (envelope.AckRequired)
            {
                writer.WriteBoolean("ackRequired", true);
            }

            writer.WritePropertyName("data");
            writer.WriteRawValue(
                JsonSerializer.SerializeToUtf8Bytes(payload, envelope.Descriptor!.Data)
            );
            writer.WriteNumber("sequence", envelope.Sequence!.Value);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}
