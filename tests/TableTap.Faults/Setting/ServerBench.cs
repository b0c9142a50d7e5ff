using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using TableTap.Faults.Cafes;
using TableTap.Server.Auth;
using TableTap.Storage;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Faults.Setting;

/// <summary>The servers under test, their data and the keys to them.</summary>
public sealed class ServerBench : IAsyncDisposable
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromDays(300);

    // What is free now may be that of another bench of this process, whose server does not listen yet.
    private static readonly ConcurrentDictionary<int, bool> GivenPorts = new();

    private readonly FaultPlan _plan;
    private readonly DataDisk _disk;
    private readonly TokenMint _mint;
    private readonly List<ServerProgram> _programs = [];
    private readonly List<ServerProgram> _left = [];
    private readonly Dictionary<ServerProgram, string> _data = [];
    private readonly Dictionary<ServerProgram, int> _lives = [];
    private readonly Dictionary<ServerProgram, ServerLink> _links = [];
    private BenchDatabase? _database;

    private ServerBench(FaultPlan plan, DataDisk disk)
    {
        (_plan, _disk) = (plan, disk);
        Ports = [.. Enumerable.Range(0, plan.Servers).Select(_ => FreePort())];
        Journal = Path.Combine(Data, "tabletap.db");
        _mint = new(TokenKeys.Open(disk.Data), new(), TimeProvider.System);
    }

    /// <summary>The ports that the servers of the plan have over all their lives.</summary>
    public IReadOnlyList<int> Ports { get; }

    /// <summary>The port of the first one.</summary>
    public int Port => Ports[0];

    /// <summary>Its data directory.</summary>
    public string Data => _disk.Data;

    /// <summary>The file of the journal, or how its database is reached.</summary>
    public string Journal { get; private set; }

    /// <summary>The disk of the data directory.</summary>
    public DataDisk Disk => _disk;

    /// <summary>The processes: those of the plan, and the one that joined last.</summary>
    public IReadOnlyList<ServerProgram> Programs => _programs;

    /// <summary>The processes that are there, and those that left for good.</summary>
    public IEnumerable<ServerProgram> AllPrograms => _programs.Concat(_left);

    /// <summary>Where the processes listen.</summary>
    public IReadOnlyList<IPEndPoint> Doors =>
        [.. _programs.Select(program => new IPEndPoint(IPAddress.Loopback, program.Http.Port))];

    /// <summary>The first process.</summary>
    public ServerProgram Program => _programs[0];

    /// <summary>The Redis between several servers; null for one alone.</summary>
    public RedisUnderTest? Redis { get; private set; }

    /// <summary>The PostgreSQL of several servers; null for one alone.</summary>
    public PostgresServer? Database => _database?.Primary;

    /// <summary>The standby that can take the place of PostgreSQL, where the plan wants one; null where it does not.</summary>
    public PostgresServer? Heir => _database?.Heir;

    /// <summary>The server that is far from PostgreSQL and has a standby of it in its own region; null where none is.</summary>
    public ServerProgram? Far => _database?.Near is null ? null : _programs[_plan.Servers - 1];

    /// <summary>How long each start took until it was ready.</summary>
    public List<TimeSpan> Starts { get; } = [];

    /// <summary>How long each stop took, from SIGTERM on: the drain, and the end of the process.</summary>
    public List<TimeSpan> Stops { get; } = [];

    /// <summary>How often a server ended with another exit code than 0 after SIGTERM.</summary>
    public int BadExits { get; private set; }

    /// <summary>How each of them ended: its exit code, whether it lived until then, and the last that it said.</summary>
    public List<string> BadEnds { get; } = [];

    /// <summary>The way of a server to PostgreSQL and Redis, where it has one of its own.</summary>
    /// <param name="program">The server.</param>
    public ServerLink LinkOf(ServerProgram program) => _links[program];

    /// <summary>Makes a bench; no server is started yet.</summary>
    /// <param name="plan">The run it is for.</param>
    public static ServerBench Make(FaultPlan plan) => new(plan, DataDisk.Make(plan.DiskMegabytes));

    /// <summary>Starts all servers.</summary>
    public async Task StartAsync()
    {
        if (_plan.Servers > 1 && _database is null)
        {
            Redis = await RedisUnderTest.StartAsync(_plan.Redis);
            _database = await BenchDatabase.StartAsync(_plan);
            Journal = _database.ConnectionString;
        }

        foreach (var port in Ports.Skip(_programs.Count))
        {
            await AddAsync(port, isFar: port == Ports[^1] && _plan.Distance > TimeSpan.Zero);
        }

        foreach (var program in _programs.Where(one => !one.IsRunning))
        {
            await StartAsync(program);
        }
    }

    /// <summary>Starts a server.</summary>
    /// <param name="program">Which.</param>
    public async Task StartAsync(ServerProgram program)
    {
        var began = TimeProvider.System.GetTimestamp();
        if (_plan.Programs.Count > 0)
        {
            var life = _lives.GetValueOrDefault(program);
            program.Executable = _plan.Programs[life % _plan.Programs.Count];
            _lives[program] = life + 1;
        }

        foreach (var file in Directory.EnumerateFiles(Data, "*key*"))
        {
            // All have the keys of the first.
            var copy = Path.Combine(_data[program], Path.GetFileName(file));
            if (!File.Exists(copy))
            {
                File.Copy(file, copy);
            }
        }

        await program.StartAsync();
        Starts.Add(TimeProvider.System.GetElapsedTime(began));
    }

    /// <summary>
    /// Lets a server join that was never there, with a port and an empty data directory of its own. Where another one joined before, that one
    /// drains first and leaves for good: so there are never more than the plan says and one.
    /// </summary>
    public async Task JoinAsync()
    {
        if (_programs.Count > _plan.Servers)
        {
            var former = _programs[^1];
            await StopAsync(former);
            _programs.Remove(former);
            _left.Add(former);
        }

        await StartAsync(await AddAsync(FreePort(), isFar: false));
    }

    /// <summary>Kills PostgreSQL for good, and lets its heir take its place.</summary>
    public Task FailOverAsync() => _database!.FailOverAsync();

    /// <summary>Stops all servers with SIGTERM.</summary>
    public Task StopAsync() => Task.WhenAll(_programs.Select(StopAsync));

    /// <summary>Stops a server with SIGTERM.</summary>
    /// <param name="program">Which.</param>
    public async Task StopAsync(ServerProgram program)
    {
        var began = TimeProvider.System.GetTimestamp();
        var lived = program.IsRunning;
        var code = await program.TerminateAsync();
        if (code != 0)
        {
            BadExits++;
            var said = string.Join(" | ", program.Log.TakeLast(5));
            BadEnds.Add(
                FormattableString.Invariant(
                    $"a stop ended with {code}, of a server that {(lived ? "lived" : "had ended before")}: {said}"
                )
            );
        }

        Stops.Add(TimeProvider.System.GetElapsedTime(began));
    }

    /// <summary>Starts every server again that ended by itself, which none ever should: that counts as a bad end.</summary>
    public async Task ReviveAsync()
    {
        foreach (var program in _programs.Where(program => !program.IsRunning))
        {
            BadExits++;
            var code = await program.EndAsync();
            var end = FormattableString.Invariant(
                $"a server ended by itself with {code}: {string.Join(" | ", program.Log.TakeLast(40))}"
            );
            BadEnds.Add(end);
            _plan.Progress(end);
            await StartAsync(program);
        }
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
        foreach (var program in AllPrograms)
        {
            await program.DisposeAsync();
        }

        foreach (var link in _links.Values)
        {
            await link.DisposeAsync();
        }

        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _disk.Dispose();
    }

    // It is not started yet.
    private async Task<ServerProgram> AddAsync(int port, bool isFar)
    {
        var settings = ServerSettings.Of(_plan);
        if (_database is not null)
        {
            settings["Storage:Provider"] = "postgres";
            settings["Storage:ConnectionString"] = Journal;
            settings["Backplane:Provider"] = "redis";
            settings["Backplane:ConnectionString"] = Redis!.ConnectionString;
        }

        var link = MakeLink(isFar);
        if (isFar && link is not null)
        {
            // It follows by the way of its region, so that it is as far away as the server, and is cut off with it.
            await _database!.FollowAsync(link.DatabasePort);
        }

        var program = Launch(port, link is null ? settings : Through(link, settings, isFar));
        _programs.Add(program);
        if (link is not null)
        {
            _links.Add(program, link);
        }

        return program;
    }

    // A way of its own has who is far away, and everybody where ways are cut.
    private ServerLink? MakeLink(bool isFar)
    {
        var away = isFar ? _plan.Distance : TimeSpan.Zero;
        return _database is null || (away == TimeSpan.Zero && !_plan.CutsLinks)
            ? null
            : new(
                _database.Primary.Port,
                Redis!.Doors.Select(door => door.Port),
                away,
                TimeProvider.System
            );
    }

    // The settings of a server that reaches both by a way of its own.
    private Dictionary<string, string> Through(
        ServerLink link,
        Dictionary<string, string> settings,
        bool isFar
    )
    {
        var through = new Dictionary<string, string>(settings, StringComparer.Ordinal)
        {
            ["Storage:ConnectionString"] = Journal.Replace(
                $"Port={_database!.Primary.Port}",
                $"Port={link.DatabasePort}",
                StringComparison.Ordinal
            ),
            ["Backplane:ConnectionString"] = link.Through(Redis!.ConnectionString),
        };
        if (isFar)
        {
            // As docs/operations.md has it: each probe is a commit from afar, which keeps the others waiting.
            through["Backplane:FarFromDatabase"] = "true";
            through["Server:ProbeInterval"] = "5m";
        }

        if (isFar && _database.Near is { } near)
        {
            through["Storage:ReplicaConnectionString"] = near.ConnectionString;
            // Who comes back is to be given what the standby has, and not what the server remembers.
            through["Limits:RecentMessages"] = "64";
        }

        return through;
    }

    private ServerProgram Launch(int port, Dictionary<string, string> settings)
    {
        var data = _data.Count == 0 ? Data : $"{Data}-{_data.Count}";
        if (!Directory.Exists(data))
        {
            PrivateFiles.MakeDirectory(data);
        }

        var program = new ServerProgram(
            new(data, ["--demo"], settings)
            {
                Assembly = "TableTap.Faults.dll",
                Port = port,
                Environment = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [ServerUnderTest.DefectVariable] = _plan.Defect.ToString(),
                },
                ReadyWithin = TimeSpan.FromMinutes(2),
            }
        );
        _data.Add(program, data);
        return program;
    }

    // Outside the range from which outgoing connections take theirs: it must be free again after each restart.
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(12_000, 31_000);
            if (!GivenPorts.TryAdd(port, true))
            {
                continue;
            }

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
}
