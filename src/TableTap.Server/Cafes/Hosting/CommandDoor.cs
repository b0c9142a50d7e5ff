using TableTap.Protocol;
using TableTap.Realtime;

namespace TableTap.Server.Cafes;

/// <summary>
/// Where commands come in, from sockets and over HTTP. Those that were refused without being read (too many, no id) are
/// counted for the audit, a line for each actor and minute; all others go to the cafés. Thread-safe.
/// </summary>
/// <param name="cafes">The cafés.</param>
/// <param name="refusals">Counts refusals.</param>
/// <param name="time">The clock.</param>
internal sealed class CommandDoor(CafeHost cafes, RefusalAudit refusals, TimeProvider time)
{
    /// <summary>Handles a command; a <see cref="CommandHandler"/>.</summary>
    /// <param name="request">The command.</param>
    /// <param name="refusal">Set where it was refused already.</param>
    /// <param name="cancellationToken">The server stops.</param>
    public ValueTask<ReadOnlyMemory<byte>> HandleAsync(
        CommandRequest request,
        ErrorBody? refusal,
        CancellationToken cancellationToken
    )
    {
        if (
            refusal is null
            || refusal.Code != ErrorCode.RateLimitExceeded && request.MessageId.Length > 0
        )
        {
            return cafes.HandleAsync(request, refusal, cancellationToken);
        }

        var now = time.GetUtcNow();
        Count(
            request.Sender,
            request.Address,
            request.Descriptor.Type,
            request.MessageId,
            refusal,
            now
        );
        return ValueTask.FromResult<ReadOnlyMemory<byte>>(
            AnswerFrame.Refused(request.MessageId, refusal, now)
        );
    }

    /// <summary>Counts a refusal of something whose command is not known.</summary>
    /// <param name="sender">Who sent it.</param>
    /// <param name="address">From where.</param>
    /// <param name="command">What is known of it.</param>
    /// <param name="refusal">Why it was refused.</param>
    public void Refused(Identity sender, string? address, string command, ErrorBody refusal) =>
        Count(sender, address, command, "", refusal, time.GetUtcNow());

    private void Count(
        Identity sender,
        string? address,
        string command,
        string messageId,
        ErrorBody refusal,
        DateTimeOffset now
    )
    {
        var chain =
            sender.Cafes.FirstOrDefault(cafe => cafes.Find(cafe) is not null) ?? AuditTrail.Server;
        if (AuditTrail.Line(chain, sender, address, command, messageId, refusal, now) is { } line)
        {
            refusals.Count(line);
        }
    }
}
