using System.Globalization;
using TableTap.Realtime.Inspection;
using TableTap.Server.Http.Admin;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary>How a line of the screen looks where there are colours.</summary>
internal enum TopTone
{
    /// <summary>The line is text.</summary>
    Plain,

    /// <summary>The line stands above others.</summary>
    Title,

    /// <summary>The line is what somebody should look at.</summary>
    Warning,

    /// <summary>The line only helps.</summary>
    Faint,
}

/// <summary>A line of the screen.</summary>
/// <param name="Text">What it says, no wider than the screen.</param>
/// <param name="Tone">How it looks.</param>
internal readonly record struct TopLine(string Text, TopTone Tone = TopTone.Plain);

/// <summary>What <c>tabletap top</c> shows, as lines that fit the screen, also one of 80 × 24.</summary>
internal static class TopScreen
{
    private const int Mebi = 1024 * 1024;
    private const int LeastWidth = 40;

    /// <summary>The lines, no more than fit.</summary>
    /// <param name="now">What the server said last.</param>
    /// <param name="before">What it said before; null at the first look.</param>
    /// <param name="order">In which order the channels stand.</param>
    /// <param name="width">How many characters a line has.</param>
    /// <param name="height">How many lines there are.</param>
    /// <param name="trouble">Why there is no newer answer; null where there is.</param>
    public static IReadOnlyList<TopLine> Lines(
        StatusAnswer now,
        StatusAnswer? before,
        ChannelOrder order,
        int width,
        int height,
        string? trouble = null
    )
    {
        width = Math.Max(width, LeastWidth);
        List<TopLine> lines = [.. Head(now, before, trouble)];
        List<TopLine> foot =
        [
            new("channels by: r readers  l lag  n name     q or Ctrl-C leaves", TopTone.Faint),
        ];
        // What is wrong has its place before what only shows how much there is.
        var left = height - lines.Count - foot.Count;
        Add(lines, Troubles(now, width), left / 3 + 1, ref left);
        Add(lines, Peers(now, width), left / 3 + 1, ref left);
        Add(lines, Cafes(now, width), left / 3 + 1, ref left);
        Add(lines, Channels(now, order, width), left, ref left);
        return
        [
            .. lines
                .Concat(foot)
                .Take(height)
                .Select(line => line with { Text = Cut(line.Text, width) }),
        ];
    }

    private static void Add(List<TopLine> lines, List<TopLine> part, int most, ref int left)
    {
        // A title without a line below it says nothing.
        if (part.Count < 2 || most < 3 || left < 3)
        {
            return;
        }

        var taken = part.Take(most - 1).ToList();
        lines.Add(new(""));
        lines.AddRange(taken);
        left -= taken.Count + 1;
    }

