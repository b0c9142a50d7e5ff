using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Hub;
using TableTap.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Realtime.Tests.Hub;

/// <summary>How the delivery of a server ends: as it is told, or with a reason.</summary>
public sealed class DeliveryEndTests : IAsyncDisposable
{
    private readonly MemoryJournal _journal = new();
    private readonly RealtimeHub _hub;

    public DeliveryEndTests()
    {
        var time = new FakeTimeProvider();
        _hub = new(
            _journal,
            (_, _) => ValueTask.FromResult(new TokenVerdict(null, "unknown", false)),
            (_, _, _) => throw new NotSupportedException(),
            new(),
            new(time),
            new(),
            time,
            NullLoggerFactory.Instance,
            () => "one",
            () => 0.5
        );
    }

    public async ValueTask DisposeAsync()
    {
        _hub.Dispose();
        await _journal.DisposeAsync();
    }

    [Fact]
    public async Task A_stop_is_no_failure()
    {
        using var stop = new CancellationTokenSource();
        var running = _hub.RunAsync(stop.Token);

        await stop.CancelAsync();

        await running.Soon();
    }

    /// <summary>Nothing would be delivered any more, and a server that ended with 0 would say that all is well.</summary>
    [Fact]
    public async Task A_journal_that_hands_nothing_over_any_more_is_a_failure()
    {
        var running = _hub.RunAsync(CancellationToken.None);

        await _journal.DisposeAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => running.Soon());
    }
}
