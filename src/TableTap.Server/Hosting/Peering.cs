using TableTap.Cafes.Hosting;
using TableTap.Cafes.Publishing;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Hub;
using TableTap.Realtime.Peers;
using TableTap.Server.SignIn;

namespace TableTap.Server.Hosting;

/// <summary>Joins what a server has with its peers: sessions, screens, cafés and what is published.</summary>
internal static class Peering
{
    /// <summary>What the key is for with which servers make their peer messages to each other, of the key that all of them have.</summary>
    public const string KeyPurpose = "tabletap messages between servers";

    /// <summary>Says what a server tells its peers and what it does for them; it joins them afterwards.</summary>
    /// <param name="cluster">The server among its peers.</param>
    /// <param name="cafes">Its cafés.</param>
    /// <param name="publisher">Tells what is published.</param>
    /// <param name="hub">Its sessions.</param>
    /// <param name="signIn">What its people sign in with.</param>
    public static void Connect(
        Cluster cluster,
        CafeHost cafes,
        Publisher publisher,
        RealtimeHub hub,
        SignInServices signIn
    )
    {
        signIn.Share(cluster.Rates);
        cafes.Commands.VoucherCodes.Share(cluster.Rates);
        cafes.Commands.Cluster = cluster;
        cluster.StreamMoved = cafes.Follower.Moved;
        cluster.ScreenChanged = channel =>
        {
            if (ChannelName.TryParse(channel, out var counter))
            {
                cafes.ScreenChanged(counter.Id);
            }
        };
        cluster.Commands.Handler = (request, refusal, stop) =>
            ReferenceEquals(request.Descriptor, PeerCatalogue.Publish)
                ? new(publisher.Place(request, stop))
                : cafes.Commands.PlaceAsync(request, refusal, stop);
        hub.PresenceChanged = channel =>
        {
            cluster.ShowScreen(channel, hub.IsPresent(channel));
            cafes.ScreenChanged(channel.Id);
        };
        cafes.HasScreen = counterId =>
            ChannelName.Of(ChannelKinds.CounterOrders, counterId) is var channel
            && (hub.IsPresent(channel) || cluster.HasScreen(channel));
    }
}
