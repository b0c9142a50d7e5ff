using TableTap.Cafes.Persistence;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Hosting;

/// <summary>Finds an order by its payment, however long ago it was closed.</summary>
internal static class PaymentLookup
{
    /// <summary>Looks at every order of every café: for a page, not for a crowd.</summary>
    /// <param name="registry">The cafés.</param>
    /// <param name="journal">Where orders are that have left their café.</param>
    /// <param name="transactionId">The provider's id of the payment.</param>
    /// <param name="cancellationToken">Stops reading the journal.</param>
    /// <returns>The order; null where no café knows the payment.</returns>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public static async Task<CafeOrder?> FindAsync(
        CafeRegistry registry,
        IJournal journal,
        string transactionId,
        CancellationToken cancellationToken
    )
    {
        foreach (var loop in registry.All)
        {
            var cafe = loop.Cafe;
            var order =
                cafe.OpenOrders.Values.Concat(cafe.ClosedOrders.ById.Values)
                    .FirstOrDefault(one => one.Payment.Transactions.Contains(transactionId))
                ?? await EndedOrderLookup.PaidByAsync(
                    journal,
                    cafe.CafeId,
                    transactionId,
                    cancellationToken
                );
            if (order is not null)
            {
                return new(cafe, order);
            }
        }

        return null;
    }
}
