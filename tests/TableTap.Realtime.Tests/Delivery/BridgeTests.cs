using CsCheck;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Delivery;

namespace TableTap.Realtime.Tests.Delivery;

public sealed class BridgeTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");

    [Fact]
    public void It_covers_exactly_what_it_still_has() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[1, 4].Array[0, 20])
            .Sample(
                (capacity, steps) =>
                {
                    var bridge = new RecentMessages(capacity);
                    var all = new List<long>();
                    var position = 10L;
                    foreach (var step in steps)
                    {
                        position += step;
                        all.Add(position);
                        bridge.Add(new(position, General, all.Count, "msg_1", default));
                    }

                    Assert.Equal(all.LastOrDefault(), bridge.Position);
                    for (var from = 9L; from <= position + 1; from++)
                    {
                        var expected = all.Where(one => one > from).ToArray();
                        Assert.Equal(expected.Length <= capacity, bridge.Covers(from));
                        if (bridge.Covers(from))
                        {
                            Assert.Equal(expected, bridge.After(from).Select(one => one.Position));
                        }
                    }
                }
            );
}
