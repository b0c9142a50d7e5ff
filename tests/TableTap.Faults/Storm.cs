using System.Globalization;
using System.Net;
using System.Text;
using TableTap.Faults.Cafes;
using TableTap.Faults.Clients;
using TableTap.Faults.History;
using TableTap.Faults.Setting;
using TableTap.Faults.Truth;

namespace TableTap.Faults;

/// <summary>How a reconnect storm went.</summary>
/// <param name="Name">What was done to the connections.</param>
/// <param name="Times">How long each client took until it was back and had all that it missed, in order.</param>
/// <param name="Clients">How many there were.</param>
/// <param name="Findings">What must never be.</param>
public sealed record StormReport(
    string Name,
    IReadOnlyList<TimeSpan> Times,
    int Clients,
    Findings Findings
)
{
    /// <summary>Whether all are back with nothing wrong.</summary>
    public bool IsClean =>
        Times.Count == Clients
        && Array.TrueForAll(Enum.GetValues<Wrong>(), wrong => Findings[wrong] == 0);

    /// <summary>A row of the table in docs/reliability.md.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {Name} | {Clients:#,0} | {Times.Count:#,0} | {At(0.5):0.0} s | {At(0.9):0.0} s | {At(0.99):0.0} s | {At(1):0.0} s |"
        );
        foreach (var finding in Findings.Kept)
        {
            text.AppendLine()
                .Append(CultureInfo.InvariantCulture, $"{finding.Wrong}: {finding.Text}");
        }

        return text.ToString();
    }

    private double At(double part) =>
        Times.Count == 0
            ? double.NaN
            : Times[(int)Math.Min(Times.Count - 1, Times.Count * part)].TotalSeconds;
}

/// <summary>All clients lose their connection at once, while the café goes on speaking.</summary>
public static class Storm
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs two of them: every connection reset by the client's network, and the server killed and started again.</summary>
    /// <param name="clients">How many clients.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<IReadOnlyList<StormReport>> RunAsync(
        int clients,
        Action<string> progress,
        CancellationToken stop
    )
    {
        var time = TimeProvider.System;
        var plan = new FaultPlan { Clients = clients, HasSmallOutbox = false };
        await using var bench = ServerBench.Make(plan);
        await bench.StartAsync();
        var setting = new ClientSetting(
            new IPEndPoint(IPAddress.Loopback, bench.Port),
            new(),
            new(),
            TimeSpan.FromSeconds(20),
            time
        );
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(stop);
        WireClient[] crowd =
        [
            .. Enumerable
                .Range(0, clients)
                .Select(i => new WireClient(
                    setting,
                    CafePeople.Guest(bench, $"g{i}", hearsGeneral: true),
                    i
                )),
        ];
        var manager = new ManagerOnDuty(new(setting, CafePeople.Manager(bench), clients), setting);
        var living = new List<Task> { manager.Client.RunAsync(gone.Token) };
        foreach (var client in crowd)
        {
            living.Add(client.RunAsync(gone.Token));
            if (living.Count % 10 == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, stop);
            }
        }

        await BackAsync(crowd, since: 0, time, stop);
        progress($"{clients} clients are here");
        var speaking = manager.AnnounceAsync(TimeSpan.FromSeconds(1), gone.Token);
        var reports = new List<StormReport>();
        foreach (
            var (name, blow) in new (string, Func<Task>)[]
            {
                ("every connection is reset", () => Task.CompletedTask),
                ("the server is killed and started again", KillAsync),
            }
        )
        {
            await Task.Delay(TimeSpan.FromSeconds(3), time, stop);
            var began = time.GetTimestamp();
            foreach (var client in crowd)
            {
                client.Drop();
            }

            await blow();
            var times = await BackAsync(crowd, began, time, stop);
            await AtHeadAsync(crowd, bench, setting, stop);
            reports.Add(new(name, times, clients, setting.Findings));
            progress(reports[^1].ToText());
        }

        await gone.CancelAsync();
        await Task.WhenAll(living);
        await speaking;
        return reports;

        async Task KillAsync()
        {
            await bench.Program.KillAsync();
            await bench.StartAsync(bench.Program);
        }
    }

    // How long after the given moment each became complete, sorted; who did not in time is left out.
    private static async Task<IReadOnlyList<TimeSpan>> BackAsync(
        WireClient[] crowd,
        long since,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var began = time.GetTimestamp();
        while (
            time.GetElapsedTime(began) < Patience
            && !Array.TrueForAll(crowd, client => client.IsComplete && client.CompletedAt > since)
        )
        {
            await Task.Delay(Glance, time, stop);
        }

        return
        [
            .. crowd
                .Where(client => client.IsComplete && client.CompletedAt > since)
                .Select(client => time.GetElapsedTime(since, client.CompletedAt))
                .Order(),
        ];
    }

    private static async Task AtHeadAsync(
        WireClient[] crowd,
        ServerBench bench,
        ClientSetting setting,
        CancellationToken stop
    )
    {
        var due = JournalTruth.ReadHeads(bench.Journal).Heads;
        var began = setting.Time.GetTimestamp();
        while (
            setting.Time.GetElapsedTime(began) < Patience
            && crowd.Any(client =>
                client.Hearing.Positions.Any(position =>
                    position.Value < due.GetValueOrDefault(position.Key)
                )
            )
        )
        {
            await Task.Delay(Glance, setting.Time, stop);
        }

        foreach (var client in crowd)
        {
            foreach (var (channel, last) in client.Hearing.Positions)
            {
                setting.Findings.Add(
                    Wrong.Lost,
                    $"{client.Participant.Id} has {channel} up to {last} of {due.GetValueOrDefault(channel)}",
                    due.GetValueOrDefault(channel) - last
                );
            }
        }
    }
}
