using TableTap.Cafes.Hosting;
using TableTap.Ordering.State;
using TableTap.Realtime.Hub;
using TableTap.Realtime.Inspection;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;
using TableTap.Server.Diagnosis;
using TableTap.Server.Observability;
using TableTap.Terms;

namespace TableTap.Server.Http.Admin;

/// <summary>
/// Puts together how the server is doing, of what its rooms know: nothing is kept or counted for it while nobody asks. One question at a
/// time; each is bounded, however many connections there are. Thread-safe.
/// </summary>
/// <param name="hub">The connections.</param>
/// <param name="cafes">The cafés.</param>
/// <param name="journal">Where things are kept.</param>
/// <param name="cluster">The server among its peers; null for one without a backplane.</param>
/// <param name="examination">What the server finds wrong with itself.</param>
/// <param name="instance">Which server it is.</param>
/// <param name="figures">The figures of the last minute.</param>
/// <param name="drain">The drain that is under way, if any.</param>
/// <param name="options">How many connections there may be, and from when a client is silent.</param>
/// <param name="time">The clock.</param>
internal sealed class StatusReader(
    RealtimeHub hub,
    CafeHost cafes,
    IJournal journal,
    Cluster? cluster,
    SelfExamination examination,
    ServerInstance instance,
    FigureWindow figures,
    Func<DrainAnswer?> drain,
    StatusBounds options,
    TimeProvider time
) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _started = time.GetTimestamp();

    /// <summary>How the server is doing now.</summary>
    /// <param name="order">Which channels are told first.</param>
    /// <param name="most">The most entries of each list.</param>
    /// <param name="cancellationToken">Whoever asks has gone.</param>
    public async Task<StatusAnswer> ReadAsync(
        ChannelOrder order,
        int most,
        CancellationToken cancellationToken
    )
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var seen = await hub.Inspection.ReadAsync(
                new(order, most, options.SilentAfter),
                cancellationToken
            );
            var (all, window) = (cafes.All.ToList(), figures.Read());
            return new(
                Server(),
                new(
                    Environment.WorkingSet,
                    GC.GetTotalMemory(forceFullCollection: false),
                    seen.OutboxBytes
                ),
                new(
                    seen.Connections.Total,
                    options.Connections,
                    seen.Connections.ByRole,
                    seen.CatchingUp
                ),
                new(seen.ChannelCount, seen.Channels),
                seen.Slow,
                seen.Silent,
                Screens(all, most),
                [.. examination.Findings.Take(most).Select(FindingOf)],
                Rates(window),
                Duration(window.Commit),
                Duration(window.Delivery),
                new(
                    cafes.Waiting,
                    journal.Health.Waiting,
                    journal.Committed.CanCount ? journal.Committed.Count : 0,
                    ThreadPool.PendingWorkItemCount
                ),
                [
                    .. all.Select(cafe => CafeOf(cafe, seen.OfCafes))
                        .OrderByDescending(cafe => cafe.Connections.Total)
                        .ThenBy(cafe => cafe.CafeId, StringComparer.Ordinal)
                        .Take(most),
                ],
                all.Count,
                cluster?.Known
            );
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        figures.Dispose();
        _turn.Dispose();
    }

    private ServerStatus Server()
    {
        var (trouble, drained) = (journal.Health.Trouble, drain());
        return new(
            MetricsExport.Version ?? "unknown",
            hub.IsDraining ? "draining"
                : trouble is not null ? "trouble"
                : "ready",
            _startedAt,
            Rounded(time.GetElapsedTime(_started).TotalSeconds),
            Rounded(Environment.CpuUsage.TotalTime.TotalSeconds),
            Environment.ProcessorCount,
            trouble,
            drained,
            cluster?.Trouble,
            instance.Host,
            instance.Id
        );
    }

    private static FindingStatus FindingOf(StandingFinding one) =>
        new(
            one.Finding.Check,
            one.Finding.Severity.Word,
            one.Since,
            one.Finding.Text,
            one.Finding.Fix
        );

    private List<ScreenStatus> Screens(IEnumerable<Cafe> all, int most)
    {
        var now = time.GetUtcNow();
        return
        [
            .. all.SelectMany(cafe =>
                    ScreensOf(cafe)
                        .Where(screen =>
                            !screen.Connected
                            || screen.UnseenSince <= now - cafe.Profile.Limits.Alerts.UnseenWarning
                        )
                )
                .OrderBy(screen => screen.UnseenSince ?? screen.Since)
                .Take(most),
        ];
    }

    private static IEnumerable<ScreenStatus> ScreensOf(Cafe cafe)
    {
        var unseen = cafe
            .Tickets.Values.Where(ticket => ticket.SeenAt is null)
            .ToLookup(ticket => ticket.CounterId, ticket => ticket.AssignedAt);
        foreach (var counter in cafe.Profile.Counters.Items)
        {
            // A counter that never had a screen is worked without one.
            if (cafe.Screens.Items.TryGetValue(counter.CounterId, out var screen))
            {
                var waiting = unseen[counter.CounterId];
                yield return new(
                    cafe.CafeId,
                    counter.CounterId,
                    counter.Name,
                    screen.IsLive,
                    screen.Since,
                    waiting.Count(),
                    waiting.Any() ? waiting.Min() : null
                );
            }
        }
    }

    private CafeStatus CafeOf(Cafe cafe, IReadOnlyDictionary<string, RoleCounts> connections)
    {
        var (intake, isPaused) = (cafe.Intake, cafe.Intake.IsPaused(time.GetUtcNow()));
        return new(
            cafe.CafeId,
            cafe.Profile.Name,
            intake.Mode.Word,
            cafe.OpenOrders.Count,
            connections.GetValueOrDefault(cafe.CafeId) ?? NoConnections,
            isPaused ? intake.Until : null,
            isPaused ? intake.By : null
        );
    }

    private static readonly RoleCounts NoConnections = new(0, new Dictionary<string, int>());

    private static RatesStatus Rates(WindowFigures window)
    {
        var seconds = window.Span.TotalSeconds;
        return new(
            Rounded(seconds),
            Each("tabletap.messages.delivered", 1),
            Each("tabletap.messages.replayed", 1),
            Each("tabletap.messages.resent", 60),
            Each("tabletap.catchups", 60),
            ByLabel("tabletap.refused"),
            ByLabel("tabletap.closed"),
            ByLabel("tabletap.delivery.failed")
        );

        double Each(string name, int span) => PerSpan(window.Total(name), span);

        Dictionary<string, double> ByLabel(string name) =>
            window.ByLabel(name).ToDictionary(one => one.Key, one => PerSpan(one.Value, 60));

        // Of a moment no rate can be told.
        double PerSpan(long count, int span) => seconds < 0.1 ? 0 : Rounded(count * span / seconds);
    }

    private static DurationStatus Duration(Percentiles seconds) =>
        new(
            seconds.Count,
            Milliseconds(seconds.P50),
            Milliseconds(seconds.P95),
            Milliseconds(seconds.P99)
        );

    private static double? Milliseconds(double? seconds) =>
        seconds is { } known ? Math.Round(known * 1000, 3) : null;

    private static double Rounded(double value) => Math.Round(value, 2);
}

/// <summary>What the status is held against.</summary>
/// <param name="Connections">How many connections there may be.</param>
/// <param name="SilentAfter">From what silence on a client does not answer.</param>
internal sealed record StatusBounds(int Connections, TimeSpan SilentAfter);
