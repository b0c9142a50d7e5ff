using TableTap.Protocol.Channels;
using TableTap.Protocol.Errors;

namespace TableTap.Cafes.Publishing;

/// <summary>What became of one message of a request. Immutable.</summary>
/// <param name="MessageId">The id that the sender gave it; absent where it gave none that is valid.</param>
/// <param name="Channel">The channel it was told on; absent where it was refused.</param>
/// <param name="Sequence">Its place in the channel; absent where it was refused, or is no longer in the history.</param>
/// <param name="ServerMessageId">The id under which its readers know it; absent where it was refused.</param>
/// <param name="Error">Why it was refused; absent where it was told.</param>
public sealed record PublishResult(
    string? MessageId,
    string? Channel = null,
    long? Sequence = null,
    string? ServerMessageId = null,
    ErrorBody? Error = null
)
{
    /// <summary>The message was told, now or when it came first.</summary>
    internal static PublishResult Told(
        Publication one,
        string serverMessageId,
        ChannelName channel
    ) => new(one.MessageId, channel.Text, null, serverMessageId);
}
