namespace TableTap.Realtime.Peers;

/// <summary>The channels that somebody stands at at this server. Thread-safe.</summary>
internal sealed class OwnScreens
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _channels = [];

    /// <summary>All of them, by their text.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _channels];
            }
        }
    }

    /// <summary>Notes whether somebody stands at a channel.</summary>
    /// <param name="channel">The text of the channel.</param>
    /// <param name="isPresent">Whether somebody does.</param>
    /// <returns>Whether that is new.</returns>
    public bool Set(string channel, bool isPresent)
    {
        lock (_gate)
        {
            return isPresent ? _channels.Add(channel) : _channels.Remove(channel);
        }
    }
}
