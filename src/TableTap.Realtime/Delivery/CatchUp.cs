using Microsoft.Extensions.Logging;
using TableTap.Protocol.Envelopes;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Options;
using TableTap.Realtime.Sending;

namespace TableTap.Realtime.Delivery;

/// <summary>
/// Brings readers that left the live path back to it: reads the journal from their positions, at their own pace, in
/// commit order over all their channels, and joins where the fan-out is by then. The one way for a subscription with a
/// position, a reconnect and a slow reader (section 7).
/// </summary>
/// <param name="journal">The history.</param>
/// <param name="fanOut">The live path.</param>
/// <param name="budget">The bytes of all outboxes.</param>
/// <param name="options">The sizes.</param>
/// <param name="cover">Encrypts payment data for its reader.</param>
/// <param name="time">The clock.</param>
/// <param name="metrics">The figures.</param>
/// <param name="log">Where to log.</param>
internal sealed class CatchUp(
    IJournal journal,
    FanOut fanOut,
    OutboxBudget budget,
    DeliveryOptions options,
    PaymentEncoder cover,
    TimeProvider time,
    RealtimeMetrics metrics,
    ILogger log
) : IDisposable
{
    // So small that a page for each of ten thousand connections fits into the half of the budget that is left.
    private const int TightPageBytes = 8 * 1024;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _reads = new(options.ConcurrentReads);
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>Asked of messages before a reader gets them; while it says that they may not be heard yet, the reader waits.</summary>
    public Func<IReadOnlyList<StoredMessage>, ValueTask<bool>>? Arriving { get; set; }

    /// <summary>Begins to bring a reader back. Gate held: nothing of it runs here.</summary>
    public void Begin(Reader reader) => _ = RunAsync(reader);

    public void Dispose()
    {
        _stopped.Cancel();
        _stopped.Dispose();
        _reads.Dispose();
    }

    private async Task RunAsync(Reader reader)
    {
        await Task.Yield();
        try
        {
            var stopped = _stopped.Token;
            while (!await TryStepAsync(reader, stopped))
            {
                await Task.Delay(RetryDelay, time, stopped);
            }
        }
        catch (Exception stop) when (stop is OperationCanceledException or ObjectDisposedException)
        {
            // The server stops; its connections end with it.
        }
    }

    // Brings the reader back, or says that the journal cannot be read now: the reader waits then, for it must not be
    // told less than there is.
    private async Task<bool> TryStepAsync(Reader reader, CancellationToken stopped)
    {
        try
        {
            do
            {
                // A page is read only when the one before has left.
                await reader.Outbox.EmptyAsync(stopped);
            } while (!await StepAsync(reader, stopped));
            return true;
        }
        catch (Exception fault) when (!stopped.IsCancellationRequested)
        {
            RealtimeLog.CatchUpFailed(log, fault);
            return false;
        }
        catch (Exception) when (stopped.IsCancellationRequested)
        {
            return true;
        }
    }

    // Reads and sends one page; true when the reader is live again or gone.
    private async Task<bool> StepAsync(Reader reader, CancellationToken stopped)
    {
        int version;
        RunningReplay? replay;
        List<ChannelPosition> positions;
        bool isSmall;
        lock (fanOut.Gate)
        {
            if (reader.IsGone || reader.Outbox.IsBroken)
            {
                return true;
            }

            (version, replay, positions) = (reader.Version, reader.Replay, reader.Positions());
            isSmall = reader.ReadsSmall || budget.IsTight;
        }

        var page = await ReadAsync(positions, replay, isSmall, stopped);
        if (Arriving is { } arriving && page.Messages.Count > 0 && !await arriving(page.Messages))
        {
            throw new JournalUnavailableException("Who may hear what cannot be read now.");
        }

        page.Messages = cover.For(page.Messages, reader.EncryptionKey);
        var frame = replay is null ? null : page.ToReplayFrame(replay, time.GetUtcNow());
        bool joined;
        lock (fanOut.Gate)
        {
            if (reader.IsGone)
            {
                return true;
            }

            // Somebody changed what is heard while we read: what we have may be too much or too little.
            if (reader.Version != version)
            {
                return false;
            }

            // There is no room, or others took it meanwhile: a small page may always be sent.
            reader.ReadsSmall = !isSmall && !budget.HasRoom(page.Bytes);
            if (reader.ReadsSmall)
            {
                return false;
            }

            Send(reader, page, frame);
            joined = page.IsLast && fanOut.TryJoin(reader, page.Position);
        }

        reader.Outbox.Flush();
        return joined;
    }

    private async Task<HistoryPage> ReadAsync(
        List<ChannelPosition> positions,
        RunningReplay? replay,
        bool isSmall,
        CancellationToken stopped
    )
    {
        await _reads.WaitAsync(stopped);
        try
        {
            var limit = isSmall
                ? new PageLimit(options.PageMessages, Math.Min(options.PageBytes, TightPageBytes))
                : options.Page;
            var page = await journal.ReadMessagesAsync(positions, limit, stopped);
            var heads =
                HistoryPage.HasHole(page, positions) || (replay is { Pages: > 0 } && !page.HasMore)
                    ? await journal.HeadsAsync(
                        [.. positions.Select(position => position.Channel)],
                        stopped
                    )
                    : null;
            return new HistoryPage(page, positions, heads);
        }
        finally
        {
            _reads.Release();
        }
    }

    private void Send(Reader reader, HistoryPage page, byte[]? replayFrame)
    {
        foreach (var (channel, head) in page.Lost)
        {
            fanOut.Unsubscribe(reader.Find(channel)!);
            reader.Outbox.Append(
                EntryKind.Barrier,
                FrameWriter.Notice(
                    ProtocolErrors.HistoryUnavailable(channel.Text, head),
                    time.GetUtcNow()
                )
            );
            reader.Replay?.Lose(channel);
        }

        foreach (var message in page.Messages)
        {
            reader.Find(message.Channel)!.Have = message.Sequence;
            if (replayFrame is null)
            {
                reader.Outbox.Append(message);
            }
        }

        if (replayFrame is not null)
        {
            reader.Outbox.Append(EntryKind.Page, replayFrame);
            reader.Replay!.Sent(page.Messages is [.., var last] ? last.MessageId : null);
            reader.Replay = page.IsLast ? null : reader.Replay;
        }

        reader.ReadTo = page.Position;
        if (page.IsLast)
        {
            reader.HeardTo?.Invoke(page.Position);
        }

        metrics.Replayed(page.Messages.Count);
    }
}
