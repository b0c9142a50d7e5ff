using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Loop;

/// <summary>The answer that a command got already: from another process, or from this one after the command was looked for.</summary>
internal static class AnswersElsewhere
{
    /// <summary>Gives a command the answer that the journal has for it; an id that belongs to another command is noted.</summary>
    /// <param name="journal">Where answers are.</param>
    /// <param name="command">The command that is to be decided.</param>
    public static async ValueTask GiveAsync(IJournal journal, CommandTask command)
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
