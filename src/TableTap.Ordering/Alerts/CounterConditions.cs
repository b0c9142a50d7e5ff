using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Alerts;

/// <summary>What the alert table sees of counters.</summary>
internal static class CounterConditions
{
    /// <summary>Begins the subject of orders that wait because nobody can make something.</summary>
    public const string TagSubject = "tag:";

    /// <summary>Begins the subject of a break that does not end.</summary>
    public const string BreakSubject = "break:";

    /// <summary>How long the tickets of each active counter have waited, on average; a counter that is down has an alert of its own.</summary>
    public static IEnumerable<AlertCondition> Queues(AlertContext at)
    {
        foreach (var counter in at.Cafe.Profile.Counters)
        {
            if (
                at.Cafe.Work.Waits.MeanAt(counter.CounterId, at.Now) is not { } wait
                || at.Cafe.StatusOf(counter.CounterId) != CounterStatus.Active
            )
            {
                continue;
            }

            var minutes = Math.Round(wait.TotalMinutes, 1);
            yield return new AlertCondition(
                counter.CounterId,
                $"{counter.Name}: orders wait {Counted.Of(minutes, "minute", "minutes")} on average"
            )
            {
                WarningAt = at.Now - wait + TimeSpan.FromMinutes(at.Limits.Warning!.Value),
                CriticalAt = at.Now - wait + TimeSpan.FromMinutes(at.Limits.Critical!.Value),
                Keeps = wait >= TimeSpan.FromMinutes(at.Limits.Clears!.Value),
                CounterId = counter.CounterId,
                Value = minutes,
            };
        }
    }

    /// <summary>Counters that are down: with work left it warns, the only one for something is critical. Held orders that no down counter explains are critical too.</summary>
    public static IEnumerable<AlertCondition> Down(AlertContext at)
    {
        var cafe = at.Cafe;
        var held = cafe.Work.Marks.HeldTags.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var counter in cafe.Profile.Counters)
        {
            if (cafe.StatusOf(counter.CounterId) == CounterStatus.Active)
            {
                continue;
            }

            var lost = counter.Tags.Items.Where(tag => !IsServed(cafe, tag)).ToList();
            held.ExceptWith(lost);
            var work = cafe.Work.Waits.CountAt(counter.CounterId);
            if (lost.Count + work > 0)
            {
                yield return new AlertCondition(
                    counter.CounterId,
                    lost.Count > 0
                        ? $"{counter.Name} is down and nobody else makes {string.Join(", ", lost)}"
                        : $"{counter.Name} is down and has {Counted.Of(work, "started order", "started orders")} left"
                )
                {
                    WarningAt = DateTimeOffset.MinValue,
                    CriticalAt = lost.Count > 0 ? DateTimeOffset.MinValue : null,
                    CounterId = counter.CounterId,
                };
            }
        }

        foreach (var tag in held.Order(StringComparer.Ordinal))
        {
            yield return new AlertCondition(
                $"{TagSubject}{tag}",
                $"Orders wait because nobody can make {tag} now"
            )
            {
                WarningAt = DateTimeOffset.MinValue,
                CriticalAt = DateTimeOffset.MinValue,
            };
        }
    }

    /// <summary>Active counters without a live screen, while the café is in service.</summary>
    public static IEnumerable<AlertCondition> Dark(AlertContext at)
    {
        foreach (var counter in InService(at))
        {
            if (at.Cafe.ScreenOf(counter.CounterId) is not { IsLive: true })
            {
                yield return new AlertCondition(
                    counter.CounterId,
                    $"{counter.Name} has no screen that listens to its orders"
                )
                {
                    WarningAt = DateTimeOffset.MinValue,
                    CriticalAt = DateTimeOffset.MinValue,
                    CounterId = counter.CounterId,
                };
            }
        }
    }

    /// <summary>Active counters without anybody, while the café is in service; and breaks that do not end.</summary>
    public static IEnumerable<AlertCondition> Unstaffed(AlertContext at)
    {
        var nobody = at.Cafe.Shifts.Count == 0;
        foreach (var counter in InService(at))
        {
            if (CounterStaffing.StaffAt(at.Cafe, counter.CounterId) == 0)
            {
                yield return new AlertCondition(
                    counter.CounterId,
                    nobody
                        ? $"Nobody is clocked in: {counter.Name} stands still"
                        : $"Nobody is at {counter.Name}"
                )
                {
                    WarningAt = DateTimeOffset.MinValue,
                    CriticalAt = nobody ? DateTimeOffset.MinValue : null,
                    CounterId = counter.CounterId,
                };
            }
        }

        foreach (var shift in at.Cafe.Shifts.Values)
        {
            if (shift.Break is { } pause)
            {
                var name = at.Cafe.Profile.Employee(shift.EmployeeId)?.Name ?? shift.EmployeeId;
                yield return new AlertCondition(
                    $"{BreakSubject}{shift.EmployeeId}",
                    $"{name} should be back from the break"
                )
                {
                    WarningAt = pause.ReturnAt + at.Cafe.Profile.Limits.Alerts.BreakOver,
                    AtOnce = true,
                };
            }
        }
    }

    private static bool IsServed(Cafe cafe, string tag) =>
        cafe.Profile.Counters.Items.Any(counter =>
            counter.Serves(tag) && cafe.StatusOf(counter.CounterId) == CounterStatus.Active
        );

    /// <summary>The active counters, while the café takes orders or still makes some: at night nobody is missing.</summary>
    private static IEnumerable<CounterProfile> InService(AlertContext at) =>
        LocalTime.IsOpen(at.Cafe.Profile, at.Now) || !at.Cafe.Work.Queues.Line.IsEmpty
            ? at.Cafe.Profile.Counters.Items.Where(counter =>
                at.Cafe.StatusOf(counter.CounterId) == CounterStatus.Active
            )
            : [];
}
