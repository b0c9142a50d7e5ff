namespace TableTap.Server.Sockets;

/// <summary>
/// What a client offers as subprotocols: <c>tabletap.v1</c>, and beside it perhaps <c>bearer.{token}</c>, for a browser can set no
/// header and an address with a token is kept in many a proxy's log (section 1). Immutable.
/// </summary>
/// <param name="offered">The subprotocols in the client's order.</param>
internal sealed class SocketProtocols(IList<string> offered)
{
    /// <summary>The name of the protocol's first version.</summary>
    public const string Version = "tabletap.v1";

    private const string Bearer = "bearer.";

    /// <summary>The subprotocol to answer with; null where the client offers none that is spoken here. Never the token.</summary>
    public string? Answer => offered.Contains(Version) ? Version : null;

    /// <summary>The token among them; null where there is none. Several stand for one that is broken.</summary>
    public string? Token =>
        offered.Where(one => one.StartsWith(Bearer, StringComparison.Ordinal)).ToArray() switch
        {
            [] => null,
            [var one] => one[Bearer.Length..],
            var many => string.Join(',', many),
        };
}
