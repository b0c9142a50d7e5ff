using System.Net;
using System.Net.Security;
using System.Text;
using System.Text.Json;
using TableTap.Realtime.Keys;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Server.Keys;

namespace TableTap.Server.Diagnosis;

/// <summary>
/// Tells a server of this installation from any other program that listens at a port: it shows the public keys of the data directory, whatever
/// its store is and whoever started it. What is asked for that is public, and nothing secret is sent.
/// </summary>
internal static class OwnListener
{
    private const string KeySet = "/.well-known/jwks.json";
    private const int MostBytes = 1024 * 1024;
    private const int MostHeaderKilobytes = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks what listens at a port of this machine for its keys.</summary>
    /// <param name="scheme">How it is spoken to: <c>http</c> or <c>https</c>.</param>
    /// <param name="port">Where it listens; every interface is asked by the machine's own address.</param>
    /// <param name="installation">Whose keys it has to show.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>False also where it does not answer, or the keys of the data directory cannot be read.</returns>
    public static async Task<bool> IsAtAsync(
        string scheme,
        IPEndPoint port,
        Installation installation,
        CancellationToken cancellationToken
    )
    {
        if (KeptBy(installation) is not { Signing.Count: > 0 } kept)
        {
            return false;
        }

        var keys = new Uri($"{scheme}://{Reached(port)}{KeySet}");
        if (await AskAsync(keys, token: null, cancellationToken) is not { } answer)
        {
            return false;
        }

        try
        {
            var shown = IssuerKeys.Read(answer);
            // One may have been followed by the next meanwhile, and both are shown.
            return kept.Signing.Any(key => shown.Has(key.Kid));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Asks what listens at an address of this machine.</summary>
    /// <param name="address">The address.</param>
    /// <param name="token">What is shown to it; null for nothing.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>What it answers, of a megabyte at most; null where it does not within five seconds, or refuses.</returns>
    public static async Task<string?> AskAsync(
        Uri address,
        string? token,
        CancellationToken cancellationToken
    )
    {
        using var client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                MaxResponseHeadersLength = MostHeaderKilobytes,
                SslOptions = AnyCertificate(),
            }
        )
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = MostBytes,
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        try
        {
            using var answer = await client.SendAsync(request, cancellationToken);
            return answer.IsSuccessStatusCode
                ? Encoding.UTF8.GetString(
                    await answer.Content.ReadAsByteArrayAsync(cancellationToken)
                )
                : null;
        }
        catch (Exception another)
            when (another is HttpRequestException or IOException
                || (
                    another is OperationCanceledException
                    && !cancellationToken.IsCancellationRequested
                )
            )
        {
            return null;
        }
    }

    /// <summary>Where this machine reaches a port: every interface by its own address.</summary>
    /// <param name="port">Where something listens.</param>
    public static IPEndPoint Reached(IPEndPoint port) =>
        port.Address.Equals(IPAddress.Any) ? new(IPAddress.Loopback, port.Port)
        : port.Address.Equals(IPAddress.IPv6Any) ? new(IPAddress.IPv6Loopback, port.Port)
        : port;

    private static KeyRing? KeptBy(Installation installation)
    {
        try
        {
            return ServerKeyFile.Read(ServerKeyFile.PathOf(installation.Options));
        }
        catch (Exception unreadable) when (FailureWords.IsOfFiles(unreadable))
        {
            // The checks of the data directory say so.
            return null;
        }
    }

    private static SslClientAuthenticationOptions AnyCertificate() =>
        new()
        {
#pragma warning disable CA5359 // It is the keys that tell who answers, and no certificate is made for the machine's own address.
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
        };
}
