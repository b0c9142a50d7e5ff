using TableTap.Ordering.Decisions;

namespace TableTap.Ordering.Rules;

/// <summary>
/// The numbers of a café's receipts: one for each movement of money, in or back, counting up without a gap (docs/protocol.md §5, "Tax").
/// </summary>
internal static class Receipts
{
    /// <summary>The number of the next receipt; null where the café counts no tax.</summary>
    /// <param name="draft">The decision in the making.</param>
    public static long? Next(DecisionDraft draft) =>
        draft.Cafe.Profile.Tax is null ? null : draft.Cafe.LastReceiptNumber + 1;
}
