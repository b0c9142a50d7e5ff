using TableTap.Server.Limits;

namespace TableTap.Server.Http.Admin;

/// <summary>The body of <c>POST /v1/admin/limits</c>.</summary>
/// <param name="Limit">The limit, by its setting: <c>MessagesPerMinute</c>, <c>SocketsPerUser</c> or <c>ConnectionsPerCafe</c>.</param>
/// <param name="Id">The id of the user; of the café for <c>ConnectionsPerCafe</c>.</param>
/// <param name="Value">What it is meanwhile; more than it is for all.</param>
/// <param name="Minutes">For how long, 1 to 1440.</param>
/// <param name="Reason">Why, 1 to 200 characters; it stands in the audit.</param>
public sealed record LimitRequest(string Limit, string Id, int Value, int Minutes, string Reason);

/// <summary>The answer of <c>GET /v1/admin/limits</c>.</summary>
/// <param name="Limits">What is raised now, what ends first first.</param>
public sealed record LimitsAnswer(IReadOnlyList<KeptRaise> Limits);
