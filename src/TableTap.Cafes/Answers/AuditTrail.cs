using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Journal;
using TableTap.Terms;

namespace TableTap.Cafes.Answers;

/// <summary>What the audit keeps of commands: those of staff, managers, admins and back ends, allowed or refused (section 9).</summary>
public static class AuditTrail
{
    /// <summary>The chain of what belongs to no café.</summary>
    public const string Server = "server";

    /// <summary>The result of what was done.</summary>
    public const string Processed = "processed";

    /// <summary>What a payment provider's event is called that never became a café's command.</summary>
    private const string Webhook = "webhook";

    /// <summary>The line of a command; null for a guest's.</summary>
    /// <param name="chain">The café, or <see cref="Server"/>.</param>
    /// <param name="request">The command that was decided.</param>
    /// <param name="refusal">Why it was refused; null where it was processed.</param>
    /// <param name="now">When it was decided.</param>
    public static AuditLine? Line(
        string chain,
        CommandRequest request,
        ErrorBody? refusal,
        DateTimeOffset now
    ) =>
        Line(
            chain,
            request.Sender,
            request.Address,
            request.Descriptor.Type,
            request.MessageId,
            refusal,
            now
        )
            is { } line
            ? line with
            {
                Target = request.Target,
                Reason = request.Reason,
            }
            : null;

    /// <summary>The line of what somebody wanted; null for a guest.</summary>
    /// <param name="chain">The café, or <see cref="Server"/>.</param>
    /// <param name="sender">Who wanted it.</param>
    /// <param name="address">The address it came from, if any.</param>
    /// <param name="command">The type of the command.</param>
    /// <param name="messageId">The command's id; empty where it has none.</param>
    /// <param name="refusal">Why it was refused; null where it was processed.</param>
    /// <param name="now">When it was decided.</param>
    public static AuditLine? Line(
        string chain,
        Identity sender,
        string? address,
        string command,
        string messageId,
        ErrorBody? refusal,
        DateTimeOffset now
    ) =>
        sender.Role == Role.Customer
            ? null
            : new(
                chain,
                sender.UserId,
                sender.Role.Word,
                address,
                command,
                messageId,
                ResultOf(refusal),
                now
            );

    /// <summary>The line of a payment provider's webhook that never became a café's command.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="address">From where it came.</param>
    /// <param name="eventId">The provider's id of the event; empty where it is not known.</param>
    /// <param name="refusal">Why it was refused; null where it is kept.</param>
    /// <param name="now">When it was decided.</param>
    public static AuditLine Line(
        string provider,
        string? address,
        string eventId,
        ErrorBody? refusal,
        DateTimeOffset now
    ) =>
        new(Server, provider, Role.Service.Word, address, Webhook, eventId, ResultOf(refusal), now);

    private static string ResultOf(ErrorBody? refusal) => refusal?.Code.Word ?? Processed;
}
