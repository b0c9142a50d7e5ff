using TableTap.Ordering;
using TableTap.Realtime;

namespace TableTap.Server.Cafes;

/// <summary>Something in a café's mailbox.</summary>
internal abstract class CafeTask
{
    /// <summary>The mailbox is to be looked at: a timer is due.</summary>
    public sealed class WakeUp : CafeTask
    {
        public static WakeUp Instance { get; } = new();
    }
}

/// <summary>A command in a café's mailbox, and the promise of its answer.</summary>
/// <param name="request">Where it came from; null for a command of the house itself, which has neither answer nor audit.</param>
/// <param name="command">What is wanted.</param>
/// <param name="hash">What tells it from another under the same id.</param>
internal sealed class CommandTask(CommandRequest? request, CafeCommand command, byte[] hash)
    : CafeTask
{
    private readonly TaskCompletionSource<CommandOutcome> done = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public CommandRequest? Request => request;

    public CafeCommand Command => command;

    public byte[] Hash => hash;

    /// <summary>Whose command it is; null for the house's own.</summary>
    public AnswerKey? Key { get; } = request is null ? null : CommandAnswer.KeyOf(request);

    /// <summary>Whether its id was found to belong to another command, decided elsewhere.</summary>
    public bool IsIdTaken { get; set; }

    /// <summary>Whether it was answered.</summary>
    public bool IsDone => done.Task.IsCompleted;

    /// <summary>Its answer.</summary>
    public Task<CommandOutcome> Done => done.Task;

    public void Complete(CommandOutcome outcome) => done.TrySetResult(outcome);
}