    private static IEnumerable<TopLine> Head(
        StatusAnswer now,
        StatusAnswer? before,
        string? trouble
    )
    {
        var (server, memory, seen) = (now.Server, now.Memory, now.Connections);
        yield return new(
            Text(
                $"tabletap {server.Version}  {server.State}  up {Span(server.UptimeSeconds)}  cpu {Cpu(now, before)}  mem {memory.WorkingSetBytes / Mebi:N0} MiB (heap {memory.HeapBytes / Mebi:N0}, outboxes {Size(memory.OutboxBytes)})"
            ),
            server.State == "ready" ? TopTone.Title : TopTone.Warning
        );
        if (server.Id is { } id)
        {
            yield return new(
                Text($"server {server.Host} {id}  since {server.StartedAt:yyyy-MM-dd HH:mm:ss} UTC")
            );
        }

        if (IsOther(now, before))
        {
            yield return new(
                "another server answers than before, or it was started again: figures begin anew",
                TopTone.Warning
            );
        }

        if (trouble is not null)
        {
            yield return new($"no answer since: {trouble}", TopTone.Warning);
        }

        if (server.Trouble is { } journal)
        {
            yield return new($"the journal cannot be written: {journal}", TopTone.Warning);
        }

        if (server.Backplane is { } backplane)
        {
            yield return new($"other servers are not heard: {backplane}", TopTone.Warning);
        }

        if (server.Drain is { } drain)
        {
            yield return new(
                Text($"drained until {drain.Until:HH:mm:ss} by {drain.By}: {drain.Reason}"),
                TopTone.Warning
            );
        }

        yield return new(
            Text(
                $"connections {seen.Total:N0} of {seen.Limit:N0}{Words(seen.ByRole, ": ")}  catching up {seen.CatchingUp:N0}"
            )
        );
        yield return new(
            Text($"commit {Duration(now.Commit)}    delivery {Duration(now.Delivery)}")
        );
        var (rates, queues) = (now.Rates, now.Queues);
        yield return new(
            Text(
                $"delivered {rates.DeliveredPerSecond:N1}/s  replayed {rates.ReplayedPerSecond:N1}/s  resent {rates.ResentPerMinute:N0}/min  caught up {rates.CatchUpsPerMinute:N0}/min"
            )
        );
        yield return new(
            Text(
                $"waiting: commands {queues.Commands:N0}  journal {queues.Journal:N0}  dispatch {queues.Dispatch:N0}  threads {queues.Threads:N0}"
            )
        );
        if (rates.RefusedPerMinute.Count > 0)
        {
            yield return new($"refused a minute{Words(rates.RefusedPerMinute, ": ")}");
        }

        if (rates.FailedPerMinute.Count > 0)
        {
            yield return new(
                $"not delivered a minute{Words(rates.FailedPerMinute, ": ")}",
                TopTone.Warning
            );
        }
    }

    private static List<TopLine> Troubles(StatusAnswer now, int width) =>
        [
            new TopLine(Row(width, "needs a look", "since", "what"), TopTone.Title),
            .. now.Findings.Select(one => new TopLine(
                Row(width, one.Text, Text($"{one.Since:HH:mm:ss}"), one.Check),
                TopTone.Warning
            )),
            .. now.Screens.Select(screen => new TopLine(
                Row(
                    width,
                    $"{screen.CafeId} {screen.Name}",
                    Text($"{screen.UnseenSince ?? screen.Since:HH:mm:ss}"),
                    screen.Connected
                        ? Text($"{screen.Unseen} unseen")
                        : Text($"no screen, {screen.Unseen} unseen")
                ),
                TopTone.Warning
            )),
            .. now
                .Slow.Where(one => one.StalledSeconds is not null || !one.Live)
                .Select(one => new TopLine(
                    Row(
                        width,
                        $"{one.Role.Word} {one.UserId}",
                        Text($"{one.StalledSeconds ?? 0} s"),
                        $"slow, {Size(one.BacklogBytes)}"
                    ),
                    TopTone.Warning
                )),
            .. now.Silent.Select(one => new TopLine(
                Row(
                    width,
                    $"{one.Role.Word} {one.UserId}",
                    Text($"{one.SilentSeconds ?? 0} s"),
                    "does not answer"
                ),
                TopTone.Warning
            )),
        ];

    private static List<TopLine> Peers(StatusAnswer now, int width)
    {
        var peers = now.Peers ?? [];
        return
        [
            new(
                Row(width, Text($"peer ({peers.Count:N0})"), "connected", "heard", "version"),
                TopTone.Title
            ),
            .. peers.Select(peer => new TopLine(
                Row(
                    width,
                    $"{peer.Host ?? "–"} {peer.Id}",
                    peer.Connections is { } count ? Text($"{count:N0}") : "–",
                    Text($"{peer.SilentSeconds:N0} s ago"),
                    peer.Version ?? "–"
                )
            )),
        ];
    }

