using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using TableTap.Realtime.Options;
using TableTap.Server.Configuration;
using TableTap.Server.Testing;
using YamlDotNet.RepresentationModel;
using static TableTap.Pages.Tests.Documents.Deployed;

namespace TableTap.Pages.Tests.Documents;

/// <summary>
/// The files in <c>deploy/</c> fit the server: what they set are its settings, where they knock it answers, and it has the time to drain.
/// </summary>
public sealed partial class DeploymentTests
{
    // The connections that PostgreSQL takes where nobody says otherwise, without the three that it keeps for whoever looks after it.
    private const int PostgresConnections = 97;

    // What a stop takes beside the window of the drain.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Servers => ["compose one", "compose two", "kubernetes"];

    [Theory]
    [MemberData(nameof(Servers))]
    public void What_a_file_sets_are_settings_of_the_server_and_they_count(string server)
    {
        using var folder = new TemporaryDirectory();
        var variables = Variables(server);

        var options = Read(variables, folder.Path);

        Assert.Equal(["http://0.0.0.0:3001"], options.Server.Urls);
        // The server refuses to listen without TLS for others unless it is told that a proxy ends it.
        Assert.True(options.Security.AllowPlainText);
        Assert.NotEmpty(options.Security.TrustedProxies);
        Assert.Equal(("postgres", "redis"), (options.Storage.Provider, options.Backplane.Provider));
        Assert.NotEmpty(options.Storage.ConnectionString);
        Assert.NotEmpty(options.Backplane.ConnectionString);
        // Without it the QR codes of tables lead to the address at which a container listens.
        Assert.NotNull(options.Links.Guest);
        // A name that is wrong in one letter would not have passed.
        var (name, value) = variables.First();
        Assert.Throws<SettingsException>(() => Read(new() { [name + "s"] = value }, folder.Path));
    }

