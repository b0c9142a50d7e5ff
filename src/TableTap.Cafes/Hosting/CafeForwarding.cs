using System.Diagnostics;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Peers;

namespace TableTap.Cafes.Hosting;

/// <summary>
/// Has the commands of a café decided at one place while several servers are given some: the one that is not the café's home hands its own
/// over. A café that one server alone is asked about is decided there, wherever that is, unless the server is far from the store. The commands
/// of a sender keep their order, whatever becomes of the home. Thread-safe.
/// </summary>
/// <param name="isTraced">Whether the next command of a café is traced; null where this server traces nothing at all.</param>
internal sealed class CafeForwarding(Func<string, bool?> isTraced)
{
    private readonly SenderRoutes _routes = new();

    /// <summary>Gives a command its place, here or at the café's home.</summary>
    /// <param name="cluster">This server among its peers; null for a server alone.</param>
    /// <param name="cafeId">The café.</param>
    /// <param name="isWrittenElsewhere">Whether another server writes to the café, too.</param>
    /// <param name="request">The command.</param>
    /// <param name="here">Gives it its place here, with what was chosen of its trace.</param>
    /// <param name="cancellationToken">The server stops.</param>
    /// <returns>The answer to come, once the command has its place.</returns>
    public async ValueTask<Task<ReadOnlyMemory<byte>>> PlaceAsync(
        Cluster? cluster,
        string cafeId,
        bool isWrittenElsewhere,
        CommandRequest request,
        Func<CommandRequest, Task<ReadOnlyMemory<byte>>> here,
        CancellationToken cancellationToken
    )
    {
        if (cluster is null || request.IsForwarded)
        {
            return here(request);
        }

        var turn = _routes.Enter(
            cafeId,
            request.Sender.UserId,
            isWrittenElsewhere || cluster.IsFar ? HomeOf(cluster, cafeId) : null
        );
        Activity? span = null;
        try
        {
            await turn.Free.WaitAsync(cancellationToken);
            if (turn.Peer is not { } peer)
            {
                return EndAsync(turn, here(request), span: null);
            }

            var traced = request.IsTraced ?? isTraced(cafeId);
            span = traced == true ? Traces.Handed(cafeId, request.TraceParent) : null;
            var handed = request with
            {
                IsTraced = traced,
                TraceParent = span?.Id ?? request.TraceParent,
            };
            var placed = await cluster.Commands.PlaceAsync(
                peer,
                handed,
                async () => await await ReturnAsync(turn, BackHere, cancellationToken),
                cancellationToken
            );
            return EndAsync(
                turn,
                placed?.Answer ?? await ReturnAsync(turn, BackHere, cancellationToken),
                span
            );

            Task<ReadOnlyMemory<byte>> BackHere() => here(handed);
        }
        catch
        {
            span?.Dispose();
            turn.End();
            throw;
        }
    }

    private static string? HomeOf(Cluster cluster, string cafeId) =>
        cluster.IsHealthy && cluster.HomeOf(cafeId) is var home && home != cluster.Node
            ? home
            : null;

    /// <summary>Gives a command its place here that another server did not place or answer, after those before it.</summary>
    private static async Task<Task<ReadOnlyMemory<byte>>> ReturnAsync(
        SenderRoutes.Turn turn,
        Func<Task<ReadOnlyMemory<byte>>> here,
        CancellationToken cancellationToken
    )
    {
        turn.Return();
        await turn.Before.WaitAsync(cancellationToken);
        var answer = here();
        turn.Settle();
        return answer;
    }

    private static async Task<ReadOnlyMemory<byte>> EndAsync(
        SenderRoutes.Turn turn,
        Task<ReadOnlyMemory<byte>> answer,
        Activity? span
    )
    {
        using var ended = span;
        try
        {
            return await answer;
        }
        finally
        {
            turn.End();
        }
    }
}
