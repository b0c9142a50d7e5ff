using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using TableTap.Server.Configuration;
using TableTap.Server.Connections;

namespace TableTap.Server.Diagnosis;

/// <summary>What can be wrong with where the server listens, for whom, and how many may come.</summary>
internal static class AddressChecks
{
    /// <summary>The figure of a running server that says when a proxy was silent last.</summary>
    private const string LastSilent = "tabletap_proxy_silent_last_seconds";

    /// <summary>For how long a silent proxy needs a look; after that it is mended, or nobody comes through it.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "port",
            Severity.Error,
            "an address that is taken, or that cannot be listened on",
            "Stop what listens there (ss shows it), or choose another with Server:Urls.",
            PortsAsync
        ),
        new(
            "plain-text",
            Severity.Error,
            "plain text for other machines, which the start refuses",
            "Use https with a certificate (Kestrel:Certificates:Default:Path), listen on localhost behind a proxy that ends TLS, or set Security:AllowPlainText.",
            installation =>
                installation.Options.Security.AllowPlainText
                    ? []
                    : PlainText(installation)
                        .Select(url => $"{url} would serve tokens and orders in plain text.")
        ),
        new(
            "proxy-missing",
            Severity.Error,
            "plain text for other machines, or a path of a host, without a proxy that is named",
            "Name the proxy that ends TLS with Security:TrustedProxies: until then all guests have its address, and share its limits.",
            ProxyMissing
        ),
        new(
            "proxy-everybody",
            Severity.Error,
            "a trusted proxy that is everybody",
            "Name the proxy's own address in Security:TrustedProxies: whoever is believed writes any address into limits and audit.",
            installation =>
                installation
                    .Options.Security.TrustedProxies.Where(proxy =>
                        NetworkAttribute.Parse(proxy) is { PrefixLength: 0 }
                    )
                    .Select(proxy => $"Security:TrustedProxies believes {proxy}.")
        ),
        new(
            "proxy-silent",
            Severity.Warning,
            "a trusted proxy that, within the last hour, did not say whose request it passed on",
            "Let the proxy set X-Forwarded-For or Forwarded, or name fewer addresses in Security:TrustedProxies: until then all guests behind it share one address's limits. Event 119 of the log names the first.",
            ProxySilentAsync
        )
        {
            IsWatched = true,
        },
        new(
            "metrics-open",
            Severity.Warning,
            "figures at an address that other machines reach without a token",
            "Bind Server:MetricsUrl to localhost or to an address that only your monitoring reaches.",
            installation =>
                installation.Options.Server.MetricsUrl is { } url && IsOpen(url)
                    ? [$"Server:MetricsUrl is {url}."]
                    : []
        ),
        new(
            "demo-open",
            Severity.Error,
            "the demo on addresses that other machines reach",
            "Take --demo and Demo:Enabled away, or listen on localhost: anybody pays in the demo with a click.",
            installation =>
                installation.Options.Demo.Enabled
                    ? Urls(installation)
                        .Where(IsOpen)
                        .Select(url => $"The demo would answer at {url}.")
                    : []
        ),
        new(
            "probes-nowhere",
            Severity.Warning,
            "a server that is to probe itself, and listens at no port",
            "Let it listen at a port of this machine, too (Server:Urls, Kestrel:Endpoints), or set Server:ProbeInterval to 0s.",
            installation =>
                installation.Options.Server.ProbeInterval > TimeSpan.Zero
                && Urls(installation).All(url => BindingAddress.Parse(url).IsUnixPipe)
                    ? [$"It listens at {string.Join(", ", Urls(installation))} alone."]
                    : []
        ),
        new(
            "file-limit",
            Severity.Warning,
            "a limit of open files below the connections of the settings",
            "Raise the limit (LimitNOFILE= of the unit, ulimit -n), or lower Limits:OpenConnections and Limits:ConnectionsPerServer.",
            Files
        ),
    ];

    private static IReadOnlyList<string> Urls(Installation installation)
    {
        List<string> endpoints =
        [
            .. installation
                .Configuration.GetSection("Kestrel:Endpoints")
                .GetChildren()
                .Select(endpoint => endpoint["Url"])
                .OfType<string>(),
        ];
        return endpoints.Count > 0 ? endpoints : installation.Options.Server.Urls;
    }

    private static bool IsOpen(string url) =>
        ListenAddress.TryParse(url, out var address) && !address.IsLoopback;

    private static IEnumerable<string> PlainText(Installation installation) =>
        Urls(installation)
            .Where(url =>
                ListenAddress.TryParse(url, out var address)
                && address is { IsTls: false, IsLoopback: false }
            );

    private static IEnumerable<string> ProxyMissing(Installation installation)
    {
        var options = installation.Options;
        if (options.Security.TrustedProxies.Count > 0)
        {
            yield break;
        }

        if (options.Security.AllowPlainText)
        {
            foreach (var url in PlainText(installation))
            {
                yield return $"{url} serves plain text, and Security:TrustedProxies names no proxy.";
            }
        }

        if (options.Server.PathBase.Length > 0)
        {
            yield return $"Server:PathBase is {options.Server.PathBase}, and Security:TrustedProxies names no proxy.";
        }
    }

    private static async Task<IReadOnlyList<string>> ProxySilentAsync(
        Installation installation,
        CancellationToken cancellationToken
    )
    {
        var last = installation.LastSilent is { } known
            ? known()
            : await AskedAsync(installation, cancellationToken);
        return last is { } at && installation.Time.GetUtcNow() - at < Recent
            ? [$"At {at:u} a trusted proxy passed a request on and did not say whose it is."]
            : [];
    }

    private static async Task<DateTimeOffset?> AskedAsync(
        Installation installation,
        CancellationToken cancellationToken
    )
    {
        // Where nobody is believed, nobody is silent.
        if (installation.Options.Security.TrustedProxies.Count == 0)
        {
            return null;
        }

        var seconds = await OwnFigures.ReadAsync(
            LastSilent,
            Urls(installation).Select(PortOf).OfType<(string, IPEndPoint)>(),
            installation.Options.Server.MetricsUrl is { } url ? PortOf(url) : null,
            installation,
            cancellationToken
        );
        return seconds is > 0 and var at && at <= installation.Time.GetUtcNow().ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(at)
            : null;
    }

    private static async Task<IReadOnlyList<string>> PortsAsync(
        Installation installation,
        CancellationToken cancellationToken
    )
    {
        if (installation.IsRunning)
        {
            return [];
        }

        List<string> found = [];
        List<string> urls = [.. Urls(installation)];
        if (installation.Options.Server.MetricsUrl is { } metrics)
        {
            urls.Add(metrics);
        }

        foreach (var url in urls)
        {
            if (PortOf(url) is not var (scheme, port) || RefusalOf(port) is not { } refused)
            {
                continue;
            }

            if (
                refused.SocketErrorCode == SocketError.AddressAlreadyInUse
                && await OwnListener.IsAtAsync(scheme, port, installation, cancellationToken)
            )
            {
                // The server runs, and has its other ports, too.
                return [];
            }

            found.Add($"{url}: {WordsOf(refused)}.");
        }

        return found;
    }

    /// <summary>How a port is spoken to; null for a file of the system and for a port that the system chooses.</summary>
    private static (string Scheme, IPEndPoint Port)? PortOf(string url)
    {
        var binding = BindingAddress.Parse(url);
        return binding.IsUnixPipe || binding.Port == 0
            ? null
            : (binding.Scheme, new IPEndPoint(AddressOf(binding.Host), binding.Port));
    }

    private static IPAddress AddressOf(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(host.Trim('[', ']'), out var address) ? address
        : IPAddress.Any;

    private static SocketException? RefusalOf(IPEndPoint port)
    {
        try
        {
            using var listener = new TcpListener(port);
            listener.Start();
            listener.Stop();
            return null;
        }
        catch (SocketException refused)
        {
            return refused;
        }
    }

    private static string WordsOf(SocketException refused) =>
        refused.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => "something listens there already",
            SocketError.AccessDenied =>
                "this user may not listen there; ports below 1024 need a right of their own",
            SocketError.AddressNotAvailable => "this machine has no such address",
            _ => refused.Message,
        };

    private static IEnumerable<string> Files(Installation installation)
    {
        var options = installation.Options;
        var capacity = ConnectionCapacity.Of(options, installation.FileLimit(), OpenFiles.Now());
        if (
            capacity.FileLimit is { } files
            && (
                capacity.Open < options.Connections.Open
                || capacity.Sockets < options.Realtime.Admission.PerServer
            )
        )
        {
            yield return $"The limit is {files} open files: {capacity.Open} connections, {capacity.Sockets} of them sockets, where the settings have {options.Connections.Open} and {options.Realtime.Admission.PerServer}.";
        }
    }
}
