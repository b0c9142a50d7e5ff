using System.Text.Json;
using TableTap.Cli.Conformance.Stage;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;

namespace TableTap.Cli.Conformance.Scenarios;

/// <summary>Scenarios of a command: it happens once, and its application gets the one answer (protocol section 4).</summary>
internal static class CommandScenarios
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>All scenarios of commands.</summary>
    public static IReadOnlyList<ConformanceScenario> All { get; } =
    [
        Make("command", "Sends a command and gives its answer", DoneAsync),
        Make("command-lost", "Sends it again where the answer got lost", LostAsync),
        Make(
            "command-unavailable",
            "Waits retryAfter after SERVICE_UNAVAILABLE",
            stage =>
                PausedAsync(
                    stage,
                    new(
                        ErrorCode.ServiceUnavailable,
                        "The café is offered more than it can do in time.",
                        RetryAfter: Pause.TotalSeconds
                    )
                )
        ),
        Make(
            "command-limited",
            "Waits retryAfter after RATE_LIMIT_EXCEEDED",
            stage =>
                PausedAsync(
                    stage,
                    new(
                        ErrorCode.RateLimitExceeded,
                        "There were more than 100 messages in a minute.",
                        RetryAfter: Pause.TotalSeconds,
                        Limit: 100,
                        Window: 60
                    )
                )
        ),
        Make("command-refused", "Gives a refusal and does not insist", RefusedAsync),
    ];

    private static ConformanceScenario Make(
        string name,
        string title,
        Func<ConformanceStage, Task> play
    ) => new(name, title, "4, Exactly once", play, ConformanceScenario.Order);

    private static async Task DoneAsync(ConformanceStage stage)
    {
        var session = await stage.SubscribedAsync();
        var command = await CommandAsync(stage, session);
        await AnsweredAsync(stage, session, command, code: null);
    }

    private static async Task LostAsync(ConformanceStage stage)
    {
        var isFirst = true;
        stage.State.CommandRule = _ =>
        {
            var reply = isFirst ? ScriptedReply.Lost : ScriptedReply.Done;
            isFirst = false;
            return reply;
        };
        var session = await stage.SubscribedAsync();
        var command = await CommandAsync(stage, session);
        session.Drop();
        session = await stage.EstablishAsync(
            "1, Close codes",
            "connects again after the connection was lost"
        );
        var again = await CommandAsync(
            stage,
            session,
            "sends a command without an answer again after it came back"
        );
        CheckSame(stage, command, again);
        await stage.StatesOrSubscribesAsync(session);
        await AnsweredAsync(stage, session, again, code: null);
    }

    private static async Task PausedAsync(ConformanceStage stage, ErrorBody refusal)
    {
        long? refused = null;
        stage.State.CommandRule = _ =>
        {
            if (refused is not null)
            {
                return ScriptedReply.Done;
            }

            refused = stage.Moment();
            return ScriptedReply.Refused(refusal);
        };
        var session = await stage.SubscribedAsync();
        var command = await CommandAsync(stage, session);
        var sent = await stage.ActAsync<FrameSent>(
            "2, Error codes",
            "sends the command again after `retryAfter`",
            act =>
                act.Session == session.Number
                && IsCommand(act.Frame)
                && !ReferenceEquals(act.Frame, command)
        );
        stage.CheckWaited(
            "2, Error codes",
            "sends the command again (`retryAfter`)",
            refused!.Value,
            sent,
            Pause
        );
        CheckSame(stage, command, sent.Frame);
        await AnsweredAsync(stage, session, sent.Frame, code: null);
    }

    private static async Task RefusedAsync(ConformanceStage stage)
    {
        stage.State.CommandRule = _ =>
            ScriptedReply.Refused(new(ErrorCode.CafeClosed, "The café is closed."));
        var session = await stage.SubscribedAsync();
        var command = await CommandAsync(stage, session);
        await AnsweredAsync(stage, session, command, "CAFE_CLOSED");
        if (stage.State.Acts.Of<FrameSent>().Count(act => IsCommand(act.Frame)) > 1)
        {
            stage.State.Findings.Add(
                "4, One command, one answer",
                "does not send a command again that the café refused",
                "it sent it again"
            );
        }
    }

    private static Task<ClientFrame> CommandAsync(
        ConformanceStage stage,
        ScriptedSession session,
        string expected = "sends the `order_create` of the invitation"
    ) => stage.SentAsync(session, "4, One command, one answer", expected, IsCommand);

    private static bool IsCommand(ClientFrame frame) => frame.Row.Kind == MessageKind.Command;

    private static void CheckSame(ConformanceStage stage, ClientFrame first, ClientFrame again)
    {
        const string Section = "4, Exactly once";
        if (first.MessageId != again.MessageId)
        {
            stage.State.Findings.Add(
                Section,
                "sends a command again under the same `messageId`, so that it happens once",
                "it sent it under another one"
            );
        }
        else if (first.Type != again.Type || !JsonElement.DeepEquals(first.Data, again.Data))
        {
            stage.State.Findings.Add(
                Section,
                "sends the same type and data again: another command under the same `messageId` is a `CONFLICT`",
                "its data was another"
            );
        }
    }

    private static async Task AnsweredAsync(
        ConformanceStage stage,
        ScriptedSession session,
        ClientFrame command,
        string? code
    )
    {
        const string Section = "4, One command, one answer";
        var expected = code is null
            ? "gives the acknowledgement to its application, and its driver says so"
            : $"gives the refusal {code} to its application, and its driver says so";
        await stage.ActAsync<CommandAnswered>(Section, expected, static _ => true);

        // Who gives an answer twice has done so by the time of the next message.
        await stage.TellAndWaitAsync(session);
        var answers = stage.State.Acts.Of<CommandAnswered>();
        if (answers is not [var answer])
        {
            stage.State.Findings.Add(
                Section,
                "gives one answer to a command",
                $"it gave {answers.Count}"
            );
        }
        else if (answer.Code != code)
        {
            stage.State.Findings.Add(Section, expected, $"it {answer.Words}");
        }
        else if (answer.MessageId is { } id && id != command.MessageId)
        {
            stage.State.Findings.Add(
                Section,
                "gives the answer of this command",
                $"it gave that of '{id}'"
            );
        }
    }
}
