using TableTap.Client.Contract;
using TableTap.Client.Socket;

namespace TableTap.Client.Connection;

/// <summary>Keeps one session after the other, until the client is disposed or a server says never again. Thread-safe.</summary>
/// <param name="continuity">What outlives the sessions.</param>
internal sealed class Supervisor(ClientState continuity)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<ClientSession> _ready = NewReady();
    private ClientSession? _current;

    /// <summary>The present session; null while there is none.</summary>
    public ClientSession? Current
    {
        get
        {
            lock (_gate)
            {
                return _current;
            }
        }
    }

    /// <summary>Whether the client was disposed or has stopped for good, so that no session comes any more.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _ready.Task.IsFaulted;
            }
        }
    }

    /// <summary>Waits until there is a session.</summary>
    /// <exception cref="TableTapException">There will be none.</exception>
    public Task<ClientSession> SessionAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _ready.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Runs until disposal or a stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var options = continuity.Options;
        var dialler = new Dialler(options, continuity.Token, continuity.Keyring);
        var reconnection = new Reconnection(options);
        try
        {
            while (true)
            {
                var end = await LiveAsync(dialler, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                var step = reconnection.After(end);
                if (step.Stop is { } stop)
                {
                    continuity.Freshness.Stop();
                    continuity.Raise(new Stopped(stop));
                    End(stop);
                    return;
                }

                continuity.Freshness.Lose();
                continuity.Raise(new Disconnected(end.Reason, end.CloseCode, step.Delay));
                await Task.Delay(step.Delay, options.TimeProvider, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            continuity.Freshness.Stop();
            End(null);
        }
    }

    private static TaskCompletionSource<ClientSession> NewReady() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<SessionEnd> LiveAsync(Dialler dialler, CancellationToken cancellationToken)
    {
        var (wire, established, failure) = await dialler.DialAsync(cancellationToken);
        if (wire is null || established is null)
        {
            return failure ?? new("no session");
        }

        using var session = new ClientSession(wire, established, continuity);
        continuity.Freshness.Begin(() => session.State);
        lock (_gate)
        {
            _current = session;
            _ready.TrySetResult(session);
        }

        try
        {
            return await session.RunAsync(cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever broke one session, the next one may hold.
            return new(fault.Message, Lived: TimeSpan.Zero);
        }
        finally
        {
            lock (_gate)
            {
                _current = null;
                _ready = NewReady();
            }
        }
    }

    private void End(TableTapException? stop)
    {
        Exception reason = stop ?? (Exception)new ObjectDisposedException("TableTapClient");
        lock (_gate)
        {
            _ready.TrySetException(reason);
        }

        // Nobody has to wait for a session that never comes.
        _ = _ready.Task.Exception;
        continuity.Commands.End(reason);
        continuity.Routes.Complete(stop);
    }
}
