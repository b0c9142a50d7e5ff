using CsCheck;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Tests.Delivery;

public sealed class MessageRunTests
{
    private static readonly ChannelName[] Channels =
    [
        ChannelName.Of(ChannelKinds.CafeGeneral, "one"),
        ChannelName.Of(ChannelKinds.CafeStaff, "one"),
    ];

    [Fact]
    public void Runs_hold_everything_once_in_its_order_and_each_follows_one_channel() =>
        Gen.Select(
                Gen.Select(Gen.Int[0, 1], Gen.Int[0, 9], Gen.Bool).Array[0, 200],
                Gen.Int[0, 5],
                Gen.Int[0, 500]
            )
            .Sample(
                (steps, told, most) =>
                {
                    var (position, sequences) = (0, new int[2]);
                    var committed = new List<StoredMessage>();
                    foreach (var (channel, gap, isTwice) in steps)
                    {
                        sequences[channel] += gap == 0 ? 2 : 1;
                        var message = Message(
                            ++position,
                            Channels[channel],
                            sequences[channel],
                            length: gap
                        );
                        committed.Add(message);
                        if (isTwice && gap == 1)
                        {
                            committed.Add(message);
                        }
                    }

                    var expected = committed.Where(one => one.Position > told).Distinct().ToList();
                    var collected = new List<StoredMessage>();
                    var run = new MessageRun();
                    for (var next = 0; next < committed.Count; )
                    {
                        run.Collect(
                            committed,
                            ref next,
                            Math.Max(told, collected.LastOrDefault()?.Position ?? 0),
                            most
                        );
                        var messages = run.Messages.ToArray();
                        for (var i = 1; i < messages.Length; i++)
                        {
                            var (one, before) = (messages[i].Message, messages[i - 1].Message);
                            Assert.Equal(before.Channel, one.Channel);
                            Assert.Equal(before.Sequence + 1, one.Sequence);
                        }

                        // The last one may pass the measure, and no other.
                        Assert.True(
                            messages.Length <= 1
                                || run.Bytes - messages[^1].Message.Frame.Length - 10 < most
                        );
                        collected.AddRange(messages.Select(one => one.Message));
                    }

                    Assert.Equal(expected, collected);
                },
                iter: 2000
            );

    private static StoredMessage Message(
        long position,
        ChannelName channel,
        long sequence,
        int length
    ) => new(position, channel, sequence, $"msg_{position}", new byte[length]);
}