    private static List<TopLine> Cafes(StatusAnswer now, int width) =>
        [
            new(
                Row(width, Text($"café ({now.CafeCount:N0})"), "connected", "open", "intake"),
                TopTone.Title
            ),
            .. now.Cafes.Select(cafe => new TopLine(
                Row(
                    width,
                    $"{cafe.CafeId}{Words(cafe.Connections.ByRole, "  ")}",
                    Text($"{cafe.Connections.Total:N0}"),
                    Text($"{cafe.OpenOrders:N0}"),
                    cafe.Intake
                ),
                cafe.Intake == "paused" ? TopTone.Warning : TopTone.Plain
            )),
        ];

    private static List<TopLine> Channels(StatusAnswer now, ChannelOrder order, int width) =>
        [
            new(
                Row(
                    width,
                    Text($"channel ({now.Channels.Total:N0})"),
                    "head",
                    order == ChannelOrder.Readers ? "readers*" : "readers",
                    "behind",
                    order == ChannelOrder.Lag ? "lag*" : "lag"
                ),
                TopTone.Title
            ),
            .. now.Channels.List.Select(channel => new TopLine(
                Row(
                    width,
                    channel.Channel,
                    Text($"{channel.Head:N0}"),
                    Text($"{channel.Readers:N0}"),
                    Text($"{channel.Behind:N0}"),
                    Text($"{channel.Lag:N0}")
                )
            )),
        ];

    // The name has what the figures leave.
    private static string Row(int width, string name, params ReadOnlySpan<string> figures)
    {
        const int column = 11;
        const int wide = 22;
        var row = "";
        for (var i = 0; i < figures.Length; i++)
        {
            var isLast = i == figures.Length - 1 && figures.Length == 2;
            row += "  " + Cut(figures[i], isLast ? wide : column).PadLeft(isLast ? wide : column);
        }

        var room = Math.Max(1, width - row.Length);
        return Cut(name, room).PadRight(room) + row;
    }

    // A proxy in front may ask another server each time: two of them have no difference that means anything.
    private static bool IsOther(StatusAnswer now, StatusAnswer? before) =>
        before is not null && before.Server.Id != now.Server.Id;

    private static string Cpu(StatusAnswer now, StatusAnswer? before)
    {
        before = IsOther(now, before) ? null : before;
        var span = now.Server.UptimeSeconds - (before?.Server.UptimeSeconds ?? 0);
        var used = now.Server.CpuSeconds - (before?.Server.CpuSeconds ?? 0);
        return span <= 0 ? "–" : Text($"{Math.Max(0, 100 * used / span):0} %");
    }

    private static string Duration(DurationStatus took) =>
        took.Count == 0
            ? "–"
            : Text($"p50 {took.P50Ms:0.0} p95 {took.P95Ms:0.0} p99 {took.P99Ms:0.0} ms");

    private static string Words<T>(IReadOnlyDictionary<string, T> counts, string before)
        where T : IComparable<T>, IFormattable =>
        counts.Count == 0
            ? ""
            : before
                + string.Join(
                    ", ",
                    counts
                        .OrderByDescending(one => one.Value)
                        .Select(one =>
                            $"{one.Key} {one.Value.ToString("N0", CultureInfo.InvariantCulture)}"
                        )
                );

    private static string Span(double seconds)
    {
        var span = TimeSpan.FromSeconds(seconds);
        return span.Days > 0
            ? Text($"{span.Days} d {span.Hours}:{span.Minutes:00}")
            : Text($"{span.Hours}:{span.Minutes:00}:{span.Seconds:00}");
    }

    private static string Size(long bytes) =>
        bytes >= Mebi ? Text($"{bytes / (double)Mebi:0.0} MiB")
        : bytes >= 1024 ? Text($"{bytes / 1024:N0} KiB")
        : Text($"{bytes} B");

    private static string Cut(string text, int width) =>
        text.Length <= width ? text : string.Concat(text.AsSpan(0, Math.Max(0, width - 1)), "…");

    private static string Text(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
