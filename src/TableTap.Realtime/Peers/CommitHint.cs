using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Peers;

/// <summary>
/// What a server tells a peer of a commit: every position of it, either with its message, or as left out because nobody seemed to
/// listen there. Messages to the staff of a café are never left out, for they say whose rights moved. The journal has the truth; who
/// finds something missing reads it.
/// </summary>
/// <param name="Before">The last position before the commit's own.</param>
/// <param name="Until">The last position of the commit; <paramref name="Before"/> where it had no message.</param>
/// <param name="Messages">The messages that came along, in commit order.</param>
/// <param name="LeftOut">The channels of those that did not.</param>
/// <param name="Streams">The streams that moved, with their versions.</param>
public sealed record CommitHint(
    long Before,
    long Until,
    IReadOnlyList<StoredMessage> Messages,
    IReadOnlyList<CountKey> LeftOut,
    IReadOnlyList<StreamVersion> Streams
);
