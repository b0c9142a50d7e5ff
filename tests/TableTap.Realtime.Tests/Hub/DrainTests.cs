using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Hub;

public sealed class DrainTests
{
    [Fact]
    public async Task A_drain_tells_each_when_to_return_and_closes_it_then()
    {
        var steps = new Queue<double>([0.2, 0.8]);
        await using var hub = new TestHub(random: steps.Dequeue);
        using var first = await hub.GuestAsync("first");
        using var second = await hub.GuestAsync("second");
        var drained = hub.Hub.DrainAsync(CancellationToken.None);
        var delays = new Dictionary<TestClient, long>
        {
            [first] = (await first.DataAsync("reconnect_advised")).Number("delayMs"),
            [second] = (await second.DataAsync("reconnect_advised")).Number("delayMs"),
        };
        Assert.Equal([2000, 8000], delays.Values.Order());
        var (early, late) = delays[first] < delays[second] ? (first, second) : (second, first);

        using var refused = hub.Open(
            new(hub.Token(TestHub.Someone("third", Role.Customer)), null, null)
        );
        await refused.ErrorAsync("SERVICE_UNAVAILABLE");
        await refused.ClosedAsync(1012);

        hub.Clock.Pass(TimeSpan.FromSeconds(2));
        await early.ClosedAsync(1012);
        await late.PingAsync();
        Assert.False(drained.IsCompleted);
        hub.Clock.Pass(TimeSpan.FromSeconds(6));
        await late.ClosedAsync(1012);
        await drained.Soon();
    }

    [Fact]
    public async Task What_was_read_before_is_decided_and_answered()
    {
        await using var hub = new TestHub(random: () => 0);
        using var client = await hub.GuestAsync();
        var reached = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var acknowledge = hub.Commands;
        hub.Commands = async (request, refusal, cancellation) =>
        {
            reached.SetResult();
            await go.Task;
            return await acknowledge(request, refusal, cancellation);
        };
        await client.SendAsync("""{"type":"order_create","messageId":"m1","data":{}}""");
        await reached.Task;
        var drained = hub.Hub.DrainAsync(CancellationToken.None);
        await client.ReceiveAsync("reconnect_advised");
        go.SetResult();
        await client.ReceiveAsync("message_acknowledged");
        await client.ClosedAsync(1012);
        await drained.Soon();
    }

    [Fact]
    public async Task A_drain_that_may_not_wait_cuts()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        using var patience = new CancellationTokenSource();
        var drained = hub.Hub.DrainAsync(patience.Token);
        await client.ReceiveAsync("reconnect_advised");
        await patience.CancelAsync();
        await drained.Soon();
        await client.Served.Soon();
    }
}
