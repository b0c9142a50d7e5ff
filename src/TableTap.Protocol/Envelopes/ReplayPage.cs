namespace TableTap.Protocol.Envelopes;

/// <summary>A page of <c>message_replay</c> before it is written (section 7). Immutable.</summary>
/// <param name="Messages">Whole frames, oldest first, each valid JSON.</param>
/// <param name="FromMessageId">The message after which the replay began, where the reader named it.</param>
/// <param name="ToMessageId">The last message of the page; null where the page is empty.</param>
/// <param name="HasMore">Whether another page follows.</param>
/// <param name="Positions">On the last page: the sequence after which live begins, by channel.</param>
/// <param name="Complete">On the last page: whether all that was missed was sent, by channel.</param>
public sealed record ReplayPage(
    IReadOnlyList<ReadOnlyMemory<byte>> Messages,
    string? FromMessageId,
    string? ToMessageId,
    bool HasMore,
    IReadOnlyDictionary<string, long>? Positions = null,
    IReadOnlyDictionary<string, bool>? Complete = null
);
