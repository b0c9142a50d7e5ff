using TableTap.Server.Configuration;

namespace TableTap.Cli.Printing;

/// <summary>
/// Prints slips one after the other, and keeps what was printed: before the first byte that a slip is being printed, after its confirmation
/// that it is. What was interrupted in between is printed again and says so.
/// </summary>
/// <param name="options">How patient it is.</param>
/// <param name="journal">What was printed.</param>
/// <param name="printer">The printer.</param>
/// <param name="press">Makes what is sent to it.</param>
/// <param name="voice">Tells what happens.</param>
/// <param name="time">The clock.</param>
internal sealed class PrintDesk(
    PrintAgentOptions options,
    PrintJournal journal,
    NetworkPrinter printer,
    SlipPress press,
    PrintVoice voice,
    TimeProvider time
)
{
    // A printer that takes a slip again and again and never says that it has printed would fill the kitchen with copies.
    private const int MostSends = 5;

    /// <summary>Waits until the printer prints.</summary>
    /// <param name="stop">Stops waiting.</param>
    public async Task UntilGoodAsync(CancellationToken stop)
    {
        for (var pause = options.FirstPause; !await LookAsync(stop); pause = Longer(pause))
        {
            await Task.Delay(pause, time, stop);
        }
    }

    /// <summary>Whether the printer prints, or prints again within <see cref="PrintAgentOptions.Grace"/>.</summary>
    /// <param name="stop">Stops waiting.</param>
    public async Task<bool> IsGoodAsync(CancellationToken stop)
    {
        var since = time.GetTimestamp();
        for (var pause = options.FirstPause; !await LookAsync(stop); pause = Longer(pause))
        {
            if (time.GetElapsedTime(since) >= options.Grace)
            {
                return false;
            }

            await Task.Delay(pause, time, stop);
        }

        return true;
    }

    /// <summary>Prints a slip, and keeps that it is printed.</summary>
    /// <param name="slip">The slip, with what holds then.</param>
    /// <param name="stop">Stops it.</param>
    /// <returns>Whether it is printed; false where the printer is away for longer than <see cref="PrintAgentOptions.Grace"/>.</returns>
    public async Task<bool> FinishAsync(SlipInHand slip, CancellationToken stop)
    {
        var since = time.GetTimestamp();
        for (var pause = options.FirstPause; ; pause = Longer(pause))
        {
            var (outcome, sends) = await SendAsync(slip, stop);
            slip = slip with { Sends = sends };
            if (outcome == PrintOutcome.Unknown && sends >= MostSends)
            {
                voice.GaveUp(slip.Slip, sends);
                outcome = PrintOutcome.Unconfirmed;
            }

            if (outcome is PrintOutcome.Printed or PrintOutcome.Unconfirmed)
            {
                // Printed paper stays printed, also where it is time to stop.
                await KeepAsync(journal.State.With(slip.OrderId, slip.Paper, slip.Sequence), stop);
                voice.Printed(slip.Slip, outcome);
                return true;
            }

            if (time.GetElapsedTime(since) >= options.Grace)
            {
                return false;
            }

            await Task.Delay(pause, time, stop);
        }
    }

    /// <summary>Keeps a state, however long the disk refuses: nothing is printed that could not be kept.</summary>
    /// <param name="state">The state.</param>
    /// <param name="stop">Stops trying.</param>
    public async Task KeepAsync(PrintState state, CancellationToken stop)
    {
        for (var pause = options.FirstPause; ; pause = Longer(pause))
        {
            try
            {
                journal.Keep(state);
                return;
            }
            catch (Exception refused) when (FailureWords.IsOfFiles(refused))
            {
                voice.NotKept(refused);
                await Task.Delay(pause, time, stop);
            }
        }
    }

    private async Task<(PrintOutcome Outcome, int Sends)> SendAsync(
        SlipInHand slip,
        CancellationToken stop
    )
    {
        // What is with the printer has a moment to come to its end.
        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var hurry = stop.Register(() => late.CancelAfter(options.Goodbye));
        var sends = slip.Sends;
        var mark = sends == 0 ? slip.Slip.Mark : SlipMark.PossibleCopy;
        var (outcome, status) = await printer.PrintAsync(
            press.Press(slip.Slip with { Mark = mark }),
            async () =>
            {
                stop.ThrowIfCancellationRequested();
                await KeepAsync(
                    journal.State with
                    {
                        InHand = slip with { Sends = ++sends },
                    },
                    stop
                );
            },
            voice.Printer,
            late.Token
        );
        voice.Printer(status);
        return (outcome, sends);
    }

    private async Task<bool> LookAsync(CancellationToken stop)
    {
        var status = await printer.LookAsync(stop);
        voice.Printer(status);
        return status.IsGood;
    }

    private TimeSpan Longer(TimeSpan pause) =>
        pause * 2 < options.LongestPause ? pause * 2 : options.LongestPause;
}
