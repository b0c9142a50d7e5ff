using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TableTap.Realtime.Journal;

namespace TableTap.Storage;

/// <summary>
/// Hands every committed message to this process's dispatcher, in commit order, exactly once, whichever process wrote it.
/// Written to by the writer loop alone.
/// </summary>
/// <param name="capacity">How many commits the dispatcher may lag behind before publishing waits for it.</param>
/// <param name="isSilent">Whether nothing is handed over: another process tells the readers.</param>
/// <param name="log">Where it is told that nobody took what was committed.</param>
internal sealed class CommittedFeed(int capacity, bool isSilent, ILogger log) : IDisposable
{
    /// <summary>How many messages a page of a sweep has at most.</summary>
    public const int SweepPage = 500;

    private readonly CancellationTokenSource _impatient = new();

    private readonly Channel<IReadOnlyList<StoredMessage>> _channel = Channel.CreateBounded<
        IReadOnlyList<StoredMessage>
    >(new BoundedChannelOptions(capacity) { SingleWriter = true });

    /// <summary>The end of the feed that the dispatcher reads from.</summary>
    public ChannelReader<IReadOnlyList<StoredMessage>> Reader => _channel.Reader;

    /// <summary>The last position handed over.</summary>
    public long Published { get; set; }

    /// <summary>The last message handed over; null before the first.</summary>
    public StoredMessage? Last { get; private set; }

    /// <summary>Hands over what follows <see cref="Published"/>; waits while the dispatcher is far behind.</summary>
    public async ValueTask PublishAsync(IReadOnlyList<StoredMessage> messages)
    {
        if (messages.Count == 0 || isSilent)
        {
            return;
        }

        Published = messages[^1].Position;
        Last = messages[^1];

        try
        {
            await _channel.Writer.WriteAsync(messages, _impatient.Token);
        }
        catch (OperationCanceledException)
        {
            StorageLog.PublishFailed(log, messages.Count);
        }
    }

    /// <summary>Hands over what the store has beyond <see cref="Published"/>, read a page at a time.</summary>
    /// <param name="read">Reads the next messages after a position, at most <see cref="SweepPage"/>.</param>
    public async ValueTask SweepAsync(Func<long, ValueTask<List<StoredMessage>>> read)
    {
        while (!isSilent && await read(Published) is { Count: > 0 } page)
        {
            await PublishAsync(page);
        }
    }

    /// <summary>Waits no longer for a dispatcher that stands still.</summary>
    public void WakeUp() => _impatient.Cancel();

    /// <summary>Ends the feed: the dispatcher still reads what is in it, and nothing more comes.</summary>
    /// <param name="reason">Why it ends in the middle; null at a stop.</param>
    public void Complete(Exception? reason = null) => _channel.Writer.TryComplete(reason);

    public void Dispose() => _impatient.Dispose();
}
