using TableTap.Protocol.Channels;

namespace TableTap.Realtime.Delivery;

/// <summary>A replay in progress (section 7). Guarded by the fan-out's gate.</summary>
/// <param name="correlationId">The request's <c>messageId</c>, where it had one.</param>
/// <param name="fromMessageId">The message the client named as its last one.</param>
/// <param name="complete">The channels asked, and whether all that was missed can be sent.</param>
internal sealed class RunningReplay(
    string? correlationId,
    string? fromMessageId,
    Dictionary<ChannelName, bool> complete
)
{
    public string? CorrelationId { get; } = correlationId;

    /// <summary>The message after which the next page begins: named by the client, then the last of the page before.</summary>
    public string? FromMessageId { get; private set; } = fromMessageId;

    public IReadOnlyDictionary<ChannelName, bool> Complete => complete;

    public int Pages { get; private set; }

    /// <summary>A channel's history was trimmed meanwhile.</summary>
    public void Lose(ChannelName channel)
    {
        if (complete.ContainsKey(channel))
        {
            complete[channel] = false;
        }
    }

    /// <summary>A page went out.</summary>
    public void Sent(string? toMessageId)
    {
        FromMessageId = toMessageId ?? FromMessageId;
        Pages++;
    }
}
