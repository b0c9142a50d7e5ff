using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using TableTap.Load.Measuring;
using TableTap.Load.Publishing;
using TableTap.Load.Reporting;
using TableTap.Load.Scenarios;
using TableTap.Load.Sockets;
using TableTap.Load.Target;
using TableTap.Terms;

namespace TableTap.Comparison;

/// <summary>
/// What a café pays for what it does not use: in a café without choices, bills, tax and orders for later, orders are placed and moved on, and
/// the tickets of its counter are replayed, by the present program and by one from before there was any of it. In turn, the one first and
/// then the other, so that what else the machine does hits both.
/// </summary>
/// <param name="root">The root of the repository.</param>
/// <param name="older">The folder of the program from before.</param>
/// <param name="temporary">A folder that is thrown away.</param>
/// <param name="port">Gives a port that is free.</param>
internal sealed class UnusedFeatures(string root, string older, string temporary, Func<int> port)
{
    /// <summary>The last commit before items asked guests to choose, the first of what a café may do without.</summary>
    public const string Before = "ff161d5d";

    private const string CafeId = "plain";
    private const string Tickets = "counter:plain-bar:orders";
    private const int Readers = 20;
    private const long Replayed = 5_000;

    /// <summary>A file that the program from before can read. The café is never full: that is not what is measured.</summary>
    private const string Plain = """
        {
          "id": "plain",
          "name": "Plain Café",
          "currency": "EUR",
          "timeZone": "Europe/Brussels",
          "openingHours": "always",
          "menu": [
            {
              "itemId": "plain-coffee",
              "name": "Coffee",
              "category": "Coffee",
              "price": 3.60,
              "tag": "hot_drinks",
              "preparation": "1m"
            }
          ],
          "counters": [
            { "counterId": "plain-bar", "name": "Bar", "tags": ["hot_drinks"], "lanes": 10 }
          ],
          "tables": ["1"],
          "staff": [
            { "employeeId": "plain-anna", "name": "Anna", "role": "employee", "counters": ["plain-bar"] },
            { "employeeId": "plain-boss", "name": "Boss", "role": "manager", "counters": ["plain-bar"] }
          ],
          "limits": { "busyAfter": "24h", "pausedAfter": "48h" }
        }
        """;

    private const string ClockIn = """
        {"type":"employee_clock_in","messageId":"clock-in","data":{"employeeId":"plain-anna","cafeId":"plain"}}
        """;

    /// <summary>Long enough that what is hot is compiled for good.</summary>
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeProvider Time = TimeProvider.System;

    private static readonly LoadOptions Orders = new()
    {
        Connections = 50,
        Rate = 500,
        Staff = 20,
    };

    /// <summary>What watches the present program has a bench of its own.</summary>
    private static readonly Dictionary<string, string> Unwatched = new()
    {
        ["Server:TracesPerThousand"] = "0",
        ["Server:ProbeInterval"] = "0s",
    };

    /// <summary>Measures, and says what came out as a table.</summary>
    /// <param name="rounds">How often each is measured.</param>
    /// <param name="duration">How long orders are placed in each.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<string> MeasureAsync(int rounds, TimeSpan duration, CancellationToken stop)
    {
        var costs = new List<(Cost Now, Cost Before)>();
        for (var round = 0; round < rounds; round++)
        {
            var first = round % 2 == 0;
            var one = await CostAsync(first, duration, stop);
            var other = await CostAsync(!first, duration, stop);
            costs.Add(first ? (one, other) : (other, one));
            await Console.Error.WriteLineAsync(
                FormattableString.Invariant(
                    $"{round + 1}: a command {costs[^1].Now.Command:0.0} µs now, {costs[^1].Before.Command:0.0} µs before; a message replayed {costs[^1].Now.Message:0.00} µs now, {costs[^1].Before.Message:0.00} µs before"
                )
            );
        }

        return Table(costs);
    }

    private async Task<Cost> CostAsync(bool isNow, TimeSpan duration, CancellationToken stop)
    {
        await using var server = new TableTapPeer(root)
        {
            Program = isNow ? Path.Combine(root, "artifacts", "ready") : older,
            Settings = isNow ? Unwatched : new(),
        };
        var folder = Directory.CreateDirectory(Path.Combine(temporary, Path.GetRandomFileName()));
        await server.StartAsync(port(), folder.FullName, processors: null);
        var target = server.Target("s", CafeId);
        await SendAsync(
            target,
            Role.Admin,
            HttpMethod.Put,
            $"/v1/admin/cafes/{CafeId}",
            Plain,
            stop
        );
        await SendAsync(target, Role.Manager, HttpMethod.Post, "/v1/commands", ClockIn, stop);
        // What is compiled and filled at first is of neither.
        await OrderAsync(server, "w", Warming, stop);
        var command = await OrderAsync(server, "m", duration, stop);
        await ReplayAsync(server, "v", stop);
        return new(command, await ReplayAsync(server, "r", stop));
    }

