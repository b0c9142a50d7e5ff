using CsCheck;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Sending;

namespace TableTap.Realtime.Tests.Delivery;

/// <summary>What a reader hears is the same whether it is a handful or many: it is compared with a dictionary.</summary>
public sealed class SubscriptionSetTests
{
    private static readonly Reader Reader = new(
        new(
            Stream.Null,
            new(long.MaxValue),
            1000,
            TimeProvider.System,
            SocketFraming.Instance,
            new()
        )
    );

    [Fact]
    public void It_holds_what_was_added_and_not_removed() =>
        Gen.Select(Gen.Int[0, 19], Gen.Bool)
            .Array[0, 60]
            .Sample(steps =>
            {
                var set = new SubscriptionSet();
                var model = new Dictionary<ChannelName, Subscription>();
                foreach (var (number, adds) in steps)
                {
                    var channel = ChannelName.Of(ChannelKinds.CustomerOrders, $"guest{number}");
                    if (!adds)
                    {
                        set.Remove(channel);
                        model.Remove(channel);
                    }
                    else if (set.Find(channel) is null)
                    {
                        var subscription = new Subscription(Reader, channel);
                        set.Add(subscription);
                        model.Add(channel, subscription);
                    }

                    Assert.Same(model.GetValueOrDefault(channel), set.Find(channel));
                }

                Assert.Equal(model.Count, set.Count);
                Assert.Equal(model.Values.ToHashSet(), set.ToHashSet());
                Assert.Equal(model.Keys.ToHashSet(), set.Channels.ToHashSet());
                set.Clear();
                Assert.Equal(0, set.Count);
                Assert.Empty(set);
            });
}
