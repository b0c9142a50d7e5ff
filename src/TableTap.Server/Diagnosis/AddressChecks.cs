using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using TableTap.Server.Configuration;
using TableTap.Server.Connections;

namespace TableTap.Server.Diagnosis;

/// <summary>What can be wrong with where the server listens, for whom, and how many may come.</summary>
internal static class AddressChecks
{
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
            var binding = BindingAddress.Parse(url);
            if (binding.IsUnixPipe || binding.Port == 0)
            {
                continue;
            }

            var port = new IPEndPoint(AddressOf(binding.Host), binding.Port);
            if (RefusalOf(port) is not { } refused)
            {
                continue;
            }

            if (
                refused.SocketErrorCode == SocketError.AddressAlreadyInUse
                && await OwnListener.IsAtAsync(
                    binding.Scheme,
                    port,
                    installation,
                    cancellationToken
                )
            )
            {
                // The server runs, and has its other ports, too.
                return [];
            }

            found.Add($"{url}: {WordsOf(refused)}.");
        }

        return found;
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
