using TableTap.Ordering.Values;

namespace TableTap.Ordering.Figures;

/// <summary>How paying by card went lately, in slots of ten seconds.</summary>
/// <param name="Slots">The slots in which something came, the latest last; those of the alert's window.</param>
public sealed record CardResults(EquatableList<CardSlot> Slots)
{
    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(10);

    /// <summary>The same results with one more, without those that are too old.</summary>
    /// <param name="at">When it came.</param>
    /// <param name="failed">Whether it was a failure.</param>
    /// <param name="window">How far back results matter.</param>
    public CardResults Add(DateTimeOffset at, bool failed, TimeSpan window)
    {
        var start = at.AddTicks(-(at.UtcTicks % Slot.Ticks)).ToUniversalTime();
        var kept = Slots.Items.RemoveAll(one => one.Start <= at - window);
        var last = kept is [.., var latest] && latest.Start == start ? latest : null;
        var next = last ?? new(start, 0, 0);
        next = failed
            ? next with
            {
                Failed = next.Failed + 1,
            }
            : next with
            {
                Succeeded = next.Succeeded + 1,
            };
        return new(last is null ? kept.Add(next) : kept.SetItem(kept.Length - 1, next));
    }

    /// <summary>The results of the slots that began within the window.</summary>
    public (int Succeeded, int Failed) Within(TimeSpan window, DateTimeOffset now)
    {
        var (succeeded, failed) = (0, 0);
        foreach (var slot in Slots)
        {
            if (slot.Start > now - window)
            {
                (succeeded, failed) = (succeeded + slot.Succeeded, failed + slot.Failed);
            }
        }

        return (succeeded, failed);
    }

    /// <summary>When the oldest slot within the window leaves it; null where there is none.</summary>
    public DateTimeOffset? NextChange(TimeSpan window, DateTimeOffset now) =>
        Slots
            .Items.Where(slot => slot.Start > now - window)
            .Select(slot => (DateTimeOffset?)slot.Start + window)
            .FirstOrDefault();
}

/// <summary>The results of one slot of ten seconds.</summary>
/// <param name="Start">When they began.</param>
/// <param name="Succeeded">Payments that came in.</param>
/// <param name="Failed">Tries that failed.</param>
public sealed record CardSlot(DateTimeOffset Start, int Succeeded, int Failed);
