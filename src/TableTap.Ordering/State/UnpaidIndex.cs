using System.Collections.Immutable;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>
/// The open orders that are not paid, by guest and by table, so that nobody has to walk over all orders to count them.
/// </summary>
internal sealed record UnpaidIndex
{
    private static readonly ImmutableSortedSet<string> NoOrders = ImmutableSortedSet.Create<string>(
        StringComparer.Ordinal
    );

    private static readonly ImmutableDictionary<string, ImmutableSortedSet<string>> Nobody =
        ImmutableDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);

    /// <summary>The index of no orders.</summary>
    public static UnpaidIndex None { get; } = new();

    private ImmutableDictionary<string, ImmutableSortedSet<string>> Guests { get; init; } = Nobody;

    private ImmutableDictionary<string, ImmutableSortedSet<string>> Tables { get; init; } = Nobody;

    /// <summary>The ids of a guest's open orders that are not paid.</summary>
    public ImmutableSortedSet<string> OfGuest(string guestId) =>
        Guests.GetValueOrDefault(guestId, NoOrders);

    /// <summary>The ids of a table's open orders that are not paid.</summary>
    public ImmutableSortedSet<string> OfTable(string tableNumber) =>
        Tables.GetValueOrDefault(tableNumber, NoOrders);

    /// <summary>With an order as it is, in place of what it was.</summary>
    /// <param name="was">The order as it was; null where it was not open.</param>
    /// <param name="now">The order as it is; null where it is not open any more.</param>
    public UnpaidIndex Replace(Order? was, Order? now)
    {
        var (old, next) = (IsUnpaid(was) ? was : null, IsUnpaid(now) ? now : null);
        if (old is null == next is null)
        {
            return this;
        }

        var order = (old ?? next)!;
        return new()
        {
            Guests = Changed(Guests, order.OwnerId, order.OrderId, isIn: next is not null),
            Tables = Changed(Tables, order.TableNumber, order.OrderId, isIn: next is not null),
        };
    }

    /// <summary>What is on a bill is paid with it, and has limits of its own.</summary>
    private static bool IsUnpaid(Order? order) =>
        order
            is {
                BillId: null,
                Payment.Status: PaymentStatus.Pending
                    or PaymentStatus.Processing
                    or PaymentStatus.Failed
            };

    private static ImmutableDictionary<string, ImmutableSortedSet<string>> Changed(
        ImmutableDictionary<string, ImmutableSortedSet<string>> index,
        string? key,
        string orderId,
        bool isIn
    )
    {
        if (key is null)
        {
            return index;
        }

        var known = index.GetValueOrDefault(key, NoOrders);
        var orders = isIn ? known.Add(orderId) : known.Remove(orderId);
        return orders.IsEmpty ? index.Remove(key) : index.SetItem(key, orders);
    }
}
