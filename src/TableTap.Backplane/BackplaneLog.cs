using Microsoft.Extensions.Logging;

namespace TableTap.Backplane;

/// <summary>What the backplane tells the operator.</summary>
internal static partial class BackplaneLog
{
    [LoggerMessage(
        6001,
        LogLevel.Warning,
        "Redis at {Place} does not carry messages between servers: {Words} Nothing is lost; messages from other servers come later."
    )]
    public static partial void Unavailable(ILogger log, string place, string words);

    [LoggerMessage(6002, LogLevel.Information, "Redis at {Place} carries messages again.")]
    public static partial void Recovered(ILogger log, string place);
}
