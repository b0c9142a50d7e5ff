using System.Text;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;
using TableTap.Realtime.Inspection;
using TableTap.Server.Http.Admin;

namespace TableTap.Cli;

/// <summary>Looks at a server again and again, and shows what it sees: alive on a terminal, as plain lines elsewhere.</summary>
/// <param name="status">Asks the server.</param>
/// <param name="every">The time between two looks.</param>
/// <param name="order">Which channels stand first at the beginning.</param>
/// <param name="time">The clock.</param>
internal sealed class Top(
    RemoteStatus status,
    TimeSpan every,
    ChannelOrder order,
    TimeProvider time
)
{
    private const int PlainWidth = 120;
    private const int PlainHeight = 200;

    /// <summary>How soon a key is noticed.</summary>
    private static readonly TimeSpan KeyTime = TimeSpan.FromMilliseconds(100);

    private ChannelOrder _order = order;

    /// <summary>Looks until told to stop.</summary>
    /// <param name="output">Where to show it.</param>
    /// <param name="once">Whether to end after the second look.</param>
    /// <param name="asJson">Whether the server's answers are printed as they come.</param>
    /// <param name="stop">Ends it, which is its good end.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(
        TextWriter output,
        bool once,
        bool asJson,
        CancellationToken stop
    )
    {
        try
        {
            if (once)
            {
                await OnceAsync(output, asJson, stop);
            }
            else if (!asJson && Terminal.IsTerminal(output))
            {
                await LiveAsync(Terminal.On(output), stop);
            }
            else
            {
                await PlainAsync(output, asJson, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !once)
        {
            // It looks until it is told to stop.
        }
        catch (ServerAwayException away)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{away.Message}.");
        }

        return ExitCode.Done;
    }

    // The first answer has no rates: the server counts for its console only while somebody asks.
    private async Task OnceAsync(TextWriter output, bool asJson, CancellationToken stop)
    {
        var first = Read(await status.ReadAsync(_order, stop));
        await Task.Delay(every, time, stop);
        var answer = await status.ReadAsync(_order, stop);
        Print(output, answer, first, asJson);
    }

    private async Task PlainAsync(TextWriter output, bool asJson, CancellationToken stop)
    {
        StatusAnswer? before = null;
        while (true)
        {
            var answer = await status.ReadAsync(_order, stop);
            Print(output, answer, before, asJson);
            before = Read(answer);
            await Task.Delay(every, time, stop);
        }
    }

    private void Print(TextWriter output, byte[] answer, StatusAnswer? before, bool asJson)
    {
        if (asJson)
        {
            output.WriteLine(Encoding.UTF8.GetString(answer));
        }
        else
        {
            var screen = TopScreen.Lines(Read(answer), before, _order, PlainWidth, PlainHeight);
            foreach (var line in screen)
            {
                output.WriteLine(line.Text);
            }

            output.WriteLine();
        }

        output.Flush();
    }

    private async Task LiveAsync(IAnsiConsole console, CancellationToken stop)
    {
        // What is wrong from the beginning, such as the token, is said and not shown over and over.
        var now = Read(await status.ReadAsync(_order, stop));
        await console
            .Live(Drawn(console, now, null, null))
            .AutoClear(true)
            .Overflow(VerticalOverflow.Crop)
            .StartAsync(async live =>
            {
                StatusAnswer? before = null;
                while (await RestAsync(stop))
                {
                    string? trouble = null;
                    try
                    {
                        (before, now) = (now, Read(await status.ReadAsync(_order, stop)));
                    }
                    catch (ServerAwayException away)
                    {
                        trouble = away.Message;
                    }

                    live.UpdateTarget(Drawn(console, now, before, trouble));
                }
            });
    }

    // Waits for the next look; false where somebody wants to leave. A key that sorts looks at once.
    private async Task<bool> RestAsync(CancellationToken stop)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < every)
        {
            await Task.Delay(KeyTime < every ? KeyTime : every, time, stop);
            switch (Key())
            {
                case 'q':
                    return false;
                case 'r':
                    _order = ChannelOrder.Readers;
                    return true;
                case 'l':
                    _order = ChannelOrder.Lag;
                    return true;
                case 'n':
                    _order = ChannelOrder.Name;
                    return true;
                default:
                    break;
            }
        }

        return true;
    }

    private static char? Key() =>
        !Console.IsInputRedirected && Console.KeyAvailable
            ? char.ToLowerInvariant(Console.ReadKey(intercept: true).KeyChar)
            : null;

    private Rows Drawn(
        IAnsiConsole console,
        StatusAnswer now,
        StatusAnswer? before,
        string? trouble
    )
    {
        // A terminal that is drawn to its last line scrolls.
        var (width, height) = (console.Profile.Width, Math.Max(1, console.Profile.Height - 1));
        var lines = TopScreen.Lines(now, before, _order, width, height, trouble);
        return new Rows(lines.Select(line => (IRenderable)new Text(line.Text, StyleOf(line.Tone))));
    }

    private static Style StyleOf(TopTone tone) =>
        tone switch
        {
            TopTone.Title => new(decoration: Decoration.Bold),
            TopTone.Warning => new(foreground: Color.Red),
            TopTone.Faint => new(decoration: Decoration.Dim),
            _ => Style.Plain,
        };

    private static StatusAnswer Read(byte[] answer)
    {
        try
        {
            return JsonSerializer.Deserialize(answer, AdminJson.Default.StatusAnswer)!;
        }
        catch (JsonException)
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                "The server's answer is not understood: its version is another one."
            );
        }
    }
}
