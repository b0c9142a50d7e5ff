using TableTap.Ordering.Alerts;
using TableTap.Ordering.Commands;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;

namespace TableTap.Cafes.Loop;

/// <summary>
/// Has a café's alerts looked at when a fact or a due time touches them: of the orders those that changed or whose time has come, so that
/// a batch costs no more with ten thousand open orders than with one. Lives on the loop's thread.
/// </summary>
internal sealed class AlertWatch
{
    /// <summary>The most orders whose time has come that one batch looks at; the next batch goes on.</summary>
    private const int MostDue = 500;

    private readonly PriorityQueue<string, DateTimeOffset> _due = new();
    private readonly Dictionary<string, DateTimeOffset> _dueAt = new(StringComparer.Ordinal);
    private DateTimeOffset? _cafeDueAt;
    private DateTimeOffset _lookedAt = DateTimeOffset.MinValue;
    private Cafe? _left;

    /// <summary>When time alone may change an alert next; null for never.</summary>
    public DateTimeOffset? NextLook =>
        _due.TryPeek(out _, out var order) && !(_cafeDueAt < order) ? order : _cafeDueAt;

    /// <summary>Looks at what a batch may have changed, and at what is due.</summary>
    /// <param name="batch">The batch, with everything else decided.</param>
    /// <param name="now">The instant of the look.</param>
    public void Look(DecisionBatch batch, DateTimeOffset now)
    {
        // A batch that was dropped, or facts of another writer: what was looked at is not what the café is.
        var touched =
            ReferenceEquals(batch.Start, _left) && now >= _lookedAt ? batch.TouchedOrders : null;
        var due = TakeDue(now);
        if (touched is not null && due.Count == 0 && ReferenceEquals(batch.Cafe, _left))
        {
            if (!(_cafeDueAt <= now))
            {
                return;
            }
        }

        IReadOnlyList<string>? orders = touched is null
            ? null
            : [.. touched.Concat(due).Distinct().Order(StringComparer.Ordinal)];
        batch.Decide(new CommandTask(new ReviewAlerts(orders?.ToEquatableList())));
        if (orders is null)
        {
            _due.Clear();
            _dueAt.Clear();
        }

        foreach (var orderId in orders ?? batch.Cafe.OpenOrders.Items.Keys)
        {
            Schedule(orderId, AlertSchedule.NextLook(batch.Cafe, orderId, now));
        }

        _cafeDueAt = AlertSchedule.NextLookAtCafe(batch.Cafe, now);
        (_left, _lookedAt) = (batch.Cafe, now);
    }

    /// <summary>Another server looks from now on: nothing is due here, and a look that comes again is one at everything.</summary>
    public void Rest()
    {
        _due.Clear();
        _dueAt.Clear();
        (_cafeDueAt, _left) = (null, null);
    }

    private List<string> TakeDue(DateTimeOffset now)
    {
        var due = new List<string>();
        while (due.Count < MostDue && _due.TryPeek(out var orderId, out var at) && at <= now)
        {
            _due.Dequeue();
            if (_dueAt.GetValueOrDefault(orderId) == at)
            {
                _dueAt.Remove(orderId);
                due.Add(orderId);
            }
        }

        return due;
    }

    private void Schedule(string orderId, DateTimeOffset? next)
    {
        if (next is not { } at)
        {
            _dueAt.Remove(orderId);
        }
        else if (!_dueAt.TryGetValue(orderId, out var known) || known != at)
        {
            _dueAt[orderId] = at;
            _due.Enqueue(orderId, at);
        }
    }
}
