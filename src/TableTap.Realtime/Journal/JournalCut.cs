using TableTap.Protocol.Channels;

namespace TableTap.Realtime.Journal;

/// <summary>What to read of a stream and of channels at one commit.</summary>
/// <param name="Stream">The name of the stream.</param>
/// <param name="AfterVersion">What is known of the stream already.</param>
/// <param name="Channels">The channels whose heads are wanted.</param>
public sealed record CutRequest(
    string Stream,
    long AfterVersion,
    IReadOnlyCollection<ChannelName> Channels
)
{
    /// <summary>Subjects whose facts are wanted.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>Finds further subjects whose facts are wanted.</summary>
    /// <value>Default: none.</value>
    public IndexQuery? Find { get; init; }
}

/// <summary>
/// A stream and channels as one commit left them: no message in the heads tells of a fact that is not here, and none that tells of
/// these facts is missing.
/// </summary>
/// <param name="Version">The stream's version.</param>
/// <param name="Facts">The stream's facts after the version that was known, up to <paramref name="Version"/>.</param>
/// <param name="Heads">The range of each channel.</param>
/// <param name="Subjects">The facts of each subject: those asked for in their order, then those found, the latest first.</param>
public sealed record JournalCut(
    long Version,
    IReadOnlyList<StoredFact> Facts,
    ChannelHeads Heads,
    IReadOnlyList<SubjectFacts> Subjects
);
