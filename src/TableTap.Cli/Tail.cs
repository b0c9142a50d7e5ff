using System.Text;
using Spectre.Console;
using TableTap.Client;
using TableTap.Client.Contract;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary>Follows channels and prints what comes; what happens to the connection goes to the other stream.</summary>
/// <param name="output">Where messages go.</param>
/// <param name="error">Where the connection's story goes.</param>
/// <param name="asJson">Whether messages are printed as they are stored, one a line.</param>
internal sealed class Tail(TextWriter output, TextWriter error, bool asJson)
{
    private readonly IAnsiConsole _console = Terminal.On(output, Unbroken);

    // A message is one line, however long: the terminal breaks it, and a pipe must not.
    private const int Unbroken = 1_000_000;

    /// <summary>Follows until told to stop.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(
        Uri url,
        Func<CancellationToken, ValueTask<string>> token,
        IReadOnlyList<ChannelRequest> channels,
        CancellationToken stop
    )
    {
        await using var client = new TableTapClient(
            new()
            {
                Url = url,
                Token = token,
                OnEvent = PrintEvent,
            }
        );
        try
        {
            await client.ConnectAsync(stop);
            var confirmed = await client.SubscribeAsync(channels, epoch: null, stop);
            foreach (var failed in confirmed.Failed)
            {
                await error.WriteLineAsync($"tabletap: {failed.Channel}: {Words(failed)}");
            }

            if (confirmed.Positions.Count == 0)
            {
                return ExitCode.Failed;
            }

            await foreach (var message in client.ReadAllAsync(stop))
            {
                Print(message);
            }

            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It follows until it is told to stop: that is its good end.
            return ExitCode.Done;
        }
        catch (TableTapException refused)
        {
            throw new CommandFailedException(ExitCode.Failed, refused.Message);
        }
    }

    private void Print(ReceivedMessage message)
    {
        if (asJson)
        {
            output.WriteLine(Encoding.UTF8.GetString(message.Frame.Span));
            output.Flush();
            return;
        }

        var data = Encoding.UTF8.GetString(message.Data.Span);
        _console.MarkupLineInterpolated(
            $"[grey]{message.Timestamp:HH:mm:ss.fff}[/] [blue]{message.Channel}[/] [grey]#{message.Sequence}[/] [bold]{message.Type}[/] {data}"
        );
    }

    private static string Words(FailedSubscription failed) =>
        failed.Reason switch
        {
            SubscriptionFailure.InsufficientPermissions => "this token may not hear it",
            SubscriptionFailure.InvalidChannel => "that is not the name of a channel",
            SubscriptionFailure.UnknownChannel => "there is no such channel",
            SubscriptionFailure.SubscriptionLimitExceeded => "too many channels at once",
            _ when failed.OldestSequence <= failed.Sequence =>
                $"that position is not in the history, which holds {failed.OldestSequence} to {failed.Sequence}",
            _ => "that position is not in the history, which holds nothing now",
        };

    private void PrintEvent(ClientEvent happened)
    {
        var words = happened switch
        {
            Disconnected left =>
                $"disconnected ({left.Reason}), again in {left.RetryIn.TotalSeconds:0.0} s",
            Resumed resumed =>
                $"back, goes on with {Counted.Of(resumed.Channels, "channel", "channels")}",
            HistoryLost lost =>
                $"{lost.Channel}: what followed {lost.After} cannot be replayed, goes on with what comes next",
            SubscriptionEnded ended => $"{ended.Channel}: {ended.Reason}",
            _ => null,
        };
        if (words is not null)
        {
            error.WriteLine($"tabletap: {words}");
        }
    }
}
