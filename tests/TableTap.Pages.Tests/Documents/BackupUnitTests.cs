using System.Diagnostics;
using System.Runtime.Versioning;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Pages.Tests.Documents;

/// <summary>The backup of every night in <c>deploy/systemd/</c>: its units fit the package and the server, and its script keeps what it promises.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BackupUnitTests : IDisposable
{
    private const string Script = "tabletap-backup";
    private const string Timer = "tabletap-backup.timer";
    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static readonly string Units = Path.Combine(Repository.Root, "deploy", "systemd");

    private readonly TemporaryDirectory _directory = new();

    private string Data => Path.Combine(_directory.Path, "data");

    private string Folder => Path.Combine(_directory.Path, "backups");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Its_unit_is_as_closed_as_the_one_of_the_server()
    {
        string[] words =
        [
            "NoNewPrivileges",
            "Protect",
            "Private",
            "RestrictNamespaces",
            "RestrictRealtime",
            "RestrictSUIDSGID",
            "LockPersonality",
            "MemoryDenyWriteExecute",
            "SystemCall",
            "UMask",
            "User=",
            "Group=",
        ];
        var closed = Lines("tabletap.service")
            .Where(line => Array.Exists(words, word => line.StartsWith(word, Ordinal)))
            .ToList();
        var backup = Lines("tabletap-backup.service");

        Assert.True(closed.Count > 15, $"{closed.Count}");
        Assert.All(closed, line => Assert.Contains(line, backup));
        Assert.Contains("CapabilityBoundingSet=", backup);
        Assert.Contains("PrivateNetwork=yes", backup);
    }

    [Fact]
    public void It_writes_where_it_may_and_runs_what_the_package_has()
    {
        var unit = Lines("tabletap-backup.service");
        var start = Value(unit, "ExecStart").Split(' ');
        var server = Lines("tabletap.service");

        Assert.Equal(
            [
                $"/usr/lib/tabletap/{Script}",
                $"/var/lib/{Value(server, "StateDirectory")}",
                $"/var/lib/{Value(unit, "StateDirectory")}",
            ],
            start
        );
        Assert.Equal(start[1], Value(unit, "ReadWritePaths"));
        // The settings of the server say where its database is.
        const string Settings = "--config /etc/tabletap/appsettings.json";
        Assert.Contains(Settings, Text(Script), Ordinal);
        Assert.Contains(Settings, Value(server, "ExecStart"), Ordinal);
        var package = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "package"));
        Assert.Contains($"deploy/systemd/{Script} usr/lib/tabletap/{Script}\n", package, Ordinal);
        Assert.Contains($" tabletap-backup.service {Timer}; do", package, Ordinal);
    }

    [Fact]
    public void The_timer_is_not_enabled_by_the_package_and_the_documents_say_how()
    {
        var timer = Lines(Timer);
        Assert.Equal("timers.target", Value(timer, "WantedBy"));
        Assert.Equal("yes", Value(timer, "Persistent"));
        Assert.StartsWith("*-*-* ", Value(timer, "OnCalendar"), Ordinal);
        var install = File.ReadAllText(
            Path.Combine(Repository.Root, "deploy", "debian", "postinst")
        );
        Assert.DoesNotContain("backup", install, Ordinal);
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        Assert.Contains($"systemctl enable --now {Timer}\n", document, Ordinal);
        Assert.Contains(
            $"\"Backups\": \"/var/lib/{Value(Lines("tabletap-backup.service"), "StateDirectory")}\"",
            document,
            Ordinal
        );
    }

    [Fact]
    public async Task It_keeps_the_seven_youngest_by_name_with_the_keys_and_nothing_else_goes()
    {
        await FillAsync(nights: 9);

        Assert.Equal(0, await RunAsync("echo backup >\"$3\""));

        var kept = Names();
        var backups = kept.Where(name => name.EndsWith(".db", Ordinal)).ToList();
        Assert.Equal(8, backups.Count);
        Assert.Equal("other.db", backups[0]);
        Assert.Equal(Enumerable.Range(4, 6).Select(Night), backups.Skip(1).Take(6));
        Assert.Matches(@"^tabletap-\d{8}T\d{6}Z\.db$", backups[^1]);
        Assert.Contains("token.key", kept);
        Assert.DoesNotContain("server-keys.json", kept);
    }

    [Fact]
    public async Task A_night_without_a_backup_takes_none_away()
    {
        await FillAsync(nights: 9);
        var before = Names();

        Assert.Equal(7, await RunAsync("exit 7"));

        Assert.Equal(before, Names());
    }

    private static string Night(int day) => $"tabletap-20240{day}01T040000Z.db";

    private async Task FillAsync(int nights)
    {
        Directory.CreateDirectory(Data);
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Data, "token.key"), "key", Cancel);
        await File.WriteAllTextAsync(Path.Combine(Folder, "other.db"), "", Cancel);
        for (var night = 1; night <= nights; night++)
        {
            await File.WriteAllTextAsync(Path.Combine(Folder, Night(night)), "", Cancel);
        }
    }

    private List<string> Names() =>
        [
            .. Directory
                .EnumerateFiles(Folder)
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal),
        ];

    // The script beside a tabletap that does what a test says.
    private async Task<int> RunAsync(string tabletap)
    {
        var bin = Directory.CreateDirectory(Path.Combine(_directory.Path, "bin")).FullName;
        var program = Path.Combine(bin, "tabletap");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\n{tabletap}\n", Cancel);
        File.SetUnixFileMode(
            program,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        var start = new ProcessStartInfo("sh") { UseShellExecute = false };
        foreach (var argument in (string[])[Path.Combine(Units, Script), Data, Folder])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(Cancel).Soon();
        return process.ExitCode;
    }

    private static string Text(string file) => File.ReadAllText(Path.Combine(Units, file));

    private static List<string> Lines(string file) => [.. Text(file).Split('\n')];

    private static string Value(List<string> unit, string key) =>
        unit.Single(line => line.StartsWith($"{key}=", Ordinal))[(key.Length + 1)..];
}
