using TableTap.Ordering;
using TableTap.Realtime;

namespace TableTap.Server.Cafes;

/// <summary>
/// Lets facts go when they are too old: folds them into the café's base snapshot first, so that a start never needs them.
/// The journal then trims what the base holds. One task of its own, beside all loops.
/// </summary>
internal sealed class FactRetirement : IAsyncDisposable
{
    private readonly CafeFleet fleet;
    private readonly RoundTools tools;
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    /// <summary>Starts looking.</summary>
    /// <param name="fleet">The cafés.</param>
    /// <param name="tools">What they work with.</param>
    public FactRetirement(CafeFleet fleet, RoundTools tools)
    {
        (this.fleet, this.tools) = (fleet, tools);
        running = RunAsync();
    }

    /// <summary>Stops looking.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    /// <summary>Moves a café's base up to the last fact that is too old.</summary>
    /// <param name="tools">What cafés work with.</param>
    /// <param name="cafeId">The café.</param>
    /// <param name="cancellationToken">Stops it; nothing has moved then.</param>
    public static async Task RetireAsync(
        RoundTools tools,
        string cafeId,
        CancellationToken cancellationToken
    )
    {
        var stream = CafeStream.Of(cafeId);
        var old = await tools.Journal.OldFactsAsync(
            stream,
            tools.Keeping.FactRetention,
            cancellationToken
        );
        var start = await CafeStart.BaseAsync(tools.Journal, cafeId, cancellationToken);
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
                CafeImage.Take(cafe, SnapshotKind.Base, tools.Time.GetUtcNow()),
                cancellationToken
            );
            tools.Log.FactsRetired(cafeId, cafe.Version - start.Version, cafe.Version);
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        using var clock = new PeriodicTimer(tools.Keeping.LookEvery, tools.Time);
        try
        {
            while (await clock.WaitForNextTickAsync(stop.Token))
            {
                foreach (var cafeId in fleet.Ids.ToList())
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
            await RetireAsync(tools, cafeId, stop.Token);
        }
        catch (JournalUnavailableException)
        {
            // The journal itself tells of its trouble; the next look comes.
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            tools.Log.RetirementFailed(cafeId, fault);
        }
    }
}
