namespace TableTap.Ordering;

/// <summary>
/// The work that every counter has before it comes to an order, counted in one walk over the open orders. Belongs to one café at one
/// instant; not for keeping.
/// </summary>
public sealed class Backlog
{
    private readonly Cafe cafe;
    private readonly Dictionary<string, TimeSpan> work = new(StringComparer.Ordinal);

    private Backlog(Cafe cafe) => this.cafe = cafe;

    /// <summary>What is ahead of an order; of a new one of normal priority when none is given.</summary>
    public static Backlog Ahead(Cafe cafe, Order? order, DateTimeOffset now)
    {
        var backlog = new Backlog(cafe);
        foreach (var (_, other) in cafe.OpenOrders.Items)
        {
            if (other.Status.IsAtCounters && Queue.IsAhead(other, order))
            {
                backlog.Add(other, now);
            }
        }

        return backlog;
    }

    /// <summary>How long a counter is busy with it: the work, shared by those who are there and find room.</summary>
    public TimeSpan Wait(string counterId) =>
        work.TryGetValue(counterId, out var ahead) ? ahead / Hands(cafe, counterId) : TimeSpan.Zero;

    /// <summary>How many work at a counter at once: those who are there, but no more than its lanes, and at least one.</summary>
    internal static int Hands(Cafe cafe, string counterId) =>
        Math.Max(
            1,
            Math.Min(Crew.StaffAt(cafe, counterId), cafe.Profile.Counter(counterId)?.Lanes ?? 1)
        );

    private void Add(Order order, DateTimeOffset now)
    {
        foreach (var counterId in order.CountersWithWork)
        {
            work[counterId] =
                work.GetValueOrDefault(counterId) + Work.Left(cafe, counterId, order, now);
        }
    }
}
