using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Sessions;
using TableTap.Terms;

namespace TableTap.Realtime.Hub;

/// <summary>
/// Takes a command in: its id and the sender's role are checked, then it gets its place, and in its turn its one answer
/// (section 4).
/// </summary>
/// <param name="services">What sessions share.</param>
/// <param name="stopping">The server stops.</param>
internal sealed class CommandFrameHandler(SessionServices services, CancellationToken stopping)
{
    private static readonly ErrorBody Failed = new(
        ErrorCode.InternalError,
        "The server could not handle the command; try again."
    );

    public Task HandleAsync(Session session, Envelope envelope, ReadOnlySpan<byte> frame)
    {
        if (envelope.MessageId is not { } messageId)
        {
            var nameless = ProtocolErrors.Invalid(
                "messageId",
                $"a command has an id of {Identifier.Rule}"
            );
            session.Refuse(nameless);
            return NoteAsync(
                session,
                envelope,
                new(nameless.Code, nameless.Message, Details: nameless.Details)
            );
        }

        // The frame's buffer goes back; a command outlives it.
        var sender = session.Identity;
        var request = new CommandRequest(
            sender,
            envelope.Descriptor!,
            messageId,
            envelope.DataOf(frame).ToArray(),
            session.Address
        )
        {
            Signature = ClientSignature.Of(envelope, frame, sender.SigningKey),
            TraceParent = envelope.CorrelationId,
        };
        var refusal = RoleRefusal(request);
        if (refusal is not null)
        {
            services.Metrics.Refused(refusal.Code);
        }

        return session.Commands.AddAsync(
            () => PlaceAsync(request, refusal),
            placed => AnswerAsync(session, request, placed)
        );
    }

    /// <summary>Tells of a command that was refused, and answered, before it was read; a guest's is of no interest.</summary>
    public async Task NoteAsync(Session session, Envelope envelope, ErrorBody refusal)
    {
        if (session.Identity.Role == Role.Customer)
        {
            return;
        }

        var request = new CommandRequest(
            session.Identity,
            envelope.Descriptor!,
            envelope.MessageId ?? "",
            default,
            session.Address
        );
        try
        {
            await (await services.Commands(request, refusal, stopping)).Answer;
        }
        catch (Exception fault)
        {
            RealtimeLog.MessageFailed(services.Log, request.Descriptor.Type, session.Id, fault);
        }
    }

    private static ErrorBody? RoleRefusal(CommandRequest request)
    {
        var senders = request.Descriptor.Senders;
        return senders.Has(request.Sender.Role)
            ? null
            : new(
                ErrorCode.InsufficientPermissions,
                $"The role {request.Sender.Role.Word} may not send {request.Descriptor.Type}.",
                RequiredRole: Enum.GetValues<Role>().First(role => senders.Has(role))
            );
    }

    private async ValueTask<PlacedCommand> PlaceAsync(CommandRequest request, ErrorBody? refusal)
    {
        try
        {
            return await services.Commands(request, refusal, stopping);
        }
        catch (Exception fault)
        {
            return new(Task.FromException<ReadOnlyMemory<byte>>(fault));
        }
    }

    private async Task AnswerAsync(Session session, CommandRequest request, PlacedCommand placed)
    {
        try
        {
            session.SendFrame(await placed.Answer);
        }
        catch (Exception fault)
        {
            RealtimeLog.MessageFailed(services.Log, request.Descriptor.Type, session.Id, fault);
            session.Send(new MessageError(request.MessageId, Failed), request.MessageId);
        }
    }
}
