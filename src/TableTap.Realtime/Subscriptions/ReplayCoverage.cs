using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Subscriptions;

/// <summary>Whether what was missed can be sent without a hole (section 7).</summary>
internal static class ReplayCoverage
{
    /// <summary>
    /// Whether the history reaches back to a position: it is none of another epoch, not beyond the head, and nothing after
    /// it was trimmed. A position at the head is complete even where nothing is kept.
    /// </summary>
    /// <param name="head">What is kept.</param>
    /// <param name="after">The last sequence the client has.</param>
    /// <param name="sameEpoch">Whether the position belongs to this history.</param>
    public static bool CanReplay(this ChannelHead head, long after, bool sameEpoch) =>
        sameEpoch && after <= head.Sequence && after >= head.Oldest - 1;
}
