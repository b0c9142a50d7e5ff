using System.Diagnostics.CodeAnalysis;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Client.Contract;

/// <summary>The one answer to a command (section 4): done and durable, or refused. Immutable.</summary>
/// <param name="MessageId">The command's id.</param>
/// <param name="Acknowledged">What the server did, or null.</param>
/// <param name="Error">Why it refused, or null.</param>
public sealed record CommandAnswer(
    string MessageId,
    MessageAcknowledged? Acknowledged,
    ErrorBody? Error
)
{
    /// <summary>Whether the command was done; what it made is in <see cref="Result"/>.</summary>
    [MemberNotNullWhen(true, nameof(Acknowledged))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Acknowledged is not null;

    /// <summary>What the command made, where it made something.</summary>
    public CommandResult? Result => Acknowledged?.Result;

    /// <summary>What the command made; empty where it made nothing.</summary>
    /// <exception cref="TableTapException">The command was refused.</exception>
    public CommandResult Require() =>
        Succeeded
            ? Acknowledged.Result ?? new CommandResult()
            : throw new TableTapException(Error.Message, Error.Code);
}
