using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Loop;

/// <summary>The answers that another process gave to the very commands that are decided here.</summary>
internal static class AnswersElsewhere
{
    /// <summary>Gives commands the answers that the journal has for them; an id that belongs to another command is noted.</summary>
    /// <param name="journal">Where answers are.</param>
    /// <param name="commands">The commands whose round conflicted.</param>
    public static async ValueTask GiveAsync(IJournal journal, IEnumerable<CommandTask> commands)
    {
        var answered = new List<(CommandTask, CommandOutcome)>();
        foreach (var command in commands)
        {
            if (
                command.Key is { } key
                && await journal.FindAnswerAsync(key, CancellationToken.None) is { } first
            )
            {
                if (first.RequestHash.Span.SequenceEqual(command.Hash))
                {
                    answered.Add((command, new(first.Frame, null)));
                }
                else
                {
                    command.IsIdTaken = true;
                }
            }
        }

        CommandTask.Complete(answered);
    }
}
