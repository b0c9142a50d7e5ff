using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;

namespace TableTap.Realtime.Commands;

/// <summary>A command that passed role, rate and shape of envelope; its payload is not yet read.</summary>
/// <param name="Sender">Who sends it, with the rights at its reading.</param>
/// <param name="Descriptor">Its catalogue row.</param>
/// <param name="MessageId">The command's id, which its sender gave.</param>
/// <param name="Data">The bytes of <c>data</c>; valid until its answer is there.</param>
/// <param name="Address">Where it came from, for the audit.</param>
public sealed record CommandRequest(
    Identity Sender,
    MessageDescriptor Descriptor,
    string MessageId,
    ReadOnlyMemory<byte> Data,
    string? Address
)
{
    /// <summary>The signature under it.</summary>
    /// <value>Default null: it is not signed.</value>
    public ClientSignature? Signature { get; init; }

    /// <summary>The trace that its sender is in (W3C Trace Context, <c>traceparent</c>), as it came.</summary>
    /// <value>Default null: in none.</value>
    public string? TraceParent { get; init; }

    /// <summary>Whether it is traced, where that was chosen already; <see cref="TraceParent"/> is then what it is within.</summary>
    /// <value>Default null: that is still to be chosen.</value>
    public bool? IsTraced { get; init; }

    /// <summary>The id of what it is about, once it is read; for the audit.</summary>
    /// <value>Default null: not read, or about nothing with an id.</value>
    public string? Target { get; init; }

    /// <summary>Why it is wanted, in the words of its sender; for the audit.</summary>
    /// <value>Default null: its sender did not say.</value>
    public string? Reason { get; init; }

    /// <summary>Whether another server of the same store took it in and has it decided here.</summary>
    /// <value>Default false.</value>
    public bool IsForwarded { get; init; }
}

/// <summary>A command that has its place: what its sender sends from now on is decided after it.</summary>
/// <param name="Answer">Its one answer, a whole <c>message_acknowledged</c> or <c>message_error</c> frame, when it is durable.</param>
public readonly record struct PlacedCommand(Task<ReadOnlyMemory<byte>> Answer);

/// <summary>
/// Takes a command in, and completes when it has its place among those of its sender; its answer comes later. Never throws for what a
/// client can cause. Also told of refusals made before it (role), so that they are
/// audited: <paramref name="refusal"/> is then set and the answer must tell it. What was refused unread (too many, no id)
/// has no data, perhaps an empty id, and was answered already. Thread-safe.
/// </summary>
/// <param name="request">The command to handle.</param>
/// <param name="refusal">Set where the session already refused it.</param>
/// <param name="cancellationToken">The server stops.</param>
public delegate ValueTask<PlacedCommand> CommandHandler(
    CommandRequest request,
    ErrorBody? refusal,
    CancellationToken cancellationToken
);