    [Fact]
    public void The_image_sets_what_the_server_reads_and_shows_the_port_at_which_it_listens()
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, "Dockerfile"));
        var variables = lines
            .Where(line => line.StartsWith("ENV ", StringComparison.Ordinal))
            .Select(line => line[4..].Split('=', 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
        var port = lines.Single(line => line.StartsWith("EXPOSE ", StringComparison.Ordinal))[7..];

        var options = Read(variables, "");

        Assert.Equal([$"http://0.0.0.0:{port}"], options.Server.Urls);
        // Every command finds the keys and the store of the server, and not the serving one alone.
        Assert.Contains($"VOLUME {options.Storage.Directory}", lines);
        Assert.All(Ports("Dockerfile"), found => Assert.Equal(port, found));
        Assert.NotEmpty(Ports("Dockerfile"));
    }

    [Fact]
    public void The_proxy_of_compose_leads_to_every_server_and_to_its_port()
    {
        var services = Node(Compose(), "services");
        var proxy = File.ReadAllText(Path.Combine(Folder, "compose", "Caddyfile"));
        var upstreams = Upstreams().Match(proxy).Groups["upstreams"].Value.Split(' ');

        Assert.Equal(["one:3001", "two:3001"], upstreams);
        Assert.All(upstreams, upstream => Assert.NotNull(Find(services, upstream.Split(':')[0])));
        // Whom a service waits for, which volumes and networks it has: all of them are there.
        var volumes = Names(Node(Compose(), "volumes"));
        foreach (var name in Names(services))
        {
            var service = Node(services, name);
            Assert.All(
                Entries(service, "depends_on"),
                other => Assert.NotNull(Find(services, other))
            );
            Assert.All(
                Entries(service, "volumes"),
                volume =>
                    Assert.True(
                        volume[0] == '.'
                            ? File.Exists(Path.Combine(Folder, "compose", volume.Split(':')[0]))
                            : volumes.Contains(volume.Split(':')[0]),
                        volume
                    )
            );
        }
    }

    [Fact]
    public void The_servers_of_compose_lead_guests_to_the_proxy_and_leave_connections_to_others()
    {
        using var folder = new TemporaryDirectory();
        var services = Node(Compose(), "services");
        string[] servers = ["one", "two"];
        var options = servers
            .Select(name => Read(Variables($"compose {name}"), folder.Path))
            .ToList();

        var proxy = Node(services, "proxy");
        var site = Filled($"{Find(Node(proxy, "environment"), "SITE")}");
        Assert.All(
            options,
            one =>
                Assert.Contains($"{new Uri(one.Links.Guest!).Port}{site}", Entries(proxy, "ports"))
        );
        var connections = options.Sum(Connections);
        Assert.True(connections < PostgresConnections, $"{connections}");
        // One image for both, and what is added to the proxy for TLS is added to one that is there.
        Assert.Single(servers.Select(name => $"{Find(Node(services, name), "image")}").Distinct());
        Assert.All(
            Names(Node(Compose("tls.yaml"), "services")),
            name => Assert.NotNull(Find(services, name))
        );

        static int Connections(TableTapOptions one)
        {
            var words = new DbConnectionStringBuilder
            {
                ConnectionString = one.Storage.ConnectionString,
            };
            return Convert.ToInt32(words["Maximum Pool Size"], CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public async Task Wherever_a_file_knocks_the_server_answers()
    {
        var pod = Manifests().OfType<V1Deployment>().Single().Spec.Template;
        var server = pod.Spec.Containers.Single();
        V1Probe[] probes = [server.StartupProbe, server.ReadinessProbe, server.LivenessProbe];
        Assert.All(probes, probe => Assert.Equal("http", (string)probe.HttpGet.Port));
        string[] paths =
        [
            .. probes.Select(probe => probe.HttpGet.Path),
            .. Paths("Dockerfile"),
            .. Paths(Path.Combine("compose", "Caddyfile")),
        ];
        Assert.True(paths.Length >= 5, string.Join(' ', paths));
        await using var one = await TestServer.StartAsync(
            ("Server:MetricsUrl", "http://127.0.0.1:0"),
            ("Logging:LogLevel:Default", "Warning"),
            ("Logging:LogLevel:Microsoft", "Warning")
        );
        foreach (var path in paths.Distinct())
        {
            using var answer = await one.SendAsync(HttpMethod.Get, path);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        }

        Assert.EndsWith(
            $":{server.Ports.Single(port => port.Name == "metrics").ContainerPort}",
            Variables("kubernetes")["TABLETAP__Server__MetricsUrl"],
            StringComparison.Ordinal
        );
        // Where Prometheus asks for them if its settings do not say otherwise.
        using var figures = await one.Http.GetAsync(
            new Uri(new Uri(one.MetricsAddress!), "/metrics"),
            TestContext.Current.CancellationToken
        );
        Assert.True(figures.IsSuccessStatusCode);
    }

    [Fact]
    public void A_stop_leaves_the_server_the_time_to_drain()
    {
        using var folder = new TemporaryDirectory();
        var deployment = Manifests().OfType<V1Deployment>().Single().Spec;
        var pod = deployment.Template.Spec;
        var before = TimeSpan.FromSeconds(pod.Containers.Single().Lifecycle.PreStop.Sleep.Seconds);
        var grace = TimeSpan.FromSeconds(pod.TerminationGracePeriodSeconds!.Value);
        Assert.True(before + Window("kubernetes") + Rest <= grace, $"{grace}");
        // In a rolling upgrade the next one drains after the guests of the last one are back.
        var pause = TimeSpan.FromSeconds(deployment.MinReadySeconds ?? 0);
        Assert.True(before + Window("kubernetes") <= pause, $"{pause}");

        foreach (var name in new[] { "one", "two" })
        {
            var stop = $"{Find(Node(Node(Compose(), "services"), name), "stop_grace_period")}";
            Assert.True(DurationText.TryParse(stop, out var patience), stop);
            Assert.True(Window($"compose {name}") + Rest <= patience, stop);
        }

        Assert.True(new SessionOptions().DrainWindow + Rest <= Time(Unit(), "TimeoutStopSec"));

        TimeSpan Window(string server) =>
            Read(Variables(server), folder.Path).Realtime.Sessions.DrainWindow;
    }

    [Fact]
    public void The_unit_hears_the_server_gives_a_start_its_time_and_never_gives_it_up()
    {
        var unit = Unit();

        Assert.Equal(("notify", "main"), (unit["Type"], unit["NotifyAccess"]));
        // Its words leave by a socket of the machine.
        Assert.Contains("AF_UNIX", unit["RestrictAddressFamilies"].Split(' '));
        // A word of life that has to be said again waits for a second at most.
        Assert.True(Time(unit, "WatchdogSec") >= TimeSpan.FromSeconds(10));
        Assert.True(Time(unit, "TimeoutStartSec") >= TimeSpan.FromMinutes(30));
        Assert.Equal(("on-failure", "0"), (unit["Restart"], unit["StartLimitIntervalSec"]));
        Assert.True(Time(unit, "RestartSec") < Time(unit, "RestartMaxDelaySec"));
        Assert.True(int.Parse(unit["RestartSteps"]) > 0);
    }

    private static Dictionary<string, string> Unit() =>
        File.ReadLines(Path.Combine(Folder, "systemd", "tabletap.service"))
            .Where(line => line.Contains('=') && line[0] != '#')
            .Select(line => line.Split('=', 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);

    private static TimeSpan Time(Dictionary<string, string> unit, string key)
    {
        Assert.True(DurationText.TryParse(unit[key], out var time), unit[key]);
        return time;
    }

    // The settings as the server reads them from its environment, which knows them by their prefix alone.
    private static TableTapOptions Read(Dictionary<string, string> variables, string folder) =>
        TableTapOptions.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    variables.Select(one =>
                    {
                        Assert.StartsWith(SettingSources.Prefix, one.Key, StringComparison.Ordinal);
                        var key = one.Key[SettingSources.Prefix.Length..]
                            .Replace("__", ":", StringComparison.Ordinal);
                        return KeyValuePair.Create(key, (string?)Placed(key, one.Value, folder));
                    })
                )
                .Build()
        );

    // Files of secrets are not on this machine: they stand in a folder of the test.
    private static string Placed(string key, string value, string folder)
    {
        if (!key.EndsWith("File", StringComparison.Ordinal))
        {
            return Filled(value);
        }

        var file = Path.Combine(folder, Path.GetFileName(value));
        File.WriteAllText(
            file,
            key.StartsWith("Backplane:", StringComparison.Ordinal)
                ? "redis:6379,password=a-long-random-text\n"
                : "Host=postgres;Password=a-long-random-text\n"
        );
        return file;
    }

    // What Compose makes of its variables: the default, or a secret where there is none.
    private static string Filled(string value) =>
        Variable()
            .Replace(
                value,
                found =>
                    found.Groups["default"] is { Success: true } standard
                        ? standard.Value
                        : "a-long-random-text"
            );

    private static Dictionary<string, string> Variables(string server)
    {
        if (server == "kubernetes")
        {
            return Manifests()
                .OfType<V1Deployment>()
                .Single()
                .Spec.Template.Spec.Containers.Single()
                .Env.ToDictionary(one => one.Name, one => one.Value);
        }

        var service = Node(Node(Compose(), "services"), server.Split(' ')[1]);
        var environment = Node(service, "environment");
        return Names(environment).ToDictionary(name => name, name => $"{Find(environment, name)}");
    }

    private static YamlMappingNode Compose(string file = "compose.yaml") => Yaml("compose", file);

    private static IReadOnlyList<string> Entries(YamlMappingNode map, string key) =>
        Find(map, key) switch
        {
            YamlMappingNode entries => Names(entries),
            YamlSequenceNode entries => [.. entries.Select(one => $"{one}")],
            _ => [],
        };

    private static IEnumerable<string> Ports(string file) =>
        Address()
            .Matches(File.ReadAllText(Path.Combine(Folder, file)))
            .Select(found => found.Groups["port"].Value);

    private static IEnumerable<string> Paths(string file) =>
        Health().Matches(File.ReadAllText(Path.Combine(Folder, file))).Select(found => found.Value);

    [GeneratedRegex(@"\$\{[A-Z_]+(?::\?[^}]*|:-(?<default>[^}]*))?\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"http://[\d.]+:(?<port>\d+)")]
    private static partial Regex Address();

    [GeneratedRegex(@"reverse_proxy (?<upstreams>.+) \{")]
    private static partial Regex Upstreams();

    [GeneratedRegex("/health/[a-z]+")]
    private static partial Regex Health();
}
