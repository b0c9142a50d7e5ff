using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Peers;
using TableTap.Testing;
using TableTap.Testing.Peers;

namespace TableTap.Realtime.Tests.Peers;

/// <summary>A server far from the store leaves the cafés to those near it.</summary>
public sealed class FarServerTests : IAsyncLifetime
{
    private static readonly string[] Cafes =
    [
        .. Enumerable.Range(0, 50).Select(number => $"cafe-{number}"),
    ];

    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private readonly MemoryBackplane _backplane = new();
    private Cluster _near = null!;
    private Cluster _far = null!;

    public async ValueTask InitializeAsync()
    {
        (_near, _far) = (Open(isFar: false), Open(isFar: true));
        await UntilAsync(() =>
            _near.IsHealthy && _far.IsHealthy && Cafes.All(cafe => _far.HomeOf(cafe) == _near.Node)
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _near.DisposeAsync();
        await _far.DisposeAsync();
    }

    [Fact]
    public void Every_cafe_has_its_home_near_the_store()
    {
        Assert.All(Cafes, cafe => Assert.Equal(_near.Node, _near.HomeOf(cafe)));
        Assert.All(Cafes, cafe => Assert.True(_near.IsHome(cafe) && !_far.IsHome(cafe)));
        Assert.All(Cafes, cafe => Assert.False(_far.KnowsScreens(cafe)));
    }

    [Fact]
    public async Task While_nothing_gets_through_it_speaks_for_nobody()
    {
        _backplane.IsCut = true;
        await UntilAsync(() => !_near.IsHealthy && !_far.IsHealthy);

        Assert.All(Cafes, cafe => Assert.True(_near.IsHome(cafe) && !_far.IsHome(cafe)));
    }

    [Fact]
    public async Task Where_it_hears_nobody_near_the_store_it_does_all_itself()
    {
        await _near.DisposeAsync();
        await UntilAsync(() => Cafes.All(_far.IsHome));
    }

    [Fact]
    public async Task It_waits_longer_for_a_place_than_a_server_near_the_store()
    {
        var placed = new TaskCompletionSource<PlacedCommand>();
        _near.Commands.Handler = (_, _, _) => new(placed.Task);
        var sent = _time.GetUtcNow();
        var command = _far
            .Commands.PlaceAsync(
                _near.Node,
                Requests.Signed(),
                () => Task.FromResult<ReadOnlyMemory<byte>>("here"u8.ToArray()),
                CancellationToken.None
            )
            .AsTask();

        await UntilAsync(() => _time.GetUtcNow() - sent > RemoteCommands.PlacePatience * 2);
        Assert.False(command.IsCompleted);

        placed.SetResult(new(Task.FromResult<ReadOnlyMemory<byte>>("there"u8.ToArray())));
        var answer = await (await command.Soon())!.Value.Answer.Soon();
        Assert.Equal("there"u8.ToArray(), answer.ToArray());
    }

    private Cluster Open(bool isFar)
    {
        var cluster = new Cluster(_backplane.Open(), [1, 2, 3], _time, NullLogger.Instance)
        {
            IsFar = isFar,
        };
        cluster.Join("epoch");
        cluster.TakeCommands(true);
        return cluster;
    }

    private Task UntilAsync(Func<bool> holds) =>
        Patience.UntilAsync(holds, () => _time.Advance(TimeSpan.FromMilliseconds(50)), pauseMs: 1);
}
