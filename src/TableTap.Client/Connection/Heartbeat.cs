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

    private long _heardAt = continuity.Options.TimeProvider.GetTimestamp();

    /// <summary>Notes that a frame came, so that the server is not silent.</summary>
    public void FrameReceived() =>
        Volatile.Write(ref _heardAt, continuity.Options.TimeProvider.GetTimestamp());

    /// <summary>Pings until the session ends.</summary>
    /// <exception cref="ConnectionLostException">The socket is gone or silent.</exception>
    public async Task RunAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        var time = continuity.Options.TimeProvider;
        while (true)
        {
            await Task.Delay(interval, time, cancellationToken);
            await wire.SendAsync(FrameWriter.Ping(time.GetUtcNow()), cancellationToken);

            // While the application is slow nobody reads, so silence says nothing about the server.
            if (
                !continuity.Inbox.IsBlocking
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
        if (continuity.Inbox.IsBlocking)
        {
            return;
        }

        foreach (var (channel, head) in ahead.Where(IsAhead))
        {
            replayer.Ask(channel, continuity.Subscriptions.LastOf(channel) ?? 0);
        }
    }

    private bool IsAhead(KeyValuePair<string, long> head) =>
        continuity.Subscriptions.LastOf(head.Key) is { } last && last < head.Value;
}
