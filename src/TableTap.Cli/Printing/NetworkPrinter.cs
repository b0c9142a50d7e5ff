namespace TableTap.Cli.Printing;

/// <summary>What a printer says of itself.</summary>
internal enum PrinterAnswers
{
    /// <summary>It says how it is, and when it has printed.</summary>
    All,

    /// <summary>It says how it is.</summary>
    Status,

    /// <summary>It says nothing at all.</summary>
    None,
}

/// <summary>Where a printer is, and how long it may take.</summary>
internal sealed record PrinterOptions
{
    /// <summary>Its name or address.</summary>
    public required string Host { get; init; }

    /// <summary>The port where it listens.</summary>
    /// <value>Default 9100.</value>
    public int Port { get; init; } = 9100;

    /// <summary>What it says of itself.</summary>
    /// <value>Default <see cref="PrinterAnswers.All"/>.</value>
    public PrinterAnswers Answers { get; init; }

    /// <summary>How long a connection, a slip's way to the printer and an answer may take, each.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a printer that has a slip is asked how it is.</summary>
    /// <value>Default 2 s.</value>
    public TimeSpan AskEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a printer that is well may take to say that it has printed.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan DonePatience { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>What became of a slip.</summary>
internal enum PrintOutcome
{
    /// <summary>The slip is printed.</summary>
    Printed,

    /// <summary>It is as good as printed: the printer has it, is well, and does not say that it has printed.</summary>
    Unconfirmed,

    /// <summary>Nothing of it was sent.</summary>
    NotSent,

    /// <summary>Some of it or all was sent, and nobody knows what became of it.</summary>
    Unknown,
}

/// <summary>
/// A printer in the network. Each slip has a connection of its own, so that a printer that was away needs no care, and others can print,
/// too. Before a slip the printer is asked how it is, and after it whether it has printed.
/// </summary>
/// <param name="options">Where it is.</param>
/// <param name="time">The clock.</param>
internal sealed class NetworkPrinter(PrinterOptions options, TimeProvider time)
{
    private const int UnaskedRest = 3;

    /// <summary>How it is now.</summary>
    /// <param name="stop">Stops asking.</param>
    public async Task<PrinterStatus> LookAsync(CancellationToken stop)
    {
        try
        {
            await using var line = await OpenAsync(stop);
            return await AskAsync(line, stop);
        }
        catch (IOException failed)
        {
            return new(PrinterTrouble.Unreachable, failed.Message);
        }
    }

    /// <summary>Prints a slip, if the printer is well.</summary>
    /// <param name="job">What is sent (<see cref="EscPos.Slip"/>).</param>
    /// <param name="begin">Called when the printer is well, before the first byte is sent.</param>
    /// <param name="seen">Told how the printer is, again and again while the slip is with it.</param>
    /// <param name="stop">Stops it; what became of the slip is then unknown.</param>
    public async Task<(PrintOutcome Outcome, PrinterStatus Status)> PrintAsync(
        ReadOnlyMemory<byte> job,
        Func<Task> begin,
        Action<PrinterStatus> seen,
        CancellationToken stop
    )
    {
        PrinterLine line;
        try
        {
            line = await OpenAsync(stop);
        }
        catch (IOException failed)
        {
            return (PrintOutcome.NotSent, new(PrinterTrouble.Unreachable, failed.Message));
        }

        await using (line)
        {
            var status = await LookAsync(line, stop);
            if (!status.IsGood)
            {
                return (PrintOutcome.NotSent, status);
            }

            await begin();
            try
            {
                await line.SendAsync(job, options.Patience, stop);
                return options.Answers switch
                {
                    PrinterAnswers.All => await DoneAsync(line, seen, stop),
                    PrinterAnswers.Status => await WellAsync(line, stop),
                    _ => (PrintOutcome.Printed, PrinterStatus.Good),
                };
            }
            catch (IOException broken)
            {
                return (PrintOutcome.Unknown, new(PrinterTrouble.Broken, broken.Message));
            }
        }
    }

    private Task<PrinterLine> OpenAsync(CancellationToken stop) =>
        PrinterLine.OpenAsync(options.Host, options.Port, options.Patience, time, stop);

    // A connection that breaks before anything was sent is no more than one that was not to be had.
    private async Task<PrinterStatus> LookAsync(PrinterLine line, CancellationToken stop)
    {
        try
        {
            return await AskAsync(line, stop);
        }
        catch (IOException failed)
        {
            return new(PrinterTrouble.Unreachable, failed.Message);
        }
    }

    private async Task<PrinterStatus> AskAsync(PrinterLine line, CancellationToken stop)
    {
        if (options.Answers == PrinterAnswers.None)
        {
            return PrinterStatus.Good;
        }

        await line.SendAsync(EscPos.AskStatus.ToArray(), options.Patience, stop);
        try
        {
            return PrinterStatus.Of(
                await AnswerAsync(line, stop),
                await AnswerAsync(line, stop),
                await AnswerAsync(line, stop)
            );
        }
        catch (TimeoutException)
        {
            return new(PrinterTrouble.Silent);
        }
    }

    private async Task<byte> AnswerAsync(PrinterLine line, CancellationToken stop)
    {
        while (true)
        {
            var value = await NextAsync(line, options.Patience, stop);
            if (PrinterStatus.IsAnswer(value))
            {
                return value;
            }
        }
    }

    // It is asked while it has the slip: its answer says only that it has taken all of it, and how it is then.
    private async Task<(PrintOutcome Outcome, PrinterStatus Status)> WellAsync(
        PrinterLine line,
        CancellationToken stop
    )
    {
        var status = await AskAsync(line, stop);
        return (status.IsGood ? PrintOutcome.Printed : PrintOutcome.Unknown, status);
    }

    // Waits until it has printed, however long it has no paper: it keeps the slip, and goes on where it stopped.
    private async Task<(PrintOutcome Outcome, PrinterStatus Status)> DoneAsync(
        PrinterLine line,
        Action<PrinterStatus> seen,
        CancellationToken stop
    )
    {
        await line.SendAsync(EscPos.AskDone.ToArray(), options.Patience, stop);
        var heardAt = time.GetTimestamp();
        var wellSince = heardAt;
        var answers = new List<byte>(UnaskedRest);
        var isAsked = false;
        while (true)
        {
            try
            {
                var value = await NextAsync(line, options.AskEvery, stop);
                heardAt = time.GetTimestamp();
                if (PrinterStatus.IsDone(value))
                {
                    return (PrintOutcome.Printed, PrinterStatus.Good);
                }

                if (PrinterStatus.IsAnswer(value))
                {
                    answers.Add(value);
                }
            }
            catch (TimeoutException)
            {
                if (time.GetElapsedTime(heardAt) > options.Patience)
                {
                    return (PrintOutcome.Unknown, new(PrinterTrouble.Silent));
                }

                // Its answers look alike: it is asked again only when all of the last ones have come.
                if (!isAsked)
                {
                    isAsked = true;
                    await line.SendAsync(EscPos.AskStatus.ToArray(), options.Patience, stop);
                }
            }

            if (answers is not [var printer, var cause, var paper])
            {
                continue;
            }

            answers.Clear();
            isAsked = false;
            var status = PrinterStatus.Of(printer, cause, paper);
            seen(status);
            if (!status.IsGood)
            {
                wellSince = time.GetTimestamp();
            }
            else if (time.GetElapsedTime(wellSince) > options.DonePatience)
            {
                return (PrintOutcome.Unconfirmed, status);
            }
        }
    }

    // The next byte that means something to us: what a printer tells unasked is left out.
    private static async Task<byte> NextAsync(
        PrinterLine line,
        TimeSpan patience,
        CancellationToken stop
    )
    {
        while (true)
        {
            var value = await line.ReceiveAsync(patience, stop);
            if (!PrinterStatus.IsUnasked(value))
            {
                return value;
            }

            for (var rest = 0; rest < UnaskedRest; rest++)
            {
                await line.ReceiveAsync(patience, stop);
            }
        }
    }
}
