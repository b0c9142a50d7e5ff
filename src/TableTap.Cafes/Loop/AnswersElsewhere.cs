using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Loop;

/// <summary>
/// The answers that commands got already: from another process, or from this one after they were looked for. Lives on the loop's thread.
/// </summary>
/// <param name="journal">Where answers are.</param>
/// <param name="refusals">Refuses what cannot be looked for now.</param>
internal sealed class AnswersElsewhere(IJournal journal, LoopRefusals refusals)
{
    /// <summary>Gives commands the answers that the journal has for them; an id that belongs to another command is noted.</summary>
    /// <param name="commands">The commands whose batch conflicted.</param>
    public async ValueTask GiveAsync(IEnumerable<CommandTask> commands)
    {
        foreach (var command in commands)
        {
            await GiveAsync(command);
        }
    }

    /// <summary>
    /// The same of one command, before it is decided: when it was looked for, the first of its id may still have been under way. It is
    /// refused for now where the journal cannot tell.
    /// </summary>
    /// <param name="cafeId">The café's id.</param>
    /// <param name="command">The command that is to be decided.</param>
    public async ValueTask GiveOrRefuseAsync(string cafeId, CommandTask command)
    {
        try
        {
            await GiveAsync(command);
        }
        catch (Exception fault)
        {
            refusals.ForNow(cafeId, [command], fault);
        }
    }

    private async ValueTask GiveAsync(CommandTask command)
    {
        if (
            command.Key is not { } key
            || await journal.FindAnswerAsync(key, CancellationToken.None) is not { } first
        )
        {
            return;
        }

        if (first.RequestHash.Span.SequenceEqual(command.Hash))
        {
            CommandTask.Complete([(command, new(first.Frame, null))]);
        }
        else
        {
            command.IsIdTaken = true;
        }
    }
}
