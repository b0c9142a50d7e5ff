using System.Diagnostics.CodeAnalysis;
using TableTap.Realtime.Options;
using TableTap.Server.Configuration;

namespace TableTap.Server.Hosting;

/// <summary>Why a setting that changed waits for a restart.</summary>
internal static class RestartReasons
{
    private const string Addresses = "addresses are opened at the start";
    private const string Exporter = "what sends figures and traces is made at the start";
    private const string Told = "clients that are connected were told the old value";
    private const string Heartbeat =
        "clients that are connected were told a heartbeat that fits the old value";
    private const string Sessions = "sessions that are open were told their end by the old value";
    private const string Tokens = "people who are signed in were checked by the old value";
    private const string SignedIn = "people who are signed in have what the old value gave them";
    private const string Windows =
        "what was counted against the old value would be forgotten; /admin raises limits for a time";
    private const string Buffers = "what reads and holds messages is made at the start";
    private const string Objective = "how fast the budget burns is counted by one objective";
    private const string Phones = "what tells phones is made at the start";
    private const string Store = "the store is opened at the start";
    private const string Gone =
        "what it lets go is gone for good: it counts when somebody starts the server for it";
    private const string Links = "messages and codes that were given out lead to the old pages";
    private const string Money = "payments are on their way by the old value";

    /// <summary>The reason of a setting, or of all below it: the longest name that fits counts, the first of equal ones.</summary>
    private static readonly (string Key, string Reason)[] All =
    [
        ("Kestrel", Addresses),
        ("Kestrel:Certificates", "a renewed file is served by itself, another file is not"),
        ("Server:Urls", Addresses),
        ("Server:PathBase", "addresses in links are made with it at the start"),
        ("Server:MetricsUrl", Addresses),
        ("Server:OtlpUrl", Exporter),
        ("Server:OtlpInterval", Exporter),
        ("Server:LatePerThousand", Objective),
        ("Server:DeliveryTarget", Objective),
        ("Server:ProbeInterval", "probes are begun at the start"),
        ("Server:HeartbeatInterval", Heartbeat),
        ("Server:PingAfter", Heartbeat),
        ("Server:SilenceTimeout", Heartbeat),
        ("Server:FirstRequestTimeout", Addresses),
        ("Server:PushEnabled", Phones),
        ("Server:PushHosts", Phones),
        ("Server:PushContact", Phones),
        ("Server:PushTimeout", Phones),
        ("Server:PushPerCafe", Phones),
        ("Auth", Tokens),
        ("Auth:AccessTokenLifetime", SignedIn),
        ("Auth:GuestSessionLifetime", SignedIn),
        ("Auth:StaffSessionLifetime", SignedIn),
        ("Auth:RefreshGrace", SignedIn),
        ("Auth:SessionLifetime", Sessions),
        ("Auth:ExpiryWarning", Sessions),
        ("Auth:PinIterations", "what hashes PINs is made at the start"),
        ("Limits", Windows),
        ("Limits:SignInSessions", SignedIn),
        ("Limits:SessionsPerPerson", SignedIn),
        ("Limits:MaxMessageBytes", Told),
        ("Limits:OpenConnections", Addresses),
        ("Limits:ConnectionsPerServer", "what there is room for is reckoned at the start"),
        ("Storage", Store),
        ("Storage:Backups", "what looks for backups is made at the start"),
        ("History", Gone),
        ("Backplane", "the line to the other servers is opened at the start"),
        ("Security:AllowPlainText", Addresses),
        ("Security:PublishLinks", Links),
        ("Security:PaymentEncryption", Money),
        ("Security:KeyRotation", "the keys are opened at the start"),
        ("Links", Links),
        ("Payments", Money),
        ("Demo", "the demo's café is set up at the start"),
        .. Of(typeof(DeliveryOptions), Buffers),
    ];

    private static IEnumerable<(string Key, string Reason)> Of(
        [DynamicallyAccessedMembers(OptionProperty.Members)] Type record,
        string reason
    ) =>
        from option in OptionProperty.Of(record)
        where option.Key is not null
        select (option.Key, reason);

    /// <summary>The reason why a setting waits; null where nobody said one.</summary>
    /// <param name="key">The key of the setting.</param>
    public static string? Of(string key) =>
        All.Where(one => SettingKey.IsWithin(key, one.Key))
            .OrderByDescending(one => one.Key.Length)
            .Select(one => one.Reason)
            .FirstOrDefault();
}
