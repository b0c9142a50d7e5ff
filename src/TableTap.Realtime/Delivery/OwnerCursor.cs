using TableTap.Protocol.Channels;

namespace TableTap.Realtime.Delivery;

/// <summary>
/// How far the owner of a channel has confirmed it, over all of their devices, and how often the rest was sent to them
/// (section 7). Guarded by the fan-out's gate.
/// </summary>
/// <param name="channel">The channel.</param>
/// <param name="confirmed">The last sequence confirmed, as the journal has it.</param>
internal sealed class OwnerCursor(ChannelName channel, long confirmed)
{
    // The n-th is the last sequence that some device was sent more than n times: what is sent again has been sent before.
    private List<long>? _sent;

    public ChannelName Channel { get; } = channel;

    /// <summary>The last sequence confirmed from any device.</summary>
    public long Confirmed { get; private set; } = confirmed;

    /// <summary>The last sequence confirmed that is durable.</summary>
    public long Written { get; set; } = confirmed;

    /// <summary>The owner's subscriptions to the channel.</summary>
    public List<Subscription> Devices { get; } = [];

    /// <summary>Whether it waits to be forgotten when nobody has come for it.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Whether the owner may be gone for good, with nothing left to write.</summary>
    public bool IsIdle => Devices.Count == 0 && Written == Confirmed;

    /// <summary>Confirms everything up to a sequence.</summary>
    /// <returns>Whether that is a step forward.</returns>
    public bool Confirm(long sequence)
    {
        if (sequence <= Confirmed)
        {
            return false;
        }

        Confirmed = sequence;
        return true;
    }

    /// <summary>The journal has everything confirmed up to a sequence: this server wrote it, or another one.</summary>
    /// <param name="sequence">The last sequence confirmed.</param>
    public void Raise(long sequence)
    {
        Confirmed = Math.Max(Confirmed, sequence);
        Written = Math.Max(Written, sequence);
    }

    /// <summary>A device was sent everything up to a sequence so many times.</summary>
    public void Sent(long sequence, int times)
    {
        _sent ??= [];
        while (_sent.Count < times)
        {
            _sent.Add(0);
        }

        for (var i = 0; i < times; i++)
        {
            _sent[i] = Math.Max(_sent[i], sequence);
        }
    }

    /// <summary>How often a message was sent to the device that got it most often, as far as this process knows.</summary>
    public int Attempts(long sequence) => _sent?.Count(last => last >= sequence) ?? 0;
}
