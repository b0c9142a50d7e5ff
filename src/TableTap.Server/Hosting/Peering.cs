using TableTap.Cafes.Hosting;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Hub;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;
using TableTap.Server.SignIn;

namespace TableTap.Server.Hosting;

/// <summary>Joins what a server has with its peers: sessions, screens and cafés.</summary>
internal static class Peering
{
    /// <summary>What the key is for with which servers make their peer messages to each other, of the key that all of them have.</summary>
    public const string KeyPurpose = "tabletap messages between servers";

    /// <summary>Lets a server and its peers know of each other.</summary>
    /// <param name="cluster">The server among its peers.</param>
    /// <param name="cafes">Its cafés.</param>
    /// <param name="hub">Its sessions.</param>
    /// <param name="signIn">What its people sign in with.</param>
    /// <param name="journal">Its journal, which they share.</param>
    public static void Join(
        Cluster cluster,
        CafeHost cafes,
        RealtimeHub hub,
        SignInServices signIn,
        IJournal journal
    )
    {
        signIn.Share(cluster.Rates);
        cafes.Commands.Cluster = cluster;
        cluster.StreamMoved = cafes.Follower.Moved;
        cluster.ScreenChanged = channel =>
        {
            if (ChannelName.TryParse(channel, out var counter))
            {
                cafes.ScreenChanged(counter.Id);
            }
        };
        cluster.Commands.Handler = cafes.Commands.PlaceAsync;
        hub.PresenceChanged = channel =>
        {
            cluster.ShowScreen(channel, hub.IsPresent(channel));
            cafes.ScreenChanged(channel.Id);
        };
        cafes.HasScreen = counterId =>
            ChannelName.Of(ChannelKinds.CounterOrders, counterId) is var channel
            && (hub.IsPresent(channel) || cluster.HasScreen(channel));
        cluster.Join(journal.Epoch);
    }
}
