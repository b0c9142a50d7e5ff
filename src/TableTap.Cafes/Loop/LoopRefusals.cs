using TableTap.Cafes.Answers;
using TableTap.Ordering.State;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Loop;

/// <summary>Refuses commands that were decided and could not be stored. Lives on the loop's thread.</summary>
/// <param name="tools">What the loop works with.</param>
internal sealed class LoopRefusals(LoopServices tools)
{
    /// <summary>Refuses commands for now, and tells the operator why.</summary>
    public void ForNow(string cafeId, IReadOnlyList<CommandTask> commands, Exception fault)
    {
        switch (fault)
        {
            case JournalContendedException contended:
                tools.Log.Contended(cafeId, contended.Attempts);
                break;
            case JournalUnavailableException:
                tools.Log.JournalUnavailable(cafeId, commands.Count, fault);
                break;
            default:
                tools.Log.BatchFailed(cafeId, fault);
                break;
        }

        CommandTask.Complete([
            .. commands
                .Where(command => !command.IsDone)
                .Select(command => (command, Refused(command, CommandErrors.Unavailable))),
        ]);
    }

    /// <summary>Refuses what can never be stored. Its refusal is audited like any other.</summary>
    public async ValueTask ForGoodAsync(Cafe committed, CommandTask command)
    {
        try
        {
            var batch = new DecisionBatch(committed, tools);
            batch.Refuse(command);
            if (batch.HasWork)
            {
                // It has no facts, so that it fits whatever somebody else wrote meanwhile.
                await tools.Journal.AppendAsync(
                    batch.ToCommit with
                    {
                        ExpectedVersion = null,
                    },
                    CancellationToken.None
                );
            }
        }
        catch (Exception fault)
        {
            tools.Log.BatchFailed(committed.CafeId, fault);
        }

        CommandTask.Complete([(command, Refused(command, CommandErrors.Internal))]);
    }

    private CommandOutcome Refused(CommandTask command, ErrorBody refusal) =>
        new(
            command.Request is { } request
                ? AnswerFrame.Refused(request.MessageId, refusal, tools.Time.GetUtcNow())
                : default,
            refusal
        );
}
