using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>
/// The payments of an order that a provider says are in process, by the provider's transaction; an empty text stands for one that has no
/// name.
/// </summary>
internal static class PaymentAttempts
{
    /// <summary>The payments in process with one more, each once.</summary>
    /// <param name="running">The payments in process so far.</param>
    /// <param name="transactionId">The provider's transaction; null where it named none.</param>
    public static EquatableList<string> With(
        EquatableList<string> running,
        string? transactionId
    ) => running.Contains(transactionId ?? "") ? running : running.Add(transactionId ?? "");

    /// <summary>
    /// The payments in process once one has ended. An end without a name is that of the only one; one that has a name may have begun without it.
    /// </summary>
    /// <param name="running">The payments in process so far.</param>
    /// <param name="transactionId">The provider's transaction that ended; null where it named none.</param>
    public static EquatableList<string> Without(
        EquatableList<string> running,
        string? transactionId
    )
    {
        var ended =
            transactionId is not null && running.Contains(transactionId) ? transactionId
            : running.Contains("") ? ""
            : transactionId is null && running.Count == 1 ? running[0]
            : null;
        return ended is null ? running : running.Items.Remove(ended);
    }
}
