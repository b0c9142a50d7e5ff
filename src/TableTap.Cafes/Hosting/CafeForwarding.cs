using TableTap.Cafes.Loop;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Peers;

namespace TableTap.Cafes.Hosting;

/// <summary>
/// Has the commands of a café decided at one place while several servers are given some: the one that is not the café's home hands its own
/// over. A café that one server alone is asked about is decided there, wherever that is.
/// </summary>
internal static class CafeForwarding
{
    /// <summary>Hands a command over, if that is of use.</summary>
    /// <param name="cluster">This server among its peers; null for a server alone.</param>
    /// <param name="loop">The café here.</param>
    /// <param name="request">The command.</param>
    /// <param name="here">Decides it here.</param>
    /// <param name="cancellationToken">The server stops.</param>
    /// <returns>The answer to come, once the command has its place; null where it is to be decided here.</returns>
    public static async ValueTask<Task<ReadOnlyMemory<byte>>?> PlaceAsync(
        Cluster? cluster,
        CafeLoop loop,
        CommandRequest request,
        Func<Task<ReadOnlyMemory<byte>>> here,
        CancellationToken cancellationToken
    ) =>
        cluster is { IsHealthy: true }
        && !request.IsForwarded
        && loop.IsWrittenElsewhere
        && cluster.HomeOf(loop.Cafe.CafeId) is var home
        && home != cluster.Node
        && await cluster.Commands.PlaceAsync(home, request, here, cancellationToken) is { } placed
            ? placed.Answer
            : null;
}
