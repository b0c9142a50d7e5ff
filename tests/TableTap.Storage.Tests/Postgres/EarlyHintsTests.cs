using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Peers;
using TableTap.Storage.Postgres;
using TableTap.Testing;
using TableTap.Testing.Peers;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>
/// Hints that come before those that they follow, at a server that looks at the store only when the test lets time pass.
/// </summary>
public sealed class EarlyHintsTests : IAsyncLifetime
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly MemoryBackplane _backplane = new();
    private Cluster _there = null!;
    private Cluster _here = null!;
    private PostgresJournal _other = null!;
    private PostgresJournal _own = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var schema = await RealPostgres.NewSchemaAsync();
        (_there, _here) = (NewCluster(), NewCluster());
        _other = await PostgresStore.OpenAsync(
            schema,
            options => options with { Hints = _there.Hints }
        );
        _own = await PostgresStore.OpenAsync(
            schema,
            options => options with { Hints = _here.Hints },
            _time
        );
        _there.Join(_other.Epoch);
        _here.Join(_own.Epoch);
        await Patience.UntilAsync(() =>
            _there is { IsHealthy: true, Peers.Count: 1 }
            && _here is { IsHealthy: true, Peers.Count: 1 }
        );

        Cluster NewCluster() =>
            new(_backplane.Open(), [1, 2, 3], TimeProvider.System, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _there.DisposeAsync();
        await _here.DisposeAsync();
        await _other.DisposeAsync();
        await _own.DisposeAsync();
    }

    /// <summary>What waited for a lost hint is known by an own commit; it must not be taken for something that is still ahead.</summary>
    [Fact]
    public async Task A_hint_that_was_passed_by_keeps_nobody_from_looking_at_the_store()
    {
        var heard = PostgresStore.ListenAsync(_own, 4);
        Lose(true);
        await TellAsync(_other, 0, "lost");
        Lose(false);
        await TellAsync(_other, 1, "early");
        await TellAsync(_own, 2, "own");
        Lose(true);
        await TellAsync(_other, 3, "untold");

        await Patience.UntilAsync(
            () => heard.IsCompleted,
            () => _time.Advance(TimeSpan.FromMilliseconds(50))
        );
        Assert.Equal(
            ["lost", "early", "own", "untold"],
            (await heard).Select(message => message.MessageId)
        );
    }

    /// <summary>A commit of facts alone has no position: it ends where it begins, and so does the next one begin there.</summary>
    [Fact]
    public async Task A_commit_without_messages_takes_nobodys_place()
    {
        Lose(true);
        var told = PostgresStore.ListenAsync(_other, 2);
        await TellAsync(_other, 0, "first");
        await TellAsync(_other, 1, "second");
        var messages = await told.Soon();
        var (first, second) = (messages[0], messages[1]);
        var heard = PostgresStore.ListenAsync(_own, 2);

        _here.Hints.Take(new(first.Position, second.Position, [second], [], []));
        _here.Hints.Take(new(first.Position, first.Position, [], [], [new("a", 3)]));
        _here.Hints.Take(new(first.Position - 1, first.Position, [first], [], []));

        Assert.Equal(
            ["first", "second"],
            (await heard.Soon()).Select(message => message.MessageId)
        );
    }

    private void Lose(bool isLost) =>
        _backplane.Times = (address, _) =>
            isLost && address.EndsWith(_here.Node, StringComparison.Ordinal) ? 0 : 1;

    private static async Task TellAsync(PostgresJournal journal, long version, string id) =>
        await journal.AppendAsync(Batch.Of("a", version).Fact("1").Message(General, id), Cancel);
}
