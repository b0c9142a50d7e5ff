using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Loop;

/// <summary>
/// The answers that commands got already: from another process, or from this one after they were looked for. Lives on the loop's thread.
/// </summary>
/// <param name="journal">Where answers are.</param>
/// <param name="refusals">Refuses what cannot be looked for now.</param>
internal sealed class AnswersElsewhere(IJournal journal, LoopRefusals refusals)
{
    private readonly List<CommandTask> _next = [];
    private readonly List<CommandTask> _asked = [];
    private readonly List<AnswerKey> _keys = [];

    /// <summary>Gives commands the answers that the journal has for them; an id that belongs to another command is noted.</summary>
    /// <param name="commands">The commands whose batch conflicted, or that are to be decided.</param>
    public async ValueTask GiveAsync(IEnumerable<CommandTask> commands)
    {
        _asked.Clear();
        _keys.Clear();
        foreach (var command in commands)
        {
            if (command is { IsDone: false, Key: { } key })
            {
                _asked.Add(command);
                _keys.Add(key);
            }
        }

        if (_keys is [var only])
        {
            Give(await journal.FindAnswerAsync(only, CancellationToken.None));
        }
        else if (_keys.Count > 0)
        {
            foreach (var first in await journal.FindAnswersAsync(_keys, CancellationToken.None))
            {
                Give(first);
            }
        }
    }

    /// <summary>
    /// The same of commands that are about to be decided: when each was looked for, the first of its id may still have been under way. They are
    /// asked for together, because each may cost a journey to the journal, and refused for now where the journal cannot tell.
    /// </summary>
    /// <param name="cafeId">The café's id.</param>
    /// <param name="next">The commands that are to be decided next.</param>
    /// <param name="most">How many of them are looked for at most.</param>
    /// <returns>How many were looked for.</returns>
    public async ValueTask<int> LookAsync(
        string cafeId,
        IReadOnlyCollection<CommandTask> next,
        int most
    )
    {
        _next.Clear();
        _next.AddRange(next.Take(most));
        try
        {
            await GiveAsync(_next);
        }
        catch (Exception fault)
        {
            refusals.ForNow(cafeId, [.. _next], fault);
        }

        return _next.Count;
    }

    private void Give(StoredAnswer? first)
    {
        if (first is null)
        {
            return;
        }

        for (var index = 0; index < _asked.Count; index++)
        {
            if (_keys[index] != first.Key)
            {
                continue;
            }

            if (first.RequestHash.Span.SequenceEqual(_asked[index].Hash))
            {
                CommandTask.Complete([(_asked[index], new(first.Frame, null))]);
            }
            else
            {
                _asked[index].IsIdTaken = true;
            }
        }
    }
}
