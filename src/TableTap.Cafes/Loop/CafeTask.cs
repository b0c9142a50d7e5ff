using TableTap.Cafes.Answers;
using TableTap.Ordering.Commands;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Loop;

/// <summary>Something in a café's mailbox.</summary>
public abstract class CafeTask
{
    /// <summary>The mailbox is to be looked at: a timer is due.</summary>
    public sealed class WakeUpTask : CafeTask
    {
        /// <summary>The only one: it carries nothing.</summary>
        public static WakeUpTask Instance { get; } = new();
    }
}

/// <summary>A command in a café's mailbox, and the promise of its answer.</summary>
internal sealed class CommandTask : CafeTask
{
    private readonly TaskCompletionSource<CommandOutcome> _done = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>A command of the house itself, which has neither answer nor audit.</summary>
    public CommandTask(CafeCommand command) => (Command, Hash) = (command, []);

    /// <summary>A command of somebody, whose answer is remembered with its fingerprint.</summary>
    /// <param name="request">Where it came from.</param>
    /// <param name="command">What is wanted.</param>
    /// <param name="hash">What tells it from another under the same id: <see cref="CommandFingerprint"/>.</param>
    /// <exception cref="ArgumentException">It is no such fingerprint.</exception>
    public CommandTask(CommandRequest request, CafeCommand command, byte[] hash)
    {
        if (hash.Length != CommandFingerprint.Bytes)
        {
            throw new ArgumentException("This is no fingerprint of a command.", nameof(hash));
        }

        (Request, Command, Hash) = (request, command, hash);
        Key = CommandReply.KeyOf(request);
    }

    /// <summary>Where it came from; null for the house's own.</summary>
    public CommandRequest? Request { get; }

    public CafeCommand Command { get; }

    public byte[] Hash { get; }

    /// <summary>Whose command it is; null for the house's own.</summary>
    public AnswerKey? Key { get; }

    /// <summary>Whether its id was found to belong to another command, decided elsewhere.</summary>
    public bool IsIdTaken { get; set; }

    /// <summary>Whether it was answered.</summary>
    public bool IsDone => _done.Task.IsCompleted;

    /// <summary>Completes with the command's answer once it is decided and durable.</summary>
    public Task<CommandOutcome> Done => _done.Task;

    public void Complete(CommandOutcome outcome) => _done.TrySetResult(outcome);
}
