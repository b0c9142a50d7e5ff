using TableTap.Cafes.Announcements;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>A counter. What stands below <paramref name="EstimatedDowntime"/> is for the staff alone, as on the channels.</summary>
/// <param name="CounterId">The id of the counter.</param>
/// <param name="Name">The name of the counter.</param>
/// <param name="Status">Whether it works.</param>
/// <param name="EstimatedDowntime">For how many minutes it was said to be down; absent where nobody said so.</param>
/// <param name="Reason">Why it is down.</param>
/// <param name="Since">Since when it has this status; absent where it never had another.</param>
/// <param name="Tags">What it makes.</param>
/// <param name="Lanes">How many can be made at once.</param>
/// <param name="EmployeeIds">Who works there now, those who cover a break included.</param>
/// <param name="QueueLength">Orders with something left to make there.</param>
internal sealed record CounterEntry(
    [Id] string CounterId,
    string Name,
    CounterStatus Status,
    [Bounds(0)] double? EstimatedDowntime = null,
    string? Reason = null,
    DateTimeOffset? Since = null,
    IReadOnlyList<string>? Tags = null,
    [Bounds(1)] int? Lanes = null,
    [Id(Each = true)] IReadOnlyList<string>? EmployeeIds = null,
    [Bounds(0)] int? QueueLength = null
);

/// <summary>The answer of <c>GET /v1/cafes/{id}/counters</c>.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Counters">Its counters, in their order.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
internal sealed record CountersAnswer(
    [Id] string CafeId,
    IReadOnlyList<CounterEntry> Counters,
    string Epoch,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions
)
{
    /// <summary>The counters as they stand.</summary>
    public static CountersAnswer Of(StateView view) =>
        new(
            view.Cafe.CafeId,
            [.. view.Cafe.Profile.Counters.Items.Select(counter => Entry(view, counter))],
            view.Epoch,
            view.Positions
        );

    private static CounterEntry Entry(StateView view, CounterProfile counter)
    {
        var (cafe, id) = (view.Cafe, counter.CounterId);
        var state = cafe.CounterStates.TryGet(id, out var known) ? known : null;
        var entry = new CounterEntry(
            id,
            counter.Name,
            cafe.StatusOf(id),
            state?.EstimatedDowntime?.WireMinutes()
        );
        return view.ForStaff
            ? entry with
            {
                Reason = state?.Reason,
                Since = state?.Since,
                Tags = counter.Tags.Items,
                Lanes = counter.Lanes,
                EmployeeIds = [.. CounterStaffing.At(cafe, id)],
                QueueLength = CounterQueue.At(cafe, id).Count(),
            }
            : entry;
    }
}
