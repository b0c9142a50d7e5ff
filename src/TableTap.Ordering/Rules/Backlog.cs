using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// The work that every counter has before it comes to an order; stale tickets are no work. Belongs to one café at one instant and one thread; not for keeping.
/// </summary>
public sealed class Backlog
{
    private readonly Cafe _cafe;
    private readonly Dictionary<string, QueuedWork> _counters = new(StringComparer.Ordinal);

    private Backlog(Cafe cafe) => _cafe = cafe;

    /// <summary>
    /// What is ahead of an order; of a new one of normal priority when none is given. What no counter has yet is behind the orders for
    /// later that it would make late.
    /// </summary>
    public static Backlog Ahead(Cafe cafe, Order? order, DateTimeOffset now)
    {
        var backlog = Queued(cafe, order, now);
        if (
            !cafe.Work.Marks.Scheduled.IsEmpty
            && order is null or { QueuePlace: null, IsPlanned: false }
            && !(order?.Priority > OrderPriority.Normal)
        )
        {
            backlog.AddComing(order, now);
        }

        return backlog;
    }

    /// <summary>What the counters have now, for an order of normal priority.</summary>
    internal static Backlog Queued(Cafe cafe, DateTimeOffset now) => Queued(cafe, null, now);

    /// <summary>The ids of the orders for later that a new order would make late, the first to be ready first.</summary>
    internal static IReadOnlyList<string> Coming(Cafe cafe, Order order, DateTimeOffset now) =>
        Queued(cafe, order, now).AddComing(order, now);

    /// <summary>How long a counter is busy with it: the work, shared by those who are there and find room.</summary>
    public TimeSpan Wait(string counterId) =>
        _counters.TryGetValue(counterId, out var queued)
            ? queued.Work.Share(queued.StaffCount)
            : TimeSpan.Zero;

    /// <summary>How many orders are ahead at a counter.</summary>
    public int Orders(string counterId) =>
        _counters.TryGetValue(counterId, out var queued) ? queued.Orders : 0;

    /// <summary>A backlog of no orders, to which orders are added.</summary>
    internal static Backlog Empty(Cafe cafe) => new(cafe);

    /// <summary>Puts one more order behind the others.</summary>
    internal void Add(Order order, DateTimeOffset now)
    {
        if (Staleness.IsStale(_cafe, order, now))
        {
            return;
        }

        foreach (var counterId in order.CountersWithWork)
        {
            Add(counterId, 1, PreparationEstimate.ExactLeft(_cafe, counterId, order, now));
        }
    }

    private static Backlog Queued(Cafe cafe, Order? order, DateTimeOffset now)
    {
        var backlog = new Backlog(cafe);
        cafe.Work.Queues.Ahead(
            order?.Priority ?? OrderPriority.Normal,
            order?.QueuePlace,
            now,
            backlog.Add
        );
        return backlog;
    }

    private List<string> AddComing(Order? order, DateTimeOffset now)
    {
        var own = order is null
            ? null
            : LeadTime.Work(_cafe, order, Wait).ToDictionary(one => one.CounterId, one => one.Work);
        var coming = new List<string>();
        foreach (var next in ComingOrders.Before(_cafe, Wait, Own, now))
        {
            coming.Add(next.OrderId);
            foreach (var (counterId, work) in LeadTime.Work(_cafe, next, Wait).ToList())
            {
                Add(counterId, 1, ExactTime.Of(work));
            }
        }

        return coming;

        TimeSpan Own(string counterId) =>
            own is null ? _cafe.Profile.Limits.UnknownItemTime : own.GetValueOrDefault(counterId);
    }

    private void Add(string counterId, int orders, ExactTime work)
    {
        if (!_counters.TryGetValue(counterId, out var queued))
        {
            _counters[counterId] = queued = new(CounterStaffing.StaffCountAt(_cafe, counterId));
        }

        queued.Work += work;
        queued.Orders += orders;
    }

    private sealed class QueuedWork(int staffCount)
    {
        public int StaffCount => staffCount;

        public ExactTime Work { get; set; }

        public int Orders { get; set; }
    }
}
