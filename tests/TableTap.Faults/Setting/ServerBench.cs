using System.Net;
using System.Net.Sockets;
using TableTap.Faults.Cafes;
using TableTap.Realtime.Options;
using TableTap.Server.Auth;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Faults.Setting;

/// <summary>The server under test, its data and the keys to it.</summary>
public sealed class ServerBench : IAsyncDisposable
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromDays(300);
    private readonly DataDisk _disk;
    private readonly ServerProgram _program;
    private readonly TokenMint _mint;
    private readonly IReadOnlyList<string> _programs;

    private ServerBench(FaultPlan plan, DataDisk disk)
    {
        (_disk, _programs) = (disk, plan.Programs);
        Port = FreePort(new Random(plan.Seed ^ Environment.ProcessId));
        _program = new(
            new(disk.Data, ["--demo"], Settings(plan))
            {
                Assembly = "TableTap.Faults.dll",
                Port = Port,
                Environment = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [ServerUnderTest.DefectVariable] = plan.Defect.ToString(),
                },
                ReadyWithin = TimeSpan.FromMinutes(2),
            }
        );
        _mint = new(TokenKeys.Open(disk.Data), new(), TimeProvider.System);
    }

    /// <summary>The port it has over all its lives.</summary>
    public int Port { get; }

    /// <summary>Its data directory.</summary>
    public string Data => _disk.Data;

    /// <summary>The file of its journal.</summary>
    public string Journal => Path.Combine(Data, "tabletap.db");

    /// <summary>Its disk.</summary>
    public DataDisk Disk => _disk;

    /// <summary>Its process.</summary>
    public ServerProgram Program => _program;

    /// <summary>How long each start took until it was ready.</summary>
    public List<TimeSpan> Starts { get; } = [];

    /// <summary>How long each stop took, from SIGTERM on: the drain, and the end of the process.</summary>
    public List<TimeSpan> Stops { get; } = [];

    /// <summary>How often the server ended with another exit code than 0 after SIGTERM.</summary>
    public int BadExits { get; private set; }

    /// <summary>Makes a bench; the server is not started yet.</summary>
    /// <param name="plan">The run it is for.</param>
    public static ServerBench Make(FaultPlan plan) => new(plan, DataDisk.Make(plan.DiskMegabytes));

    /// <summary>Starts the server.</summary>
    public async Task StartAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        if (_programs.Count > 0)
        {
            _program.Executable = _programs[Starts.Count % _programs.Count];
        }

        await _program.StartAsync();
        Starts.Add(TimeProvider.System.GetElapsedTime(began));
    }

    /// <summary>Stops it with SIGTERM.</summary>
    public async Task StopAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        if (await _program.TerminateAsync() != 0)
        {
            BadExits++;
        }

        Stops.Add(TimeProvider.System.GetElapsedTime(began));
    }

    /// <summary>A token for somebody of the demo café.</summary>
    /// <param name="user">Who.</param>
    /// <param name="role">As what.</param>
    public string Token(string user, Role role) =>
        _mint.Mint(
            new(user, role, [CafePeople.CafeId], Name: role == Role.Customer ? "Guest G" : null),
            TokenLifetime
        );

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        _disk.Dispose();
    }

    // Outside the range from which outgoing connections take theirs: it must be free again after each restart.
    private static int FreePort(Random random)
    {
        while (true)
        {
            var port = random.Next(12_000, 31_000);
            using var probe = new TcpListener(IPAddress.Loopback, port);
            try
            {
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // In use: another one.
            }
        }
    }

    private static Dictionary<string, string> Settings(FaultPlan plan)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // One café holds everybody, all of them come from one machine, and staff are faster than people.
            ["Limits:MessagesPerMinute"] = "100000",
            ["Limits:AcksPerMinute"] = "100000",
            ["Limits:ReplaysPerMinute"] = "1000",
            ["Limits:SocketsPerUser"] = "1000",
            ["Limits:NewSocketsPerUserPerMinute"] = "10000",
            ["Limits:ConnectionsPerCafe"] = "20000",
            ["Limits:ConnectionsPerServer"] = "20000",
            ["Limits:ForgedHandshakesPerMinute"] = "1000",
            // What takes minutes in life shall happen within the run.
            ["Limits:StalledTimeout"] = "20s",
            ["Server:DrainWindow"] = DurationText.Text(plan.DrainWindow),
            ["Server:SilenceTimeout"] = DurationText.Text(plan.Heartbeat * 6),
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:TableTap"] = "Information",
        };
        if (plan.HasSmallOutbox)
        {
            settings["Limits:OutboxBytes"] = "4KiB";
        }

        return settings;
    }
}
