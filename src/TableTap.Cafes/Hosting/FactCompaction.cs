using TableTap.Cafes.Loop;
using TableTap.Cafes.Persistence;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Hosting;

/// <summary>
/// Lets facts go when they are too old: folds them into the café's base snapshot first, so that a start never needs them.
/// The journal then trims what the base holds. One task of its own, beside all loops.
/// </summary>
internal sealed class FactCompaction : IAsyncDisposable
{
    private readonly CafeRegistry _registry;
    private readonly LoopServices _tools;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <summary>Starts to check regularly for facts that are too old.</summary>
    /// <param name="registry">The cafés.</param>
    /// <param name="tools">What they work with.</param>
    public FactCompaction(CafeRegistry registry, LoopServices tools)
    {
        (_registry, _tools) = (registry, tools);
        _running = RunAsync();
    }

    /// <summary>Stops the checks, and waits for the one that runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    /// <summary>Moves a café's base up to the last fact that is too old.</summary>
    /// <param name="tools">What cafés work with.</param>
    /// <param name="cafeId">The café.</param>
    /// <param name="cancellationToken">Stops it; nothing has moved then.</param>
    public static async Task RetireAsync(
        LoopServices tools,
        string cafeId,
        CancellationToken cancellationToken
    )
    {
        var stream = CafeStream.Of(cafeId);
        var old = await tools.Journal.OldFactsAsync(
            stream,
            tools.Options.FactRetention,
            cancellationToken
        );
        var start = await RecoveredCafe.BaseAsync(tools.Journal, cafeId, cancellationToken);
        var cafe = start;
        await foreach (
            var stored in tools.Journal.ReadStreamAsync(stream, start.Version, cancellationToken)
        )
        {
            if (stored.Version > old)
            {
                break;
            }

            cafe = CafeStream.Next(cafe, stored);
        }

        if (cafe.Version > start.Version)
        {
            await tools.Journal.WriteSnapshotAsync(
                SnapshotCodec.Take(cafe, SnapshotKind.Base, tools.Time.GetUtcNow()),
                cancellationToken
            );
            tools.Log.FactsRetired(cafeId, cafe.Version - start.Version, cafe.Version);
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        using var clock = new PeriodicTimer(_tools.Options.LookEvery, _tools.Time);
        try
        {
            while (await clock.WaitForNextTickAsync(_stop.Token))
            {
                foreach (var cafeId in _registry.Ids.ToList())
                {
                    await TryRetireAsync(cafeId);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task TryRetireAsync(string cafeId)
    {
        try
        {
            await RetireAsync(_tools, cafeId, _stop.Token);
        }
        catch (JournalUnavailableException)
        {
            // The journal itself tells of its trouble; the next look comes.
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            _tools.Log.RetirementFailed(cafeId, fault);
        }
    }
}
