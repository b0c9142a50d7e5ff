using System.Diagnostics.Metrics;
using TableTap.Cafes.Hosting;
using TableTap.Cafes.Publishing;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Hub;
using TableTap.Realtime.Peers;
using TableTap.Server.Auth;
using TableTap.Server.Observability;
using TableTap.Server.SignIn;

namespace TableTap.Server.Hosting;

/// <summary>Joins what a server has with its peers: sessions, screens, cafés and what is published.</summary>
internal static class Peering
{
    /// <summary>What the key is for with which servers make their peer messages to each other, of the key that all of them have.</summary>
    public const string KeyPurpose = "tabletap messages between servers";

    /// <summary>Makes the server one among its peers; it has not joined them yet.</summary>
    /// <param name="setup">What it is started with.</param>
    /// <param name="backplane">Carries the peer messages; disposed of with it.</param>
    /// <param name="keys">The key that all of them have.</param>
    /// <param name="log">Where to log.</param>
    /// <param name="meter">Where the figures go.</param>
    public static Cluster Open(
        ServerSetup setup,
        IBackplane backplane,
        TokenKeys keys,
        ILogger log,
        Meter meter
    ) =>
        new(backplane, keys.Derive(KeyPurpose), setup.Time, log, meter, setup.Instance.Id)
        {
            IsFar = setup.Options.Backplane.FarFromDatabase,
            Profile = new(setup.Instance.Host, MetricsExport.Version ?? "unknown"),
        };

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
        cluster.Connections = () => hub.ConnectionCounts.Values.Sum();
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
