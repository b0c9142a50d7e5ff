using TableTap.Protocol.Errors;

namespace TableTap.Client.Socket;

/// <summary>How a connection, or the attempt at one, ended.</summary>
/// <param name="Reason">What happened, for a person.</param>
/// <param name="CloseCode">The server's close code, if it gave one.</param>
/// <param name="Error">The server's last <c>error</c> about the connection.</param>
/// <param name="RetryAfter">How long the server asked to wait.</param>
/// <param name="Lived">How long the session lived; null where it never began.</param>
internal sealed record SessionEnd(
    string Reason,
    int? CloseCode = null,
    ErrorCode? Error = null,
    TimeSpan? RetryAfter = null,
    TimeSpan? Lived = null
);
