using TableTap.Ordering.Commands;
using TableTap.Ordering.Reports;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;

namespace TableTap.Cafes.Loop;

/// <summary>
/// What a loop does at the end of each batch: notes screens that came or went, compares the café with its alert table, and
/// tells its figures when they changed (section 6). Lives on the loop's thread, but for <see cref="WantFigures"/>.
/// </summary>
/// <param name="tools">What the loop works with.</param>
internal sealed class LoopMonitor(LoopServices tools)
{
    private static readonly TimeSpan BetweenFigures = TimeSpan.FromSeconds(5);

    // The journal does not say when it trims: it is asked now and then.
    private static readonly TimeSpan HistoryCheckInterval = TimeSpan.FromMinutes(1);

    // A store that trims all the time moves its cut all the time; so far it may move before that is a fact.
    private static readonly TimeSpan HistorySlack = TimeSpan.FromMinutes(10);

    private readonly AlertWatch _alerts = new();
    private DateTimeOffset _reviewed;
    private PublishedMetrics _told = new(null, DateTimeOffset.MinValue, -1, default);
    private PublishedMetrics _next = new(null, DateTimeOffset.MinValue, -1, default);
    private volatile bool _wanted;
    private bool _tells;

    /// <summary>Has the figures told with the next batch, changed or not.</summary>
    public void WantFigures() => _wanted = true;

    /// <summary>Looks at the café as a batch leaves it, and adds what follows.</summary>
    public void Check(DecisionBatch batch)
    {
        _next = _told;
        _tells = false;
        if (!batch.Cafe.IsConfigured)
        {
            return;
        }

        _reviewed = tools.Time.GetUtcNow();
        CheckHistory(batch);
        if (!tools.IsHome(batch.Cafe.CafeId) && !_wanted)
        {
            // Another server tells it; should that become this one, the figures are told anew. What was due here is due there: a time
            // that has passed would have this loop turn without an end.
            _alerts.Rest();
            _next = new(null, _reviewed, batch.Cafe.Version, DateTimeOffset.MinValue);
            return;
        }

        if (tools.KnowsScreens(batch.Cafe.CafeId))
        {
            CheckScreens(batch);
        }

        _alerts.Look(batch, _reviewed);
        CheckMetrics(batch);
    }

    /// <summary>What was looked at last is committed.</summary>
    public void Committed()
    {
        if (_tells)
        {
            _wanted = false;
        }

        _told = _next;
    }

    /// <summary>When to look again though nothing happens; null for never.</summary>
    public DateTimeOffset? NextCheck(Cafe cafe)
    {
        if (!cafe.IsConfigured)
        {
            return null;
        }

        var pause = _told.At + BetweenFigures;
        var figures =
            _told.Version == cafe.Version && _told.Changes > pause ? _told.Changes : pause;
        return new[] { figures, _reviewed + HistoryCheckInterval, _alerts.NextLook }.Min();
    }

    private void CheckScreens(DecisionBatch batch)
    {
        var cafe = batch.Cafe;
        var live = cafe
            .Profile.Counters.Items.Select(counter => counter.CounterId)
            .Where(tools.HasScreen)
            .ToEquatableList();
        var known = cafe.Screens.Items.Count(screen => screen.Value.IsLive);
        if (known != live.Count || live.Items.Any(id => cafe.ScreenOf(id) is not { IsLive: true }))
        {
            batch.Decide(new CommandTask(new ReportScreens(live)));
        }
    }

    private void CheckHistory(DecisionBatch batch)
    {
        var known = batch.Cafe.HistoryWholeAt + HistorySlack;
        if (
            tools.Journal.Health.HistoryCut + tools.Options.HistoryRetention is { } whole
            && !(whole <= known)
        )
        {
            batch.Decide(new CommandTask(new ReportHistoryTrim(whole)));
        }
    }

    private void CheckMetrics(DecisionBatch batch)
    {
        var cafe = batch.Cafe;
        var isDue =
            // A clock that was set back must not silence the figures until it is there again.
            (_reviewed >= _told.At + BetweenFigures || _reviewed < _told.At)
            && (cafe.Version != _told.Version || _reviewed >= _told.Changes);
        if (!isDue && !_wanted)
        {
            return;
        }

        var report = CafeReport.Of(cafe, _reviewed);
        var changes = CafeReport.NextChange(cafe, _reviewed);
        if (_wanted || report != _told.Report)
        {
            batch.Announce(report, _reviewed);
            _tells = true;
            _next = new(report, _reviewed, cafe.Version, changes);
        }
        else
        {
            _next = _told with { Version = cafe.Version, Changes = changes };
        }
    }

    /// <summary>The figures as they were told last.</summary>
    /// <param name="Report">The figures that were sent.</param>
    /// <param name="At">When they were sent.</param>
    /// <param name="Version">The version of the café up to which they are known to be the same.</param>
    /// <param name="Changes">When time alone may change them.</param>
    private sealed record PublishedMetrics(
        CafeReport? Report,
        DateTimeOffset At,
        long Version,
        DateTimeOffset Changes
    );
}
