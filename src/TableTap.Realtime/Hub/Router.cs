using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Payload;
using TableTap.Protocol.Values;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Limits;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Hub;

/// <summary>
/// Brings each frame to who handles it. What is cheap to refuse is refused first: the session's end, the form, the
/// version, the type, the rate, then the payload.
/// </summary>
/// <param name="services">What sessions share.</param>
/// <param name="handlers">Who handles what.</param>
internal sealed class Router(SessionServices services, FrameHandlers handlers)
{
    private static readonly ProtocolJson Json = ProtocolJson.Default;

    public Task HandleAsync(Session session, ReadOnlyMemory<byte> frame)
    {
        if (!IsEntitled(session) || Read(session, frame.Span) is not { } envelope)
        {
            return Task.CompletedTask;
        }

        var row = envelope.Descriptor!;
        if (!IsWithinRate(session, envelope, out var tooMany))
        {
            return row.Kind == MessageKind.Command
                ? handlers.Commands.NoteAsync(session, envelope, tooMany)
                : Task.CompletedTask;
        }

        var data = envelope.DataOf(frame.Span);
        var id = envelope.MessageId;
        if (row.Kind == MessageKind.Command)
        {
            return handlers.Commands.HandleAsync(session, envelope, frame.Span);
        }

        switch (row.Type)
        {
            case "ping":
                return PacedAsync(
                    session,
                    () => handlers.Heartbeat.HandleAsync(session, envelope.Timestamp, id)
                );
            case "subscribe" when Payload(session, data, Json.Subscribe, id) is { } subscribe:
                return handlers.Subscribing.HandleAsync(session, subscribe, id);
            case "unsubscribe" when Payload(session, data, Json.Unsubscribe, id) is { } unsubscribe:
                handlers.Unsubscribing.Handle(session, unsubscribe, id);
                break;
            case "reconnect" when Payload(session, data, Json.Reconnect, id) is { } reconnect:
                return handlers.Reconnecting.HandleAsync(session, reconnect, id);
            case "ack" when Payload(session, data, Json.Ack, id) is { } ack:
                return handlers.Acknowledging.HandleAsync(session, ack, id);
            case "token_refresh" when Payload(session, data, Json.TokenRefresh, id) is { } refresh:
                return PacedAsync(
                    session,
                    () => handlers.Renewal.HandleAsync(session, refresh, id)
                );
            case "encryption_key" when Payload(session, data, Json.EncryptionKey, id) is { } key:
                handlers.Encryption.Handle(
                    session,
                    key,
                    ClientSignature.Of(envelope, frame.Span, session.Identity.SigningKey),
                    id
                );
                break;
            default:
                break;
        }

        return Task.CompletedTask;
    }

    private static async Task PacedAsync(Session session, Func<Task> handle)
    {
        await session.Pings.PassAsync(session.CutToken);
        if (!session.IsClosing)
        {
            await handle();
        }
    }

    // Checked for each frame: a session's end and a revocation hold at once, whatever the timers do (section 1).
    private bool IsEntitled(Session session)
    {
        if (session.Lease.Left > TimeSpan.Zero && !services.Revocations.Contains(session.Identity))
        {
            return true;
        }

        session.Close(
            CloseCode.AuthenticationFailed,
            "the session has ended",
            ProtocolErrors.AuthenticationFailed
        );
        return false;
    }

    private static Envelope? Read(Session session, ReadOnlySpan<byte> frame)
    {
        if (!EnvelopeReader.TryRead(frame, out var envelope, out var problem))
        {
            if (problem.InvalidUtf8)
            {
                session.Close(CloseCode.InvalidUtf8, "a message is UTF-8");
                return null;
            }

            return Misunderstood(
                session,
                ProtocolErrors.Malformed(problem.Message),
                problem.MessageId
            );
        }

        if (!ProtocolVersion.Supports(envelope.Version))
        {
            return Misunderstood(
                session,
                ProtocolErrors.UnsupportedVersion(envelope.Version!),
                envelope.MessageId
            );
        }

        return envelope.Descriptor is { FromClient: true }
            ? envelope
            : Misunderstood(session, ProtocolErrors.UnknownType(envelope.Type), envelope.MessageId);
    }

    private static T? Payload<T>(
        Session session,
        ReadOnlySpan<byte> data,
        JsonTypeInfo<T> contract,
        string? id
    )
        where T : class
    {
        if (PayloadReader.TryRead(data, contract, out var value, out var details))
        {
            return value;
        }

        Misunderstood(session, ProtocolErrors.Invalid(details), id);
        return null;
    }

    // A client that cannot make itself understood is told so, but not for ever.
    private static Envelope? Misunderstood(Session session, Error error, string? correlationId)
    {
        // Counted when it came, not when its refusal had left.
        var borne = session.Limits.Malformed.TryTake();
        session.Refuse(error, correlationId);
        if (!borne)
        {
            session.Close(CloseCode.TooManyMalformed, "too many malformed messages");
        }

        return null;
    }

    private bool IsWithinRate(
        Session session,
        Envelope envelope,
        [NotNullWhen(false)] out ErrorBody? refusal
    )
    {
        refusal = null;
        var (row, limits) = (envelope.Descriptor!, services.Options.Messages);
        var (window, limit) =
            row.Counted
                ? (
                    session.Limits.Messages,
                    services.Raised.Of(
                        RaisableLimit.MessagesPerMinute,
                        session.Identity.UserId,
                        limits.MessagesPerMinute
                    )
                )
            : row.Type == "ack" ? (session.Limits.Acks, limits.AcksPerMinute)
            : default;
        if (window is null || window.TryTake(limit))
        {
            return true;
        }

        refusal = ProtocolErrors.TooManyMessages(limit, window.RetryAfter(limit));
        if (session.Limits.Limited.TryTake())
        {
            SendError(session, envelope, refusal);
        }
        else
        {
            session.Close(
                CloseCode.TooMany,
                "too many messages over the limit",
                ProtocolErrors.AsError(refusal)
            );
        }

        return false;
    }

    private void SendError(Session session, Envelope envelope, ErrorBody refusal)
    {
        if (envelope is { Descriptor.Kind: MessageKind.Command, MessageId: { } id })
        {
            services.Metrics.Refused(refusal.Code);
            session.Send(new MessageError(id, refusal), id);
        }
        else
        {
            session.Refuse(ProtocolErrors.AsError(refusal), envelope.MessageId);
        }
    }
}
