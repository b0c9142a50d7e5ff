using TableTap.Realtime.Hub;
using TableTap.Server.Logging;

namespace TableTap.Server.Http.Admin;

/// <summary>
/// A drain for some minutes: the server lets nobody in and is not ready, and sends those away who are connected, as at a stop, but goes on
/// running and lets clients in again by itself. Thread-safe.
/// </summary>
/// <param name="hub">The connections.</param>
/// <param name="health">Tells whoever shares out clients that this server takes none.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where its beginning and its end are told.</param>
internal sealed class DrainControl(
    RealtimeHub hub,
    HealthEndpoints health,
    TimeProvider time,
    ILogger log
) : IDisposable
{
    /// <summary>How long sockets may take to answer the close; then they are cut.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private DrainAnswer? _current;
    private ITimer? _end;
    private bool _stopping;

    /// <summary>The drain that is under way; null where none is.</summary>
    public DrainAnswer? Current
    {
        get
        {
            lock (_gate)
            {
                return _current;
            }
        }
    }

    /// <summary>Begins a drain, unless one is under way.</summary>
    /// <param name="request">For how long, and whether those who are connected are sent away.</param>
    /// <param name="by">Who wants it.</param>
    /// <returns>The drain; null where one is under way, or the server stops.</returns>
    public DrainAnswer? TryBegin(DrainRequest request, string by)
    {
        lock (_gate)
        {
            if (_current is not null || _stopping)
            {
                return null;
            }

            var (now, length) = (time.GetUtcNow(), TimeSpan.FromMinutes(request.Minutes));
            _current = new(now, now + length, request.Disconnect, by, request.Reason);
            health.Accepting = false;
            ServerLog.DrainBegun(log, request.Minutes);
            hub.LetNobodyIn();
            if (request.Disconnect)
            {
                _ = SendAwayAsync();
            }

            var begun = _current;
            _end = time.CreateTimer(_ => TryEnd(begun), null, length, Timeout.InfiniteTimeSpan);
            return begun;
        }
    }

    /// <summary>Lets clients in again.</summary>
    /// <returns>Whether there was a drain to end.</returns>
    public bool TryEnd() => TryEnd(null);

    // A timer that fires late ends its own drain, and no other that has been begun since.
    private bool TryEnd(DrainAnswer? only)
    {
        lock (_gate)
        {
            if (
                _current is null
                || _stopping
                || (only is not null && !ReferenceEquals(only, _current))
            )
            {
                return false;
            }

            _current = null;
            _end?.Dispose();
            hub.LetIn();
            health.Accepting = true;
            ServerLog.DrainEnded(log);
            return true;
        }
    }

    /// <summary>From now on the server says that it is not ready, and nothing lets anybody in any more: it stops.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopping = true;
            health.Accepting = false;
            _end?.Dispose();
        }
    }

    /// <inheritdoc />
    public void Dispose() => Stop();

    private async Task SendAwayAsync()
    {
        using var patience = new CancellationTokenSource(hub.DrainWindow + Grace, time);
        try
        {
            await hub.DrainAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Who did not answer the close in time was cut.
        }
    }
}
