using System.Collections.Immutable;
using TableTap.Ordering.Decisions;

namespace TableTap.Cafes.Maintenance;

/// <summary>The maintenance that is announced and not over: the fold of what happened to it. Pure and immutable.</summary>
internal sealed record MaintenancePlan
{
    private ImmutableSortedDictionary<string, MaintenanceWindow> Windows { get; init; } =
        ImmutableSortedDictionary.Create<string, MaintenanceWindow>(StringComparer.Ordinal);

    /// <summary>When the clock next has something to tell; null for never.</summary>
    public DateTimeOffset? DueAt => Windows.Values.Min(window => window.DueAt);

    /// <summary>Whether a maintenance is announced and not over.</summary>
    /// <param name="maintenanceId">The id of its announcement.</param>
    public bool Knows(string maintenanceId) => Windows.ContainsKey(maintenanceId);

    /// <summary>The plan after a step.</summary>
    public MaintenancePlan After(MaintenanceStep step)
    {
        var (type, window) = step;
        return this with
        {
            Windows =
                type == MaintenanceStep.Ended
                    ? Windows.Remove(window.MaintenanceId)
                    : Windows.SetItem(
                        window.MaintenanceId,
                        window with
                        {
                            HasStarted = type == MaintenanceStep.Started || IsUnderWay(window),
                        }
                    ),
        };
    }

    /// <summary>
    /// What an announcement makes: a new maintenance, or another time or the end of one that is known; and what is due by it at once.
    /// </summary>
    /// <param name="wanted">What is announced.</param>
    /// <param name="now">The present moment.</param>
    public IReadOnlyList<MaintenanceStep> Announce(ScheduledMaintenance wanted, DateTimeOffset now)
    {
        var known = Windows.GetValueOrDefault(wanted.MaintenanceId);
        var window = new MaintenanceWindow(
            wanted.MaintenanceId,
            wanted.Message,
            wanted.StartsAt ?? known?.StartsAt ?? now,
            wanted.ExpiresAt
        );
        if (window.EndsAt <= now)
        {
            return [new(MaintenanceStep.Ended, window with { EndsAt = now })];
        }

        var scheduled = new MaintenanceStep(MaintenanceStep.Scheduled, window);
        return
        [
            scheduled,
            .. After(scheduled)
                .Due(now)
                .Where(step => step.Window.MaintenanceId == window.MaintenanceId),
        ];
    }

    /// <summary>What the clock has to tell by now.</summary>
    /// <param name="now">The present moment.</param>
    public IReadOnlyList<MaintenanceStep> Due(DateTimeOffset now)
    {
        var steps = new List<MaintenanceStep>();
        foreach (var window in Windows.Values)
        {
            if (!window.HasStarted && window.StartsAt <= now)
            {
                steps.Add(new(MaintenanceStep.Started, window));
            }

            if (window.EndsAt <= now)
            {
                steps.Add(new(MaintenanceStep.Ended, window));
            }
        }

        return steps;
    }

    // One that is under way goes on, unless it begins later now than it did.
    private bool IsUnderWay(MaintenanceWindow window) =>
        Windows.TryGetValue(window.MaintenanceId, out var known)
        && known.HasStarted
        && window.StartsAt <= known.StartsAt;
}
