using System.Diagnostics.Metrics;
using TableTap.Cafes.Hosting;
using TableTap.Realtime.Journal;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;

namespace TableTap.Server.Push;

/// <summary>All that phones are told with, made together and living as long as the server.</summary>
internal sealed class OrderPush : IAsyncDisposable
{
    private readonly CafeHost _cafes;
    private readonly bool _isAlone;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PushSender _sender;
    private readonly PushMetrics _metrics;

    /// <summary>Makes it; nothing is read or sent yet.</summary>
    /// <param name="journal">Where subscriptions are kept.</param>
    /// <param name="cafes">The cafés.</param>
    /// <param name="keys">The keys of the server.</param>
    /// <param name="options">The settings.</param>
    /// <param name="meter">The meter of the server.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">For the operator.</param>
    public OrderPush(
        IJournal journal,
        CafeHost cafes,
        TokenKeys keys,
        TableTapOptions options,
        Meter meter,
        TimeProvider time,
        ILogger log
    )
    {
        var settings = options.Push;
        (_cafes, _time, _log) = (cafes, time, log);
        (_isAlone, _patience) = (options.Storage.IsEmbedded, settings.Timeout);
        var key = PushKey.Of(keys);
        PublicKey = key.Public;
        Addresses = new(settings.Hosts);
        Subscriptions = new(journal, settings.PerCafe, _isAlone);
        _sender = new(key, ContactOf(options), Addresses, _patience, time);
        _metrics = new(meter, () => Subscriptions.Count);
    }

    /// <summary>The key by which push services know this server, as browsers take it.</summary>
    public string PublicKey { get; }

    /// <summary>Which addresses are asked.</summary>
    public PushAddresses Addresses { get; }

    /// <summary>The phones that are to be told.</summary>
    public PushSubscriptions Subscriptions { get; }

    /// <summary>What tells them; null before the start.</summary>
    public PushCarrier? Carrier { get; private set; }

    /// <summary>Reads who is to be told, and begins; once, when the cafés are there.</summary>
    /// <param name="cancellationToken">Stops the start.</param>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Subscriptions.FollowAsync(cancellationToken);
        Carrier = new(Subscriptions, _sender, _metrics, _cafes, _isAlone, _patience, _time, _log);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Carrier is not null)
        {
            await Carrier.DisposeAsync();
        }

        _sender.Dispose();
    }

    // The page of the settings may be any address; what no token can say as it is counts as none.
    private static string? ContactOf(TableTapOptions options) =>
        options.Push.Contact
        ?? (
            options.Links.Guest is { } page
            && new Uri(page).AbsoluteUri is var address
            && new PushContactAttribute().IsAllowed(address)
                ? address
                : null
        );
}
