using TableTap.Client.Socket;
using TableTap.Protocol.Envelopes;

namespace TableTap.Client.Connection;

/// <summary>
/// Pings, detects a dead socket, and compares the <c>heads</c> of each <c>pong</c> with what was received (sections 1 and 2).
/// </summary>
/// <param name="wire">The connection's socket.</param>
/// <param name="continuity">What was received.</param>
/// <param name="replayer">Fetches what is missing.</param>
internal sealed class Heartbeat(FrameSocket wire, ClientState continuity, Replayer replayer)
{
    private const double SilentIntervals = 2.5;
    private const int Answered = 0;
    private const int Asked = 1;
    private const int Silent = 2;

    private int _ping;
    private long _heardAt = continuity.Options.TimeProvider.GetTimestamp();

    /// <summary>Whether a ping is unanswered for half of the time that an answer may take.</summary>
    public bool IsSilent => Volatile.Read(ref _ping) == Silent;

    /// <summary>Notes that a frame came, so that the server is not silent.</summary>
    public void FrameReceived()
    {
        Volatile.Write(ref _heardAt, continuity.Options.TimeProvider.GetTimestamp());
        if (Interlocked.Exchange(ref _ping, Answered) == Silent)
        {
            continuity.Freshness.Refresh();
        }
    }

    /// <summary>Pings until the session ends.</summary>
    /// <exception cref="ConnectionLostException">The socket is gone or silent.</exception>
    public async Task RunAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        var time = continuity.Options.TimeProvider;
        await using var watch = time.CreateTimer(
            _ => NoteSilence(),
            state: null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        while (true)
        {
            await Task.Delay(interval, time, cancellationToken);
            if (Interlocked.CompareExchange(ref _ping, Asked, Answered) == Answered)
            {
                watch.Change(continuity.Options.CommandTimeout / 2, Timeout.InfiniteTimeSpan);
            }

            await wire.SendAsync(FrameWriter.Ping(time.GetUtcNow()), cancellationToken);

            // While the application is slow nobody reads, so silence says nothing about the server.
            if (
                !continuity.Routes.IsBlocking
                && time.GetElapsedTime(Volatile.Read(ref _heardAt)) > interval * SilentIntervals
            )
            {
                throw new ConnectionLostException("the server is silent");
            }
        }
    }

    /// <summary>Replays what is still behind the heads after the grace.</summary>
    public async Task CompareAsync(
        IReadOnlyDictionary<string, long> heads,
        CancellationToken cancellationToken
    )
    {
        var ahead = heads.Where(IsAhead).ToArray();
        if (ahead.Length == 0)
        {
            return;
        }

        await Task.Delay(
            continuity.Options.CatchUpGrace,
            continuity.Options.TimeProvider,
            cancellationToken
        );
        if (continuity.Routes.IsBlocking)
        {
            return;
        }

        foreach (var (channel, head) in ahead.Where(IsAhead))
        {
            replayer.Ask(channel, continuity.Subscriptions.LastOf(channel) ?? 0, isByHeads: true);
        }
    }

    private void NoteSilence()
    {
        // While the application is slow nobody reads, so that the answer may be there already.
        var next = continuity.Routes.IsBlocking ? Answered : Silent;
        if (Interlocked.CompareExchange(ref _ping, next, Asked) == Asked)
        {
            continuity.Freshness.Refresh();
        }
    }

    private bool IsAhead(KeyValuePair<string, long> head) =>
        continuity.Subscriptions.LastOf(head.Key) is { } last && last < head.Value;
}
