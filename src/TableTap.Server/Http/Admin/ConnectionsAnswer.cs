using TableTap.Realtime.Inspection;

namespace TableTap.Server.Http.Admin;

/// <summary>The answer of <c>GET /v1/admin/connections</c>.</summary>
/// <param name="Connections">The connections, in the order in which they began.</param>
/// <param name="NextCursor">Where the next page begins; absent where there is none.</param>
public sealed record ConnectionsAnswer(
    IReadOnlyList<ConnectionView> Connections,
    string? NextCursor = null
);
