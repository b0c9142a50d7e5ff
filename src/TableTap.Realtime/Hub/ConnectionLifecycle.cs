using System.Net.WebSockets;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Limits;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Sending;
using TableTap.Realtime.Sessions;
using TableTap.Realtime.Subscriptions;

namespace TableTap.Realtime.Hub;

/// <summary>Serves a connection from its beginning to its end: authenticates it, admits it, reads it where it can speak, sees it off.</summary>
/// <param name="services">What sessions share.</param>
/// <param name="sessions">The sessions that live.</param>
/// <param name="authenticator">Finds out who comes.</param>
/// <param name="closing">Turns away who may not stay.</param>
/// <param name="loop">Reads a session.</param>
/// <param name="events">Subscribes streams of events.</param>
/// <param name="ids">Gives connection ids.</param>
internal sealed class ConnectionLifecycle(
    SessionServices services,
    SessionRegistry sessions,
    HandshakeAuthenticator authenticator,
    GracefulClose closing,
    SessionLoop loop,
    EventSubscriber events,
    IdSource ids
)
{
    private static readonly HandshakeRefusal Draining = new(
        CloseCode.Restarting,
        "the server is restarting",
        ProtocolErrors.Draining
    );

    /// <summary>Why a client is turned away before it costs an upgrade, which the caller counts; null where it is not.</summary>
    public async ValueTask<Error?> RefusalAsync(
        Handshake handshake,
        CancellationToken cancellationToken
    )
    {
        var error = await authenticator.RefusalAsync(handshake, cancellationToken);
        if (error is not null)
        {
            RealtimeLog.HandshakeLimited(services.Log, error.Code);
        }

        return error;
    }

    public async Task ServeAsync(
        WebSocket socket,
        SocketStream stream,
        Handshake handshake,
        CancellationToken cancellationToken
    )
    {
        using var owned = socket;
        var (identity, refusal) = sessions.IsDraining
            ? (null, Draining)
            : await authenticator.AuthenticateAsync(handshake, cancellationToken);

        // A token is not held for as long as the connection lives.
        handshake = handshake.WithoutTokens();
        if (identity is null)
        {
            await closing.CloseAsync(socket, stream, refusal!, cancellationToken);
            return;
        }

        using var session = new Session(
            services,
            $"conn_{ids()}",
            new SocketTransport(socket, stream),
            handshake.Address,
            identity,
            cancellationToken
        );
        if (services.Admission.Enter(session.Slot) is { } full)
        {
            authenticator.NoteNotAdmitted(handshake);
            await closing.CloseAsync(
                socket,
                stream,
                new(CloseCode.TooMany, "too many connections", full),
                cancellationToken
            );
            return;
        }

        handshake.Admitted?.Invoke();
        stream.Pings = () => session.Pings;
        try
        {
            SendEstablished(session);
            var closed = await loop.RunAsync(
                session,
                socket,
                stream.CutEndsReads ? CancellationToken.None : session.CutToken
            );
            // The slot is free, however long the transport takes to end.
            services.Admission.Leave(session.Slot);
            await CloseAsync(session, closed);
        }
        finally
        {
            Leave(session);
        }

        // What was read is decided, whoever is there to hear the answer.
        await session.Commands.Idle;
    }

    /// <summary>Serves a stream of events; says why not, before anything is written to it.</summary>
    public async Task<Error?> ServeEventsAsync(
        EventTransport transport,
        Handshake handshake,
        EventsRequest request,
        CancellationToken cancellationToken
    )
    {
        var (identity, refusal) = sessions.IsDraining
            ? (null, Draining)
            : await authenticator.AuthenticateAsync(handshake, cancellationToken);
        if (identity is null)
        {
            return Refused(refusal!.Error);
        }

        using var session = new Session(
            services,
            $"conn_{ids()}",
            transport,
            handshake.Address,
            identity,
            cancellationToken
        );
        if (
            (events.Refusal(session, request) ?? services.Admission.Enter(session.Slot)) is
            { } unheard
        )
        {
            return Refused(unheard);
        }

        handshake.Admitted?.Invoke();
        try
        {
            SendEstablished(session);
            await ListenAsync(session, transport, request);
            await CloseAsync(session, closed: true);
            if (!session.Outbox.IsIdle)
            {
                // Nothing may be written once the request is over.
                session.Cut();
            }
        }
        finally
        {
            Leave(session);
        }

        return null;
    }

    private Error Refused(Error error)
    {
        RealtimeLog.HandshakeLimited(services.Log, error.Code);
        services.Metrics.Refused(error.Code);
        return error;
    }

    private async Task ListenAsync(Session session, EventTransport transport, EventsRequest request)
    {
        try
        {
            await events.SubscribeAsync(session, transport, request);
            await session.Closing.WaitAsync(session.CutToken);
        }
        catch (JournalUnavailableException unavailable)
        {
            RealtimeLog.MessageFailed(services.Log, "events", session.Id, unavailable);
            session.Close(
                CloseCode.Overloaded,
                "the history cannot be read now",
                ProtocolErrors.ServiceUnavailable
            );
        }
        catch (Exception gone) when (PeerDisconnect.Is(gone))
        {
            // The other side went.
        }
    }

    private void SendEstablished(Session session)
    {
        var (identity, options) = (session.Identity, services.Options);
        RealtimeLog.Opened(services.Log, session.Id, identity.Role);
        services.Users.Note(identity);
        services.FanOut.Enter(session.Reader);
        session.Append(
            new ConnectionEstablished(
                session.Id,
                identity.UserId,
                identity.Role,
                identity.Cafes.FirstOrDefault(),
                session.Rights.HoldSomewhere ? RoleCapabilities.Of(identity.Role) : [],
                services.Time.GetUtcNow(),
                (int)options.Sessions.HeartbeatInterval.TotalSeconds,
                session.Lease.EndsAt,
                ProtocolVersion.Current,
                services.Journal.Epoch,
                options.Messages.OnTheWire with
                {
                    MessagesPerMinute = services.Raised.Of(
                        RaisableLimit.MessagesPerMinute,
                        identity.UserId,
                        options.Messages.MessagesPerMinute
                    ),
                },
                identity.Cafes.Length > 1 ? identity.Cafes : null
            )
        );

        // From here on others may close it: whatever happened since it was met is looked at once more.
        if (!sessions.TryAdd(session))
        {
            session.Close(Draining.Code, Draining.Reason, Draining.Error);
        }
        else if (services.Revocations.Contains(identity))
        {
            session.Close(
                CloseCode.AuthenticationFailed,
                "revoked",
                ProtocolErrors.AuthenticationFailed
            );
        }

        session.Outbox.Flush();
    }

    // The last frames, the close among them, are given a little time to leave and to be read.
    private async Task CloseAsync(Session session, bool closed)
    {
        services.FanOut.Exit(session.Reader);
        session.Outbox.Flush();
        using var grace = new CancellationTokenSource(
            services.Options.Sessions.CloseGrace,
            services.Time
        );
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            grace.Token,
            session.CutToken
        );
        try
        {
            await session.Outbox.EmptyAsync(end.Token);
            if (!closed && !end.IsCancellationRequested)
            {
                await session.LingerAsync(end.Token);
            }
        }
        catch (Exception gone) when (PeerDisconnect.Is(gone) || end.IsCancellationRequested)
        {
            // Nobody takes them.
        }
    }

    private void Leave(Session session)
    {
        services.FanOut.Exit(session.Reader);
        services.Admission.Leave(session.Slot);
        sessions.Remove(session);
        RealtimeLog.Ended(services.Log, session.Id);
    }
}
