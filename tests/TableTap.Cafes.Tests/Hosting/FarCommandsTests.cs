using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Peers;
using TableTap.Server.Testing;
using TableTap.Testing;
using TableTap.Testing.Journals;
using TableTap.Testing.Peers;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Hosting;

/// <summary>A server far from the store has commands decided near it, and each counts once whatever is cut.</summary>
public sealed class FarCommandsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(OpenCafe.Morning);
    private readonly MemoryJournal _journal = new();
    private readonly MemoryBackplane _backplane = new();
    private OpenCafe _near = null!;
    private OpenCafe _far = null!;
    private Cluster _nearCluster = null!;
    private Cluster _farCluster = null!;

    public async ValueTask InitializeAsync()
    {
        _near = await OpenCafe.OpenAsync(_journal, _time);
        _far = await OpenCafe.OpenAsync(_journal, _time);
        await _near.CrowdAsync();
        (_nearCluster, _farCluster) = (Join(_near, isFar: false), Join(_far, isFar: true));
        await UntilAsync(IsJoined);
    }

    public async ValueTask DisposeAsync()
    {
        await _far.DisposeAsync();
        await _near.DisposeAsync();
        await _farCluster.DisposeAsync();
        await _nearCluster.DisposeAsync();
    }

    [Fact]
    public async Task Its_commands_are_decided_near_the_store_though_nobody_else_writes()
    {
        var handed = CountHanded();

        var orderId = await _far.OrderAsync();

        // Who decides knows it before the answer goes; nobody has told it of what the other one decides.
        Assert.NotNull(_near.Cafe.Order(orderId));
        Assert.Equal(1, handed());
    }

    [Fact]
    public async Task A_server_near_the_store_decides_its_own()
    {
        var handed = CountHanded();

        var orderId = await _near.OrderAsync();

        Assert.NotNull(_near.Cafe.Order(orderId));
        Assert.Equal(0, handed());
    }

    [Fact]
    public async Task A_command_whose_answer_is_cut_off_counts_once()
    {
        _backplane.Times = (_, peerMessage) =>
            peerMessage.Span[1] == (byte)PeerMessageKind.Answer ? 0 : 1;
        var sent = _far.SendAsync(People.John, "order_create", Form(), "cut-1");
        await UntilAsync(() => sent.IsCompleted);
        var answer = await sent;

        // Its sender repeats it until it is answered.
        _backplane.Times = (_, _) => 1;
        var again = await _far.SendAsync(People.John, "order_create", Form(), "cut-1");

        Assert.True(again.IsAcknowledged, again.Bytes);
        Assert.True(
            answer.Bytes == again.Bytes || answer.Code == "SERVICE_UNAVAILABLE",
            answer.Bytes
        );
        Assert.Single(
            _journal.Messages,
            message =>
                new Heard(message) is { Type: "order_created", Channel: "orders:customer:john" }
        );
    }

    [Fact]
    public async Task What_it_decides_itself_while_nothing_gets_through_the_others_know_afterwards()
    {
        _backplane.IsCut = true;
        await UntilAsync(() => !_farCluster.IsHealthy);
        var here = await _far.OrderAsync();
        var there = await _near.OrderAsync();

        _backplane.IsCut = false;
        await UntilAsync(IsJoined);
        var then = await _far.OrderAsync();

        foreach (var orderId in new[] { here, there, then })
        {
            Assert.NotNull(_near.Cafe.Order(orderId));
        }
    }

    /// <summary>The one that hands it over chooses: what the other one would have chosen does not count.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_trace_of_a_command_goes_on_near_the_store_as_it_was_chosen_far_from_it(
        bool isTraced
    )
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Traces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        _far.Host.IsTraced = _ => isTraced;
        _near.Host.IsTraced = _ => !isTraced;

        await _far.OrderAsync();

        List<Activity> spans =
        [
            .. ended.Where(one => Equals(one.GetTagItem(Traces.CafeTag), OpenCafe.Id)),
        ];
        if (!isTraced)
        {
            Assert.Empty(spans);
            return;
        }

        var handed = Assert.Single(spans, one => one.OperationName == "handed");
        var command = Assert.Single(spans, one => one.OperationName == "order_create");
        Assert.Equal((handed.TraceId, handed.SpanId), (command.TraceId, command.ParentSpanId));
        Assert.Contains(
            spans,
            one => one.OperationName == "decide" && one.ParentSpanId == command.SpanId
        );
    }

    private bool IsJoined() =>
        _nearCluster.IsHealthy
        && _farCluster.IsHealthy
        && _farCluster.HomeOf(OpenCafe.Id) == _nearCluster.Node;

    private Func<int> CountHanded()
    {
        var handed = 0;
        _backplane.Times = (_, peerMessage) =>
        {
            if (peerMessage.Span[1] == (byte)PeerMessageKind.Command)
            {
                Interlocked.Increment(ref handed);
            }

            return 1;
        };
        return () => Volatile.Read(ref handed);
    }

    private Cluster Join(OpenCafe cafe, bool isFar)
    {
        var cluster = new Cluster(_backplane.Open(), [1, 2, 3], _time, NullLogger.Instance)
        {
            IsFar = isFar,
        };
        cluster.Commands.Handler = cafe.Host.Commands.PlaceAsync;
        cafe.Host.Commands.Cluster = cluster;
        cluster.Join("epoch");
        cluster.TakeCommands(true);
        return cluster;
    }

    private Task UntilAsync(Func<bool> holds) =>
        Patience.UntilAsync(holds, () => _time.Advance(TimeSpan.FromMilliseconds(50)), pauseMs: 1);
}
