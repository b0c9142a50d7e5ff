using TableTap.Protocol.Errors;

namespace TableTap.Client.Contract;

/// <summary>The client stopped, or the server refused a request about the session (sections 1 and 3).</summary>
/// <param name="message">What happened, for a person.</param>
/// <param name="code">The server's error code, if it gave one.</param>
/// <param name="closeCode">The server's close code, if it closed.</param>
/// <param name="retryAfter">How long to wait, where waiting helps.</param>
public sealed class TableTapException(
    string message,
    ErrorCode? code = null,
    int? closeCode = null,
    TimeSpan? retryAfter = null
) : Exception(message)
{
    /// <summary>The server's error code, if it gave one (section 2).</summary>
    public ErrorCode? Code { get; } = code;

    /// <summary>The server's close code, if it closed (section 1).</summary>
    public int? CloseCode { get; } = closeCode;

    /// <summary>How long to wait, where waiting helps.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