    private static async Task SendAsync(
        LoadTarget target,
        Role role,
        HttpMethod method,
        string path,
        string body,
        CancellationToken stop
    )
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(target.Server, path));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await target.Tokens("plain-boss", role, stop)
        );
        using var answer = await http.SendAsync(request, stop);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(
                $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(stop)}"
            );
        }
    }

    /// <summary>Orders are placed, confirmed, made and handed over.</summary>
    /// <returns>The server's processor time for each command, in microseconds.</returns>
    private static async Task<double> OrderAsync(
        TableTapPeer server,
        string run,
        TimeSpan duration,
        CancellationToken stop
    )
    {
        var report = await LoadGenerator.RunAsync(
            LoadScenario.Commands,
            server.Target(run, CafeId),
            Orders with
            {
                Duration = duration,
            },
            static _ => { },
            stop
        );
        return report.Refused * 100 > report.Done
            ? throw new InvalidOperationException(
                $"{report.Refused} of {report.Done + report.Refused} commands were refused: {string.Join(", ", report.Refusals.Keys)}"
            )
            : report.Server.CpuMicrosecondsPerOperation ?? double.NaN;
    }

    /// <summary>Readers come for the latest tickets of the counter, all at once.</summary>
    /// <returns>The server's processor time for each message at each reader, in microseconds.</returns>
    private static async Task<double> ReplayAsync(
        TableTapPeer server,
        string run,
        CancellationToken stop
    )
    {
        using var dial = new Dial(server.Target(run, CafeId), new OperationCounts());
        await using var first = await dial.OpenAsync($"{run}-first", Role.Admin);
        var head = (await first.SubscribeAsync([Tickets], static _ => { }, stop))[Tickets];
        var from = Math.Max(0, head - Replayed);
        var readers = new List<(LoadSocket Socket, Listener Listener)>();
        try
        {
            for (var number = 0; number < Readers; number++)
            {
                var socket = await dial.OpenAsync($"{run}-{number}", Role.Admin);
                var listener = new Listener(new Stamp(run), new LatencyHistogram(Time));
                readers.Add((socket, listener));
                socket.Listen(frame => listener.Hear(frame, Time.GetTimestamp()));
            }

            var before = ProcessUsage.Read(server.ProcessId)!.Value;
            await Task.WhenAll(
                readers.Select(reader => reader.Socket.ReconnectAsync(Tickets, from))
            );
            await UntilAsync(
                () => head > 0 && readers.TrueForAll(reader => reader.Listener.Last >= head),
                stop
            );
            var after = ProcessUsage.Read(server.ProcessId)!.Value;
            return (after.Cpu - before.Cpu).TotalMicroseconds / (Readers * (head - from));
        }
        finally
        {
            foreach (var (socket, _) in readers)
            {
                await socket.DisposeAsync();
            }
        }
    }

    private static async Task UntilAsync(Func<bool> holds, CancellationToken stop)
    {
        for (var began = Time.GetTimestamp(); !holds(); await Task.Delay(5, stop))
        {
            if (Time.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException("Not every reader has all tickets.");
            }
        }
    }

    private static string Table(List<(Cost Now, Cost Before)> costs)
    {
        var text = new StringBuilder()
            .AppendLine("| what | rounds | CPU µs, now | CPU µs, before | ratio, median | ratios |")
            .AppendLine("| --- | ---: | ---: | ---: | ---: | --- |");
        Line("a command of an order", "0.0", cost => cost.Command);
        Line("a ticket's message replayed", "0.00", cost => cost.Message);
        return text.ToString();

        void Line(string what, string form, Func<Cost, double> of)
        {
            var now = costs.Select(round => of(round.Now)).ToList();
            var before = costs.Select(round => of(round.Before)).ToList();
            var ratios = now.Zip(before, (one, other) => one / other).Order().ToList();
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {what} | {costs.Count} | {Cell(now, form)} | {Cell(before, form)} | {Spread.Median(ratios):0.000} | {string.Join(' ', ratios.Select(ratio => Text(ratio, "0.000")))} |"
            );
        }
    }

    /// <summary>The median of values, with the least and the most of them.</summary>
    private static string Cell(List<double> values, string form) =>
        $"{Text(Spread.Median(values), form)} ({Text(values.Min(), form)}–{Text(values.Max(), form)})";

    private static string Text(double value, string form) =>
        value.ToString(form, CultureInfo.InvariantCulture);

    /// <summary>What a program needed, in microseconds of processor time.</summary>
    /// <param name="Command">For each command of an order.</param>
    /// <param name="Message">For each message that was replayed.</param>
    private readonly record struct Cost(double Command, double Message);
}
