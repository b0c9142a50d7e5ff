using TableTap.Cafes.Hosting;
using TableTap.Protocol.Channels;
using TableTap.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Persistence;

/// <summary>Section 7: state over HTTP and the positions to subscribe from are read at one moment.</summary>
public sealed class SnapshotTests
{
    private static readonly ChannelName Owner = ChannelName.Of(ChannelKinds.CustomerOrders, "john");
    private static readonly CafeQuery OfOwner = new((_, _) => [Owner]);

    [Fact]
    public async Task Heads_and_state_belong_together_while_orders_pour_in()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.CrowdAsync();
        var ordering = Task.Run(async () =>
            {
                for (var order = 0; order < 100; order++)
                {
                    await cafe.OrderAsync(form: Form(Drink));
                }
            })
            .Soon();

        do
        {
            var read = await cafe.Host.ReadAsync("demo", OfOwner, CancellationToken.None);
            Assert.Equal(read!.Cafe.OpenOrders.Count, read.Heads[Owner]);
            Assert.Equal("epoch_1", read.Epoch);
        } while (!ordering.IsCompleted);

        await ordering;
    }

    [Fact]
    public async Task A_cafe_that_does_not_exist_is_null()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        Assert.Null(await cafe.Host.ReadAsync("nowhere", OfOwner, CancellationToken.None));
    }
}
