using System.Net;
using TableTap.Realtime.Keys;
using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>Who may connect from where (section 9). Immutable.</summary>
public sealed record SecurityOptions
{
    /// <summary>Whether plain <c>ws://</c> and <c>http://</c> may be served to other machines, as behind a proxy that ends TLS.</summary>
    [Setting("Security:AllowPlainText"), Flag]
    public bool AllowPlainText { get; init; }

    /// <summary>
    /// The proxies that are believed, by address or network: what they say of a client, its address and whether it came by TLS, counts in
    /// limits, in the audit and for HSTS. Nobody else is believed.
    /// </summary>
    [Setting("Security:TrustedProxies", CountsAtOnce = true), Network]
    public IReadOnlyList<string> TrustedProxies
    {
        get;
        init
        {
            field = value;
            Proxies = [.. value.Select(proxy => NetworkAttribute.Parse(proxy)!.Value)];
        }
    } = [];

    /// <summary>The networks of <see cref="TrustedProxies"/>.</summary>
    internal IReadOnlyList<IPNetwork> Proxies { get; private init; } = [];

    /// <summary>
    /// The addresses that links in published messages may begin with; without any, no link is published.
    /// </summary>
    [Setting("Security:PublishLinks"), BaseUrl]
    public IReadOnlyList<string> PublishLinks { get; init; } = [];

    /// <summary>
    /// Who gets payment data how: <c>Always</c> encrypts it to the key of the connection and leaves it out where there is none,
    /// <c>WhenKeyPresent</c> sends it as it is where there is none, <c>Off</c> never encrypts and needs <c>--demo</c>. Without a value
    /// <c>Always</c>, and <c>WhenKeyPresent</c> with <c>--demo</c>.
    /// </summary>
    [Setting("Security:PaymentEncryption"), Choice("Always", "WhenKeyPresent", "Off")]
    public PaymentEncryption? PaymentEncryption { get; init; }

    /// <summary>
    /// How long a key of the server signs, or encrypts what is stored, before the next takes its place; old ones are kept as long as
    /// something needs them. With the embedded store alone: servers of one database share their keys, which their operator replaces.
    /// </summary>
    [Setting("Security:KeyRotation"), Duration("1h", "365d")]
    public TimeSpan KeyRotation { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// The origins whose pages may connect and ask over HTTP; clients that send no origin are no pages and always may. With <c>--demo</c>
    /// every loopback origin may, too.
    /// </summary>
    [Setting("Security:AllowedOrigins", CountsAtOnce = true), Origin]
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];
}
