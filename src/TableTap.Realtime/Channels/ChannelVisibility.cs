using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;

namespace TableTap.Realtime.Channels;

/// <summary>Who may hear what, for those who tell callers where to subscribe.</summary>
public static class ChannelVisibility
{
    /// <summary>Whether a caller may hear a channel now, by the permission matrix (section 3).</summary>
    /// <param name="directory">The cafés, counters and staff.</param>
    /// <param name="caller">Who wants to hear it.</param>
    /// <param name="channel">The name of the channel.</param>
    public static bool MayHear(
        this CafeDirectory directory,
        Identity caller,
        ChannelName channel
    ) => new Rights(caller, directory.Current).To(channel) == Access.Granted;
}
