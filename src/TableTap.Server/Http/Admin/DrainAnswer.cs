namespace TableTap.Server.Http.Admin;

/// <summary>A drain that an administrator began, and that ends by itself.</summary>
/// <param name="Since">When it began.</param>
/// <param name="Until">When the server lets clients in again.</param>
/// <param name="Disconnect">Whether those who were connected are sent away, too.</param>
/// <param name="By">Who began it.</param>
/// <param name="Reason">Why, in the administrator's words.</param>
public sealed record DrainAnswer(
    DateTimeOffset Since,
    DateTimeOffset Until,
    bool Disconnect,
    string By,
    string Reason
);

/// <summary>The body of <c>POST /v1/admin/drain</c>.</summary>
/// <param name="Reason">Why, 1 to 200 characters; it stands in the audit.</param>
/// <param name="Minutes">For how long, 1 to 60.</param>
/// <param name="Disconnect">Whether those who are connected are sent away, too, as at a stop.</param>
public sealed record DrainRequest(string Reason, int Minutes = 5, bool Disconnect = true);
