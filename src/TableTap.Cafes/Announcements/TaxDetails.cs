using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Protocol.Messages;

namespace TableTap.Cafes.Announcements;

/// <summary>The tax of an order as the wire tells it; absent where the café counts none (section 5).</summary>
public static class TaxDetails
{
    /// <summary>The tax by rate, the highest first; null where there is none to tell.</summary>
    /// <param name="amounts">The amounts of an order.</param>
    public static IReadOnlyList<TaxShare>? Of(EquatableList<TaxAmount> amounts) =>
        amounts.Count == 0
            ? null
            : [.. amounts.Items.Select(one => new TaxShare(one.Rate, one.Net, one.Tax))];
}
