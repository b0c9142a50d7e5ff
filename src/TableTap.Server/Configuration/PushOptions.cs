using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>How the phones of guests are told that an order is ready (section 10, "A locked phone"). Immutable.</summary>
public sealed record PushOptions
{
    /// <summary>
    /// Whether guests can have their phones told that an order is ready, by the push service of their browser (Web Push); <c>false</c> where
    /// the server shall reach nothing outside.
    /// </summary>
    [Setting("Server:PushEnabled"), Flag]
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// The push services that are asked, by host: those of Chrome, Firefox, Safari and Edge. A guest's browser names its service; one that
    /// is not here is refused. A loopback address here may be asked without TLS, at any port.
    /// </summary>
    [Setting("Server:PushHosts"), PushHost]
    public IReadOnlyList<string> Hosts { get; init; } =
    [
        "fcm.googleapis.com",
        "*.push.services.mozilla.com",
        "*.push.apple.com",
        "*.notify.windows.com",
    ];

    /// <summary>
    /// Where push services reach the operator when something is wrong with what the server sends. Without it that is the address of the
    /// guests' page in <c>Links:Guest</c>, where that begins with <c>https</c>; Safari's service refuses notifications without either.
    /// </summary>
    [Setting("Server:PushContact"), PushContact]
    public string? Contact { get; init; }

    /// <summary>How long a push service has for its answer; what it does not take in that time is tried again.</summary>
    [Setting("Server:PushTimeout"), Duration("1s", "10m")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Of how many orders at once a café tells phones that they are ready; guests of further ones keep the page open.</summary>
    [Setting("Server:PushPerCafe"), Number(1, 100_000)]
    public int PerCafe { get; init; } = 2000;
}
