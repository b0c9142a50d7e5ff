using Microsoft.Extensions.Logging;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;
using TableTap.Terms;

namespace TableTap.Realtime.Observability;

/// <summary>Everything this project logs. Never a token, a name, a payload or a code.</summary>
internal static partial class RealtimeLog
{
    [LoggerMessage(2001, LogLevel.Debug, "Connection {Connection} opened for a {Role}.")]
    public static partial void Opened(ILogger log, string connection, Role role);

    [LoggerMessage(2002, LogLevel.Debug, "Connection {Connection} ended.")]
    public static partial void Ended(ILogger log, string connection);

    [LoggerMessage(2003, LogLevel.Debug, "Connection {Connection} is closed with {Code}: {Reason}")]
    public static partial void Closing(ILogger log, string connection, int code, string reason);

    [LoggerMessage(2004, LogLevel.Debug, "A handshake was refused: {Problem}")]
    public static partial void HandshakeRefused(ILogger log, string problem);

    [LoggerMessage(2005, LogLevel.Debug, "A handshake was refused with {Code}.")]
    public static partial void HandshakeLimited(ILogger log, ErrorCode code);

    [LoggerMessage(2006, LogLevel.Error, "Tokens cannot be checked.")]
    public static partial void TokenCheckFailed(ILogger log, Exception fault);

    /// <summary>
    /// A frame could not be handled. Where that is the journal's trouble, the line names it and no more: while a database is away every
    /// connection has one.
    /// </summary>
    public static void MessageFailed(ILogger log, string type, string connection, Exception fault)
    {
        if (fault is JournalUnavailableException)
        {
            MessageNotRead(log, type, connection, fault.Message);
        }
        else
        {
            MessageBroken(log, type, connection, fault);
        }
    }

    [LoggerMessage(
        2007,
        LogLevel.Error,
        "A {Type} of connection {Connection} could not be handled."
    )]
    private static partial void MessageBroken(
        ILogger log,
        string type,
        string connection,
        Exception fault
    );

    [LoggerMessage(
        2020,
        LogLevel.Warning,
        "A {Type} of connection {Connection} cannot be answered: {Problem}"
    )]
    private static partial void MessageNotRead(
        ILogger log,
        string type,
        string connection,
        string problem
    );

    [LoggerMessage(2008, LogLevel.Error, "Messages could not be brought to their readers.")]
    public static partial void DeliveryFailed(ILogger log, Exception fault);

    [LoggerMessage(2009, LogLevel.Warning, "History cannot be read; a reader waits for it.")]
    public static partial void CatchUpFailed(ILogger log, Exception fault);

    [LoggerMessage(2010, LogLevel.Error, "A session could not be looked after.")]
    public static partial void SweepFailed(ILogger log, Exception fault);

    [LoggerMessage(
        2013,
        LogLevel.Warning,
        "What owners confirmed cannot be written ({Cursors} cursors); it is kept and tried again."
    )]
    public static partial void CursorsNotWritten(ILogger log, int cursors, Exception fault);

    [LoggerMessage(
        2014,
        LogLevel.Warning,
        "History cannot be read; messages that were not confirmed are sent again later."
    )]
    public static partial void ResendFailed(ILogger log, Exception fault);

    [LoggerMessage(
        2015,
        LogLevel.Warning,
        "This process stood still for {Time}; nobody is closed for being silent meanwhile."
    )]
    public static partial void StoodStill(ILogger log, TimeSpan time);

    [LoggerMessage(
        2016,
        LogLevel.Warning,
        "The payment message {MessageId} cannot be decrypted: its key is not in the data directory, or it was changed."
    )]
    public static partial void PaymentUnreadable(ILogger log, string messageId);

    [LoggerMessage(
        2017,
        LogLevel.Information,
        "Another server of the same store is heard: {Node}."
    )]
    public static partial void PeerFound(ILogger log, string node);

    [LoggerMessage(
        2018,
        LogLevel.Warning,
        "The server {Node} of the same store is no longer heard; what it counted counts no more."
    )]
    public static partial void PeerGone(ILogger log, string node);

    [LoggerMessage(
        2019,
        LogLevel.Warning,
        "A message of another server cannot be read; it is left out."
    )]
    public static partial void PeerMessageUnreadable(ILogger log, Exception fault);

    [LoggerMessage(2011, LogLevel.Information, "Draining {Connections} connections.")]
    public static partial void Draining(ILogger log, int connections);
}
