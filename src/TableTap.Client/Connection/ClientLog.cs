using Microsoft.Extensions.Logging;
using TableTap.Client.Contract;
using TableTap.Terms;

namespace TableTap.Client.Connection;

/// <summary>What the client tells the operator of its application. Never a payload, a token or a key.</summary>
internal static partial class ClientLog
{
    /// <summary>Writes the line about something that happened to the connection, where there is one.</summary>
    /// <param name="log">The log of the client.</param>
    /// <param name="happened">What happened to the connection.</param>
    public static void Happened(this ILogger log, ClientEvent happened)
    {
        switch (happened)
        {
            case Connected began:
                log.SessionBegan(began.Connection, began.Established.ConnectionId);
                break;
            case Disconnected left:
                log.ConnectionLost(left.Reason, left.CloseCode, left.RetryIn.TotalSeconds);
                break;
            case Resumed back:
                log.MissedCame(back.Channels);
                break;
            case Stopped { Reason: var reason }:
                log.ClientStopped(reason.Message, reason.CloseCode);
                break;
            case FellBehind behind:
                log.ChannelBehind(behind.Channel, behind.After);
                break;
            case SequencesWithheld withheld:
                log.MessagesWithheld(withheld.Channel, withheld.After, withheld.Before);
                break;
            case HistoryLost lost:
                log.HistoryGone(lost.Channel, lost.After);
                break;
            case SubscriptionEnded ended:
                log.ChannelEnded(ended.Channel, ended.Reason);
                break;
            case SubscriptionGrew grown:
                log.PatternGrew(grown.Pattern, grown.Channels.Count);
                break;
            case SessionRenewed renewed:
                log.SessionProlonged(renewed.SessionExpiresAt);
                break;
            case ServerReported { Error: var error }:
                // The words of an error may quote what was sent; its code may not.
                log.ErrorReported(error.Code.Word);
                break;
            case FreshnessChanged { Freshness.State: FreshnessState.Silent }:
                log.ServerSilent();
                break;
            default:
                break;
        }
    }

    [LoggerMessage(
        7010,
        LogLevel.Information,
        "The server refused the command {Command} ({MessageId}): {Code}"
    )]
    public static partial void CommandRefused(
        this ILogger log,
        string command,
        string messageId,
        string code
    );

    [LoggerMessage(7011, LogLevel.Warning, "The server refused the channel {Channel}: {Reason}")]
    public static partial void ChannelRefused(this ILogger log, string channel, string reason);

    [LoggerMessage(
        7015,
        LogLevel.Warning,
        "The state {Path} could not be loaded ({Reason}); again in {Seconds:0.0} s"
    )]
    public static partial void StateDelayed(
        this ILogger log,
        string path,
        string reason,
        double seconds
    );

    [LoggerMessage(
        7001,
        LogLevel.Information,
        "Connected: socket {Connection} of this client, {ConnectionId} at the server"
    )]
    private static partial void SessionBegan(this ILogger log, int connection, string connectionId);

    [LoggerMessage(
        7002,
        LogLevel.Warning,
        "The connection is lost ({Reason}, close code {CloseCode}); again in {Seconds:0.0} s"
    )]
    private static partial void ConnectionLost(
        this ILogger log,
        string reason,
        int? closeCode,
        double seconds
    );

    [LoggerMessage(7003, LogLevel.Information, "All that was missed has come: {Channels} channels")]
    private static partial void MissedCame(this ILogger log, int channels);

    [LoggerMessage(
        7004,
        LogLevel.Error,
        "The client has stopped for good: {Reason} (close code {CloseCode})"
    )]
    private static partial void ClientStopped(this ILogger log, string reason, int? closeCode);

    [LoggerMessage(
        7005,
        LogLevel.Information,
        "{Channel} fell behind after {After}; what is missing is fetched"
    )]
    private static partial void ChannelBehind(this ILogger log, string channel, long after);

    [LoggerMessage(
        7006,
        LogLevel.Information,
        "{Channel}: a replay has nothing between {After} and {Before} for this reader"
    )]
    private static partial void MessagesWithheld(
        this ILogger log,
        string channel,
        long after,
        long before
    );

    [LoggerMessage(
        7007,
        LogLevel.Warning,
        "{Channel}: what followed {After} is no longer in the history; the state is loaded anew"
    )]
    private static partial void HistoryGone(this ILogger log, string channel, long after);

    [LoggerMessage(7008, LogLevel.Warning, "{Channel} is no longer heard: {Reason}")]
    private static partial void ChannelEnded(this ILogger log, string channel, string reason);

    [LoggerMessage(7009, LogLevel.Debug, "{Pattern} covers {Channels} more channels")]
    private static partial void PatternGrew(this ILogger log, string pattern, int channels);

    [LoggerMessage(7012, LogLevel.Debug, "The session was renewed until {SessionExpiresAt}")]
    private static partial void SessionProlonged(this ILogger log, DateTimeOffset sessionExpiresAt);

    [LoggerMessage(7013, LogLevel.Warning, "The server reported an error: {Code}")]
    private static partial void ErrorReported(this ILogger log, string code);

    [LoggerMessage(7014, LogLevel.Warning, "The server has not answered a ping")]
    private static partial void ServerSilent(this ILogger log);
}
