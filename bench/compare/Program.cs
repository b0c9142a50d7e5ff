using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using TableTap.Comparison;

var rounds = new Option<int>("--rounds")
{
    Description = "How often each server is measured, in turn.",
    DefaultValueFactory = _ => 3,
};
var connections = new Option<int>("--connections")
{
    Description = "How many sockets listen.",
    DefaultValueFactory = _ => 1000,
};
var rate = new Option<double>("--rate")
{
    Description = "Messages a second.",
    DefaultValueFactory = _ => 50,
};
var seconds = new Option<double>("--seconds")
{
    Description = "How long each measurement takes.",
    DefaultValueFactory = _ => 8,
};
var pin = new Option<bool>("--pin")
{
    Description = "Keeps the server on the first processor and the listeners on the others.",
};
var noBuild = new Option<bool>("--no-build") { Description = "What is built is as it should be." };
var only = new Option<string[]>("--only") { Description = "Only servers with these names." };
var output = new Option<string>("--output")
{
    Description = "Where the results go [default: bench/results].",
};
var command = new RootCommand("Measures this server and others like it in turn.")
{
    rounds,
    connections,
    rate,
    seconds,
    pin,
    noBuild,
    only,
    output,
};
command.SetAction(
    async (parsed, stop) =>
    {
        var root = Root();
        Peer[] all =
        [
            new TableTapPeer(root),
            new AspNetPeer(root, "SignalR", "signalr", "SignalRPeer"),
            new AspNetPeer(root, "ASP.NET Core WebSockets", "aspnet", "AspNetPeer"),
            new NodePeer(root),
            new NchanPeer(root),
        ];
        var named = parsed.GetValue(only) ?? [];
        var wanted = all.Where(peer => named.Length == 0 || named.Contains(peer.Name)).ToList();
        var peers = wanted.Where(peer => peer.Missing is null).ToList();
        if (peers.Count == 0)
        {
            await Console.Error.WriteLineAsync("No server is left to measure.");
            return 2;
        }

        foreach (var peer in parsed.GetValue(noBuild) ? [] : peers)
        {
            if (peer.Build is var (file, arguments, directory))
            {
                await Console.Error.WriteLineAsync($"building {peer.Name}");
                await BuildAsync(file, arguments, directory, stop);
            }
        }

        if (parsed.GetValue(pin) && OperatingSystem.IsLinux())
        {
            Process.GetCurrentProcess().ProcessorAffinity = (nint)(
                (1L << Environment.ProcessorCount) - 2
            );
        }

        var settings = new Settings(
            parsed.GetValue(connections),
            parsed.GetValue(rate),
            TimeSpan.FromSeconds(parsed.GetValue(seconds))
        );
        var temporary = Directory.CreateTempSubdirectory("tabletap-compare-").FullName;
        var measured = new List<IReadOnlyList<Round>>();
        for (var round = 0; round < parsed.GetValue(rounds); round++)
        {
            var line = new List<Round>();
            foreach (var peer in peers)
            {
                stop.ThrowIfCancellationRequested();
                var directory = Path.Combine(temporary, $"{round}-{line.Count}");
                await using (peer)
                {
                    await peer.StartAsync(Port(), directory, parsed.GetValue(pin) ? [0] : null);
                    using var measurement = new Measurement(peer, settings);
                    line.Add(await measurement.RunAsync());
                }

                await Console.Error.WriteLineAsync($"{round + 1}: {line[^1]}");
            }

            measured.Add(line);
        }

        Directory.Delete(temporary, recursive: true);
        var results = Results.Of(
            settings,
            measured,
            [
                .. wanted
                    .Where(peer => peer.Missing is not null)
                    .Select(peer => $"{peer.Name}, because {peer.Missing}"),
            ]
        );
        var folder = parsed.GetValue(output) ?? Path.Combine(root, "bench", "results");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "compare.json"),
            JsonSerializer.Serialize(results, ResultsJson.Default.Results) + "\n",
            stop
        );
        await File.WriteAllTextAsync(Path.Combine(folder, "compare.md"), results.Markdown(), stop);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "compare.svg"),
            Picture.Draw(results),
            stop
        );
        Console.WriteLine(results.Markdown());
        return 0;
    }
);
var curves = new Command("curves", "Draws how costs grow with sockets, channels and past orders.")
{
    seconds,
    output,
};
curves.SetAction(
    async (parsed, stop) =>
    {
        var root = Root();
        var folder = parsed.GetValue(output) ?? Path.Combine(root, "docs", "pictures");
        var temporary = Directory.CreateTempSubdirectory("tabletap-curves-").FullName;
        await using var server = new TableTapPeer(root);
        var (file, arguments, directory) = server.Build!.Value;
        await BuildAsync(file, arguments, directory, stop);
        await server.StartAsync(Port(), temporary, processors: null);
        await new Curves(server, folder).DrawAsync(parsed.GetValue(seconds), stop);
        return 0;
    }
);
command.Subcommands.Add(curves);
var dashboard = new Command(
    "dashboard",
    "Draws the dashboard of deploy/ from what a real Prometheus answers about a server under load."
)
{
    seconds,
    output,
    noBuild,
};
dashboard.SetAction(
    async (parsed, stop) =>
    {
        var root = Root();
        var folder = parsed.GetValue(output) ?? Path.Combine(root, "docs", "pictures");
        var temporary = Directory.CreateTempSubdirectory("tabletap-dashboard-").FullName;
        await using var server = new TableTapPeer(root)
        {
            Settings = new Dictionary<string, string> { ["Server:ProbeInterval"] = "1s" },
        };
        if (!parsed.GetValue(noBuild))
        {
            var (file, arguments, directory) = server.Build!.Value;
            await BuildAsync(file, arguments, directory, stop);
        }

        await server.StartAsync(Port(), temporary, processors: null);
        await using var prometheus = await Prometheus.StartAsync(root, server, Port(), temporary);
        await new DashboardPicture(root, prometheus).DrawAsync(
            server,
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            Path.Combine(folder, "dashboard.svg"),
            stop
        );
        return 0;
    }
);
command.Subcommands.Add(dashboard);
var overhead = new Command(
    "overhead",
    "Measures what figures, traces of 1 % and probes cost, in turn with a server without them."
)
{
    rounds,
    seconds,
    noBuild,
};
overhead.SetAction(
    async (parsed, stop) =>
    {
        var root = Root();
        if (!parsed.GetValue(noBuild))
        {
            var (file, arguments, directory) = new TableTapPeer(root).Build!.Value;
            await BuildAsync(file, arguments, directory, stop);
        }

        var temporary = Directory.CreateTempSubdirectory("tabletap-overhead-").FullName;
        var table = await new Overhead(root, temporary, Port).MeasureAsync(
            parsed.GetValue(rounds),
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            stop
        );
        Directory.Delete(temporary, recursive: true);
        Console.WriteLine(table);
        return 0;
    }
);
command.Subcommands.Add(overhead);
var from = new Option<string>("--from")
{
    Description = "The older commit, whose program is made once and kept.",
    DefaultValueFactory = _ => UnusedFeatures.Before,
};
var unused = new Command(
    "unused",
    "Measures what choices, bills, tax and orders for later cost a café that uses none, in turn with an older program."
)
{
    rounds,
    seconds,
    from,
    noBuild,
};
unused.SetAction(
    async (parsed, stop) =>
    {
        var root = Root();
        if (!parsed.GetValue(noBuild))
        {
            var (file, arguments, directory) = new TableTapPeer(root).Build!.Value;
            await BuildAsync(file, arguments, directory, stop);
        }

        var older = await BuildAsync(
            Path.Combine(root, "tests", "older"),
            [parsed.GetValue(from)!],
            root,
            stop
        );
        var temporary = Directory.CreateTempSubdirectory("tabletap-unused-").FullName;
        var table = await new UnusedFeatures(
            root,
            Path.GetDirectoryName(older.Trim())!,
            temporary,
            Port
        ).MeasureAsync(
            parsed.GetValue(rounds),
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            stop
        );
        Directory.Delete(temporary, recursive: true);
        Console.WriteLine(table);
        return 0;
    }
);
command.Subcommands.Add(unused);
return await command.Parse(args).InvokeAsync();

static string Root()
{
    var folder = new DirectoryInfo(AppContext.BaseDirectory);
    while (!File.Exists(Path.Combine(folder!.FullName, "TableTap.slnx")))
    {
        folder = folder.Parent;
    }

    return folder.FullName;
}

static int Port()
{
    using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
    listener.Start();
    return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
}

// What it said on its output.
static async Task<string> BuildAsync(
    string file,
    string[] arguments,
    string directory,
    CancellationToken stop
)
{
    using var build = Process.Start(
        new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        }
    )!;
    var said = await build.StandardOutput.ReadToEndAsync(stop);
    await build.WaitForExitAsync(stop);
    return build.ExitCode == 0
        ? said
        : throw new InvalidOperationException($"{file} failed:\n{said}");
}
