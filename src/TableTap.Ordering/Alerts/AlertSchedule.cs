using TableTap.Ordering.Commands;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;

namespace TableTap.Ordering.Alerts;

/// <summary>
/// When the café's alerts have to be checked again though nothing happened. The owner of the clock asks after each
/// <see cref="ReviewAlerts"/>.
/// </summary>
public static class AlertSchedule
{
    /// <summary>The next instant at which time alone may change an alert; null where none can.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="reviewed">When it was reviewed; what was due then is done.</param>
    public static DateTimeOffset? NextLook(Cafe cafe, DateTimeOffset reviewed)
    {
        if (!cafe.IsConfigured)
        {
            return null;
        }

        DateTimeOffset? next = null;
        foreach (var row in AlertTable.Rows)
        {
            foreach (var sight in row.Evaluate(cafe, reviewed))
            {
                Take(sight.WarningAt);
                Take(sight.CriticalAt);
                Take(sight.EvaluateAt);
            }
        }

        var limits = cafe.Profile.Limits.Alerts;
        foreach (var pending in cafe.Alerts.Pending.Values)
        {
            var row = AlertTable.Rows.First(row => row.Category == pending.Category);
            Take(pending.Since + row.For(limits).Of(pending.Severity));
        }

        foreach (var alert in cafe.Alerts.Firing.Values)
        {
            Take(AlertReviewDecider.NextRepeat(limits, alert));
        }

        Take(LocalTime.NextOpeningChange(cafe.Profile, reviewed));
        return next;

        void Take(DateTimeOffset? at) => next = at > reviewed && !(next <= at) ? at : next;
    }
}
