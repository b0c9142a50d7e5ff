using TableTap.Cafes.Answers;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Logging;

namespace TableTap.Server.Http.Admin;

/// <summary>Writes down what operators do, and why, before it is done (section 9). Thread-safe.</summary>
/// <param name="journal">Where the audit is.</param>
/// <param name="ids">Gives each action an id.</param>
/// <param name="time">The clock of the audit.</param>
/// <param name="log">Where it is told that an end could not be written down.</param>
internal sealed class ActionAudit(IJournal journal, IdSource ids, TimeProvider time, ILogger log)
{
    /// <summary>Writes an action down; where the journal takes nothing, the request is answered and the action must not be done.</summary>
    /// <param name="context">The request.</param>
    /// <param name="administrator">Who wants it.</param>
    /// <param name="command">What is wanted.</param>
    /// <param name="target">What it is about, an id or what is set; null where there is nothing.</param>
    /// <param name="reason">Why; null for the end of something.</param>
    /// <returns>Whether it is durable.</returns>
    public async ValueTask<bool> WriteAsync(
        HttpContext context,
        Identity administrator,
        string command,
        string? target,
        string? reason
    )
    {
        try
        {
            await AppendAsync(context, administrator, command, target, reason);
            return true;
        }
        catch (JournalUnavailableException)
        {
            await ProblemDocument.WriteAsync(
                context,
                new(
                    ErrorCode.ServiceUnavailable,
                    "The audit cannot be written now, and nothing is done without it; try again.",
                    RetryAfter: 1
                )
            );
            return false;
        }
    }

    /// <summary>Writes down that something has ended by itself or by who began it; never fails.</summary>
    /// <param name="context">The request in which it was begun.</param>
    /// <param name="administrator">Who began it.</param>
    /// <param name="command">What has ended.</param>
    /// <param name="target">The id of what it was about.</param>
    public async Task EndAsync(
        HttpContext context,
        Identity administrator,
        string command,
        string target
    )
    {
        try
        {
            await AppendAsync(context, administrator, command, target, reason: null);
        }
        catch (JournalUnavailableException trouble)
        {
            ServerLog.EndNotAudited(log, command, trouble);
        }
    }

    // Whoever asked may go: what is on its way to the journal cannot be called back.
    private async Task AppendAsync(
        HttpContext context,
        Identity administrator,
        string command,
        string? target,
        string? reason
    )
    {
        var line = AuditTrail.Line(
            AuditTrail.Server,
            administrator,
            ClientAddress.Of(context),
            command,
            ids(),
            refusal: null,
            time.GetUtcNow()
        )!;
        await journal.AppendAsync(
            new(
                AuditTrail.Server,
                ExpectedVersion: null,
                [],
                [],
                [],
                [line with { Target = target, Reason = reason }]
            ),
            CancellationToken.None
        );
    }
}
