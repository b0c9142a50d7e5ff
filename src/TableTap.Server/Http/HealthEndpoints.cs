using System.Text;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;
using TableTap.Server.Http.Operations;

namespace TableTap.Server.Http;

/// <summary><c>/health/live</c> and <c>/health/ready</c>, for machines that watch over the server. Thread-safe.</summary>
/// <param name="journal">Asked whether it can be read and written.</param>
/// <param name="cluster">The server among its peers; null for one without a backplane.</param>
/// <param name="time">The clock.</param>
internal sealed class HealthEndpoints(IJournal journal, Cluster? cluster, TimeProvider time)
{
    /// <summary>What the address of life does.</summary>
    public static ApiOperation Live { get; } =
        new("checkLive", "GET", "/health/live", ApiTags.Machines, "Whether the process answers")
        {
            Answer = new("It does.", "Health") { Example = """{"status":"live"}""" },
        };

    /// <summary>What the address of readiness does.</summary>
    public static ApiOperation Ready { get; } =
        new("checkReady", "GET", "/health/ready", ApiTags.Machines, "Whether the server takes work")
        {
            Text =
                "Of several servers one that does not hear the others is ready, too: it says that its backplane is down.",
            Answer = new("It does.", "Health")
            {
                Example = """{"status":"ready","backplane":"up"}""",
            },
            Refusals = [ErrorCode.ServiceUnavailable],
        };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Whether new connections are welcome; false once the server drains.</summary>
    public volatile bool Accepting = true;

    /// <summary>Answers that the process is alive, whatever the journal's state.</summary>
    /// <param name="context">The request.</param>
    public static Task LiveAsync(HttpContext context) =>
        WriteAsync(context, """{"status":"live"}""");

    /// <summary>The journal can be read and written, and connections are welcome. Peers that are not heard cost time and no work.</summary>
    /// <param name="context">The request.</param>
    public async Task ReadyAsync(HttpContext context)
    {
        if (!Accepting)
        {
            await RefuseAsync(context, "The server lets nobody in: it stops, or is drained.");
            return;
        }

        if (journal.Health.Trouble is not null)
        {
            await RefuseAsync(context, "The journal cannot be written now; the log says why.");
            return;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            context.RequestAborted
        );
        try
        {
            await journal.HeadsAsync([], end.Token);
        }
        catch (Exception unavailable)
            when (unavailable is JournalUnavailableException or OperationCanceledException)
        {
            await RefuseAsync(context, "The journal does not answer.");
            return;
        }

        // Strangers may ask: the reason, which names addresses, is for the log and for administrators.
        await WriteAsync(
            context,
            cluster switch
            {
                null => """{"status":"ready"}""",
                { IsHealthy: true } => """{"status":"ready","backplane":"up"}""",
                _ => """{"status":"ready","backplane":"down"}""",
            }
        );
    }

    private static Task WriteAsync(HttpContext context, string json) =>
        JsonAnswer.WriteAsync(context, Encoding.UTF8.GetBytes(json));

    private static Task RefuseAsync(HttpContext context, string why) =>
        ProblemDocument.WriteAsync(context, new(ErrorCode.ServiceUnavailable, why));
}
