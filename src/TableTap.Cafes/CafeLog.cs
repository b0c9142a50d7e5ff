namespace TableTap.Cafes;

/// <summary>What the cafés tell the operator. Never a name, a payload or a code.</summary>
internal static partial class CafeLog
{
    [LoggerMessage(
        3001,
        LogLevel.Information,
        "Café {CafeId} loaded: {Version} facts, {OpenOrders} open orders"
    )]
    public static partial void Loaded(
        this ILogger log,
        string cafeId,
        long version,
        int openOrders
    );

    [LoggerMessage(3002, LogLevel.Error, "Café {CafeId}: {Command} failed and was refused")]
    public static partial void CommandFailed(
        this ILogger log,
        string cafeId,
        string command,
        Exception fault
    );

    [LoggerMessage(
        3003,
        LogLevel.Debug,
        "Café {CafeId}: the journal cannot write; {Commands} commands were refused"
    )]
    public static partial void JournalUnavailable(
        this ILogger log,
        string cafeId,
        int commands,
        Exception fault
    );

    [LoggerMessage(
        3004,
        LogLevel.Debug,
        "Café {CafeId}: another writer was first at version {Version}; deciding again"
    )]
    public static partial void Conflict(this ILogger log, string cafeId, long version);

    [LoggerMessage(3005, LogLevel.Error, "Café {CafeId}: a turn of the loop failed")]
    public static partial void BatchFailed(this ILogger log, string cafeId, Exception fault);

    [LoggerMessage(
        3008,
        LogLevel.Error,
        "Café {CafeId}: another writer was first {Attempts} times in a row; the commands were refused"
    )]
    public static partial void Contended(this ILogger log, string cafeId, int attempts);

    [LoggerMessage(3006, LogLevel.Error, "A command of type {Command} failed before its café")]
    public static partial void HandlerFailed(this ILogger log, string command, Exception fault);

    [LoggerMessage(3007, LogLevel.Error, "The test provider's late result was not recorded")]
    public static partial void LatePaymentFailed(this ILogger log, Exception fault);

    [LoggerMessage(
        3009,
        LogLevel.Error,
        "Café {CafeId}: a batch of {Commands} commands cannot be stored; each is tried alone"
    )]
    public static partial void BatchRefused(
        this ILogger log,
        string cafeId,
        int commands,
        Exception fault
    );

    [LoggerMessage(
        3010,
        LogLevel.Error,
        "Event {EventId} of the payment provider {Provider} found no order in its time: look at it there"
    )]
    public static partial void ProviderEventDropped(
        this ILogger log,
        string provider,
        string eventId
    );

    [LoggerMessage(
        3011,
        LogLevel.Warning,
        "Events of payment providers that wait could not be tried again"
    )]
    public static partial void ProviderEventsNotRetried(this ILogger log, Exception fault);

    [LoggerMessage(3012, LogLevel.Error, "{Refusals} refused commands could not be audited")]
    public static partial void RefusalsNotAudited(this ILogger log, int refusals, Exception fault);

    [LoggerMessage(
        3013,
        LogLevel.Warning,
        "What counter {CounterId} has seen could not be looked up; the next ack tries again"
    )]
    public static partial void SeenTicketsLost(this ILogger log, string counterId, Exception fault);

    [LoggerMessage(
        3014,
        LogLevel.Warning,
        "Maintenance that is due could not be told; it is tried again"
    )]
    public static partial void MaintenanceNotTold(this ILogger log, Exception fault);

    [LoggerMessage(
        3015,
        LogLevel.Warning,
        "Café {CafeId} cannot follow what another server did with it; messages of other servers wait until it can"
    )]
    public static partial void NotFollowed(this ILogger log, string cafeId);

    [LoggerMessage(
        3016,
        LogLevel.Warning,
        "Café {CafeId}: what was due at {Due:u} is still due after many looks; it is looked at again after pauses of up to a second"
    )]
    public static partial void StillDue(this ILogger log, string cafeId, DateTimeOffset due);
}
