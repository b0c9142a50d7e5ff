using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Envelopes;
using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Tests.Confirmation;

/// <summary>What is to be confirmed is read off the stored frame as its envelope says it (section 7).</summary>
public sealed class CriticalMessageTests
{
    [Fact]
    public void Every_message_on_every_channel_is_as_critical_as_its_envelope_says()
    {
        var asked = 0;
        foreach (var row in MessageCatalogue.All)
        {
            foreach (
                var kind in ChannelName
                    .Templates.Select(template => template.Kind)
                    .Where(kind => (row.Channels & kind) != ChannelKinds.None)
            )
            {
                var channel = ChannelName.Of(kind, "one");
                var frame = MessageDraft
                    .Encode(
                        row,
                        """{"text":"\"ackRequired\":true,\"data\":","ackRequired":true,"data":1}"""u8.ToArray(),
                        channel,
                        "msg_1",
                        DateTimeOffset.UnixEpoch
                    )
                    .Seal(1);
                Assert.True(EnvelopeReader.TryRead(frame, out var envelope, out _));
                var message = new StoredMessage(1, channel, 1, "msg_1", frame);
                Assert.Equal(envelope.AckRequired, message.IsCritical);
                asked += message.IsCritical ? 1 : 0;
            }
        }

        Assert.InRange(asked, 5, 50);
    }
}
