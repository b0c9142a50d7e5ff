using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Persistence;

/// <summary>
/// Finds orders in the journal that have ended and left the memory of their café: by their id, or by a payment of theirs (section 7,
/// "What is kept").
/// </summary>
public static class EndedOrderLookup
{
    /// <summary>The facts of those orders that have ended, by order; what is open or unknown is left out.</summary>
    /// <param name="journal">Where they are.</param>
    /// <param name="cafeId">The café of the orders.</param>
    /// <param name="orderIds">The orders to look for.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public static async ValueTask<Dictionary<string, EquatableList<OrderFact>>> FactsAsync(
        IJournal journal,
        string cafeId,
        IReadOnlyList<string> orderIds,
        CancellationToken cancellationToken
    )
    {
        var cut = await CutAsync(journal, cafeId, new() { OrderIds = orderIds }, cancellationToken);
        var ended = new Dictionary<string, EquatableList<OrderFact>>();
        foreach (var subject in cut.Subjects)
        {
            var facts = Facts(subject);
            if (OrderFold.Of(facts) is { Status.IsFinal: true })
            {
                ended[subject.Subject] = facts.ToEquatableList();
            }
        }

        return ended;
    }

    /// <summary>What happened to a subject that is an order, each once.</summary>
    /// <param name="subject">The subject as the journal has it.</param>
    public static IReadOnlyList<OrderFact> Facts(SubjectFacts subject) =>
        OrderFold.Unfold(
            subject
                .Facts.Select(stored => FactTable.Read(subject.Subject, stored))
                .OfType<OrderFact>()
        );

    /// <summary>Whether a café has an order, however long ago it ended.</summary>
    /// <param name="journal">Where orders are.</param>
    /// <param name="cafeId">The café.</param>
    /// <param name="orderId">The order to look for.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public static async ValueTask<bool> HasAsync(
        IJournal journal,
        string cafeId,
        string orderId,
        CancellationToken cancellationToken
    ) =>
        OrderFold.Of(
            Facts(
                (
                    await CutAsync(
                        journal,
                        cafeId,
                        new() { OrderIds = [orderId] },
                        cancellationToken
                    )
                ).Subjects[0]
            )
        )
            is not null;

    /// <summary>The order of a café that a payment was for; null where none is known.</summary>
    /// <param name="journal">Where orders are.</param>
    /// <param name="cafeId">The café.</param>
    /// <param name="transactionId">The provider's id of the payment.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public static async ValueTask<Order?> PaidByAsync(
        IJournal journal,
        string cafeId,
        string transactionId,
        CancellationToken cancellationToken
    )
    {
        var cut = await CutAsync(
            journal,
            cafeId,
            new() { Find = new([OrderIndex.Payment(transactionId)], 1) },
            cancellationToken
        );
        return cut.Subjects is [var found] ? OrderFold.Of(Facts(found)) : null;
    }

    // Nothing is asked of the stream itself: it is known up to its end, wherever that is.
    private static ValueTask<JournalCut> CutAsync(
        IJournal journal,
        string cafeId,
        Wanted wanted,
        CancellationToken cancellationToken
    ) =>
        journal.CutAsync(
            new(CafeStream.Of(cafeId), long.MaxValue, [])
            {
                Subjects = wanted.OrderIds,
                Find = wanted.Find,
            },
            cancellationToken
        );

    private sealed record Wanted
    {
        public IReadOnlyList<string> OrderIds { get; init; } = [];
        public IndexQuery? Find { get; init; }
    }
}
