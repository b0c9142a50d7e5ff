using System.Diagnostics;
using TableTap.Cafes.Answers;
using TableTap.Ordering.Commands;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Loop;

/// <summary>A command on its way through a café's loop, and the promise of its answer.</summary>
internal sealed class CommandTask
{
    private readonly TaskCompletionSource<CommandOutcome> _done = new();
    private CommandOutcome _outcome;

    /// <summary>A command of the café itself, which has neither answer nor audit.</summary>
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

    /// <summary>Where it came from; null for the café's own.</summary>
    public CommandRequest? Request { get; }

    public CafeCommand Command { get; }

    public byte[] Hash { get; }

    /// <summary>Whose command it is; null for the café's own.</summary>
    public AnswerKey? Key { get; }

    /// <summary>Its span; null where nobody gathers it.</summary>
    public Activity? Trace { get; init; }

    /// <summary>When it came into the mailbox, as a timestamp of the loop's clock.</summary>
    public long PostedAt { get; set; }

    /// <summary>Whether its id was found to belong to another command, decided elsewhere.</summary>
    public bool IsIdTaken { get; set; }

    /// <summary>Whether it has its answer. Only the loop's thread asks.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Completes with the command's answer once it is decided and durable.</summary>
    public Task<CommandOutcome> Done => _done.Task;

    /// <summary>Gives commands their answers and tells those who wait, one after the other and off the loop's thread.</summary>
    /// <param name="answers">The commands, in the order to be told; taken over.</param>
    public static void Complete(List<(CommandTask Task, CommandOutcome Outcome)> answers)
    {
        foreach (var (task, outcome) in answers)
        {
            (task._outcome, task.IsDone) = (outcome, true);
        }

        // Who waits goes on within this one work item: no hop of its own for each command.
        ThreadPool.UnsafeQueueUserWorkItem(
            static answers =>
            {
                foreach (var (task, _) in answers)
                {
                    task._done.TrySetResult(task._outcome);
                }
            },
            answers,
            preferLocal: false
        );
    }
}
