using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Cli.Conformance.Reporting;
using TableTap.Cli.Conformance.Stage;

namespace TableTap.Cli.Conformance;

/// <summary>The addresses of the kit for the driver of the client under test; docs/conformance.md is their contract.</summary>
/// <param name="run">What is played.</param>
/// <param name="options">How it is played.</param>
internal sealed class DriverEndpoints(ConformanceRun run, ConformanceOptions options)
{
    private const int LargestBody = 1024 * 1024;

    /// <summary>Answers with the invitation to the next scenario, or with 204 where there is none.</summary>
    /// <param name="context">The request.</param>
    public Task NextAsync(HttpContext context)
    {
        if (run.Next() is { } next)
        {
            return AnswerAsync(
                context,
                Invite(next, context.Request.Host.Value!),
                ConformanceJson.Default.ScenarioInvitation
            );
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Answers what a driver asks or says about a scenario.</summary>
    /// <param name="context">The request.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="what">The last part of the address.</param>
    public static Task ServeAsync(HttpContext context, ScenarioRun scenario, string what) =>
        (context.Request.Method, what) switch
        {
            ("GET", "token") => TokenAsync(context, scenario),
            ("GET", "verdict") => VerdictAsync(context, scenario),
            ("POST", "delivered") => DeliveredAsync(context, scenario),
            ("POST", "answered") => AnsweredAsync(context, scenario),
            ("POST", "stopped") => Stopped(context, scenario),
            _ => NotFound(context),
        };

    /// <summary>Says that there is nothing at an address.</summary>
    /// <param name="context">The request.</param>
    public static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return AnswerAsync(
            context,
            new DriverProblem("There is nothing here; docs/conformance.md lists the addresses."),
            ConformanceJson.Default.DriverProblem
        );
    }

    /// <summary>Answers with the state of the café, as far as the kit has one (protocol section 10, "State").</summary>
    /// <param name="context">The request.</param>
    /// <param name="scenario">The scenario of the token that the request came with.</param>
    public static Task StateAsync(HttpContext context, ScenarioRun scenario)
    {
        var state = scenario.State;
        var answer = new StateAnswer(
            ScriptedHistory.CafeId,
            [],
            state.History.Epoch,
            new Dictionary<string, long>(StringComparer.Ordinal)
            {
                [ScriptedHistory.Channel] = state.History.Head,
            }
        );
        state.Acts.Add(new StateLoaded());
        context.Response.Headers.CacheControl = "no-store";
        return AnswerAsync(context, answer, ConformanceJson.Default.StateAnswer);
    }

    private static Task TokenAsync(HttpContext context, ScenarioRun scenario)
    {
        var token = scenario.State.Tokens.Next();
        scenario.State.Acts.Add(new TokenFetched(token));
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(token, context.RequestAborted);
    }

    private static async Task VerdictAsync(HttpContext context, ScenarioRun scenario)
    {
        var verdict = await scenario.Verdict.WaitAsync(context.RequestAborted);
        await AnswerAsync(context, verdict, ConformanceJson.Default.ScenarioVerdict);
    }

    private static async Task DeliveredAsync(HttpContext context, ScenarioRun scenario)
    {
        if (await ReadAsync(context, ConformanceJson.Default.DeliveryNotice) is not { } delivered)
        {
            return;
        }

        if (delivered.Channel != ScriptedHistory.Channel)
        {
            await RefuseAsync(context, $"channel has to be {ScriptedHistory.Channel}.");
            return;
        }

        scenario.State.Deliveries.Delivered(delivered.Sequence);
        scenario.State.Acts.Add(new MessageDelivered(delivered.Sequence));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task AnsweredAsync(HttpContext context, ScenarioRun scenario)
    {
        if (await ReadAsync(context, ConformanceJson.Default.AnswerNotice) is { } answered)
        {
            scenario.State.Acts.Add(new CommandAnswered(answered.MessageId, answered.Error?.Code));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static Task Stopped(HttpContext context, ScenarioRun scenario)
    {
        scenario.State.Acts.Add(new ClientRested());
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (context.Request.ContentLength > LargestBody)
        {
            await RefuseAsync(context, $"A body has {LargestBody} bytes at most.");
            return null;
        }

        try
        {
            var read = await JsonSerializer.DeserializeAsync(
                context.Request.Body,
                type,
                context.RequestAborted
            );
            if (read is not null)
            {
                return read;
            }

            await RefuseAsync(context, "The body has to be a JSON object.");
        }
        catch (JsonException wrong)
        {
            await RefuseAsync(
                context,
                $"The body is not what docs/conformance.md says: {wrong.Message}"
            );
        }

        return null;
    }

    private static Task RefuseAsync(HttpContext context, string problem)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return AnswerAsync(
            context,
            new DriverProblem(problem),
            ConformanceJson.Default.DriverProblem
        );
    }

    private static Task AnswerAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(answer, type, contentType: null, context.RequestAborted);

    private ScenarioInvitation Invite(ScenarioRun next, string host)
    {
        var scenario = next.Scenario;
        var own = $"http://{host}/conformance/{scenario.Name}";
        return new(
            scenario.Name,
            scenario.Title,
            scenario.Section,
            scenario.Command is null
                ? "Start a client, subscribe the channel, tell each message that it delivers, and end it at the verdict."
                : "Start a client, subscribe the channel, send the command, tell each message and the answer that it delivers, and end it at the verdict.",
            $"ws://{host}/v1",
            $"http://{host}",
            next.State.Tokens.Next(),
            ScriptedHistory.CafeId,
            ScriptedHistory.UserId,
            ScriptedHistory.Channel,
            scenario.Command,
            $"{own}/token",
            $"http://{host}/v1/cafes/{ScriptedHistory.CafeId}/orders",
            $"{own}/delivered",
            $"{own}/answered",
            $"{own}/stopped",
            $"{own}/verdict",
            options.Timeout.TotalSeconds
        );
    }
}
