using System.Globalization;
using System.Text.Json;
using TableTap.Client.Contract;
using TableTap.Server.Configuration;
using TableTap.Terms;

namespace TableTap.Cli.Printing;

/// <summary>Says what an agent does: a line for each slip, and on the other stream what is wrong, once for each change.</summary>
/// <param name="output">Where slips are told.</param>
/// <param name="error">Where it is told what is wrong.</param>
/// <param name="path">The agent's file.</param>
/// <param name="time">The clock.</param>
internal sealed class PrintVoice(
    TextWriter output,
    TextWriter error,
    string path,
    TimeProvider time
)
{
    private readonly Lock _gate = new();
    private string _printer = PrinterStatus.Good.Words;
    private string? _kept;
    private bool _isLow;

    /// <summary>How the printer is; told where that is another than before.</summary>
    public void Printer(PrinterStatus status)
    {
        lock (_gate)
        {
            if (status.Words != _printer)
            {
                Warn($"printer: {status.Words}{(status.IsGood ? "" : "; slips wait")}");
                _printer = status.Words;
            }

            if (status.IsGood && status.IsPaperLow != _isLow)
            {
                _isLow = status.IsPaperLow;
                Warn(_isLow ? "printer: its paper is near its end" : "printer: it has new paper");
            }
        }
    }

    /// <summary>A slip is printed.</summary>
    public void Printed(Slip slip, PrintOutcome outcome)
    {
        var now = time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        lock (_gate)
        {
            _kept = null;
            output.WriteLine($"{now} {slip.Order.OrderNumber} {Word(slip.Kind)}");
            output.Flush();
            if (outcome == PrintOutcome.Unconfirmed)
            {
                Warn(
                    $"{slip.Order.OrderNumber}: the printer did not say that it printed it; look whether it is there. If it never does, say --answers status"
                );
            }
        }
    }

    /// <summary>A slip was sent often and never confirmed.</summary>
    public void GaveUp(Slip slip, int sends) =>
        Locked(
            $"{slip.Order.OrderNumber}: sent {Counted.Of(sends, "time", "times")} without an end, it is not sent again"
        );

    /// <summary>The agent's file cannot be written.</summary>
    public void NotKept(Exception refused)
    {
        var words = FailureWords.Of(path, refused);
        lock (_gate)
        {
            if (words != _kept)
            {
                _kept = words;
                Warn($"{words} Slips wait.");
            }
        }
    }

    /// <summary>The counter's channel is heard.</summary>
    public void Following(string channel) => Locked($"follows {channel}");

    /// <summary>The server does not answer.</summary>
    public void ServerAway(string words) => Locked($"the server does not answer: {words}");

    /// <summary>What was missed is no longer in the history.</summary>
    public void HistoryLost() =>
        Locked("what was missed is no longer in the history: looks up the open tickets");

    /// <summary>A message cannot be read.</summary>
    public void Unreadable(ReceivedMessage message, JsonException reason) =>
        Locked($"{message} cannot be read and is not printed: {reason.Message}");

    /// <summary>What happens to the connection.</summary>
    public void Tell(ClientEvent happened)
    {
        if (happened is Disconnected left)
        {
            Locked($"disconnected ({left.Reason}), again in {left.RetryIn.TotalSeconds:0.0} s");
        }
        else if (happened is Resumed)
        {
            Locked("connected again");
        }
    }

    private void Locked(string words)
    {
        lock (_gate)
        {
            Warn(words);
        }
    }

    private void Warn(string words)
    {
        error.WriteLine($"tabletap: {words}");
        error.Flush();
    }

    private static string Word(SlipKind kind) =>
        kind switch
        {
            SlipKind.Ticket => "ticket",
            SlipKind.Added => "added",
            SlipKind.Void => "void",
            SlipKind.Cancelled => "cancelled",
            SlipKind.Moved => "moved to another counter",
            SlipKind.Held => "held",
            SlipKind.Priority => "priority",
            _ => "recalled",
        };
}
