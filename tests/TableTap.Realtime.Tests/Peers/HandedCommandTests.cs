using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Peers;
using TableTap.Testing;
using TableTap.Testing.Peers;

namespace TableTap.Realtime.Tests.Peers;

/// <summary>What became of the commands that a server handed over is counted.</summary>
public sealed class HandedCommandTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private readonly MemoryBackplane _backplane = new();
    private readonly Meter _meter = new("handed");
    private CounterReading _commands = null!;
    private Cluster _one = null!;
    private Cluster _two = null!;

    public async ValueTask InitializeAsync()
    {
        _commands = new(_meter, "tabletap.backplane.commands");
        (_one, _two) = (Open(_meter), Open(null));
        await UntilAsync(() => _one.IsHealthy && _two.IsHealthy && _one.Peers.Count == 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        _commands.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task One_that_the_peer_answers_is_answered()
    {
        _two.Commands.Handler = (_, _, _) => new(new PlacedCommand(Nothing()));

        var placed = await PlaceAsync().Soon();
        await placed!.Value.Answer.Soon();

        Assert.Equal((1, 0), (_commands.Of("answered"), _commands.Of("returned")));
    }

    [Fact]
    public async Task One_that_the_peer_does_not_take_is_returned()
    {
        Assert.Null(await PlaceAsync().Soon());

        Assert.Equal((0, 1), (_commands.Of("answered"), _commands.Of("returned")));
    }

    [Fact]
    public async Task One_that_does_not_get_through_is_returned()
    {
        _backplane.IsCut = true;
        var lost = PlaceAsync();
        await UntilAsync(() => lost.IsCompleted);

        Assert.Null(await lost);
        Assert.Equal((0, 1), (_commands.Of("answered"), _commands.Of("returned")));
    }

    [Fact]
    public async Task One_that_the_peer_leaves_without_an_answer_is_returned_once()
    {
        _two.Commands.Handler = (_, _, _) =>
            new(new PlacedCommand(new TaskCompletionSource<ReadOnlyMemory<byte>>().Task));
        var placed = await PlaceAsync().Soon();

        await UntilAsync(() => placed!.Value.Answer.IsCompleted);

        Assert.Equal((0, 1), (_commands.Of("answered"), _commands.Of("returned")));
    }

    private static Task<ReadOnlyMemory<byte>> Nothing() =>
        Task.FromResult<ReadOnlyMemory<byte>>("{}"u8.ToArray());

    private Task<PlacedCommand?> PlaceAsync() =>
        _one
            .Commands.PlaceAsync(_two.Node, Requests.Signed(), Nothing, CancellationToken.None)
            .AsTask();

    private Cluster Open(Meter? meter)
    {
        var cluster = new Cluster(_backplane.Open(), [1, 2, 3], _time, NullLogger.Instance, meter);
        cluster.Join("epoch");
        return cluster;
    }

    private Task UntilAsync(Func<bool> holds) =>
        Patience.UntilAsync(holds, () => _time.Advance(TimeSpan.FromMilliseconds(50)), pauseMs: 1);
}
