namespace TableTap.Server.Logging;

/// <summary>Everything the server logs, with fixed event ids. Never a token, a name, a payload or a code.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(100, LogLevel.Information, "ready on {Addresses}")]
    public static partial void Ready(ILogger logger, string addresses);

    [LoggerMessage(101, LogLevel.Information, "draining: new connections are refused")]
    public static partial void Draining(ILogger logger);

    [LoggerMessage(102, LogLevel.Information, "stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(
        103,
        LogLevel.Warning,
        "stopped with {Sockets} sockets that did not leave in time"
    )]
    public static partial void StoppedEarly(ILogger logger, int sockets);

    [LoggerMessage(104, LogLevel.Error, "a request to {Path} failed")]
    public static partial void RequestFailed(ILogger logger, string path, Exception exception);

    [LoggerMessage(
        109,
        LogLevel.Error,
        "a part of the server did not end well; the others ended, and what was acknowledged is in the store"
    )]
    public static partial void NotEndedWell(ILogger logger, Exception trouble);

    [LoggerMessage(
        127,
        LogLevel.Error,
        "messages can no longer be delivered, so the server ends; it has to be started anew"
    )]
    public static partial void DeliveryEnded(ILogger logger, Exception reason);

    [LoggerMessage(
        128,
        LogLevel.Warning,
        "a part of the server, {Part}, did not end within {Patience}; the stop goes on with the next one"
    )]
    public static partial void PartNotEnded(ILogger logger, string part, TimeSpan patience);

    [LoggerMessage(
        110,
        LogLevel.Warning,
        "refund {RefundId} could not be handed to the payment provider {Provider}: {Error}"
    )]
    public static partial void RefundNotHandedOver(
        ILogger logger,
        string refundId,
        string provider,
        string error
    );

    [LoggerMessage(
        111,
        LogLevel.Error,
        "refunds could not be handed to the payment provider {Provider} for now; they are tried again"
    )]
    public static partial void RefundsHalted(ILogger logger, string provider, Exception fault);

    [LoggerMessage(
        114,
        LogLevel.Warning,
        "the payment provider {Provider} could not be asked about the voucher payment {VoucherId}: {Error}"
    )]
    public static partial void VoucherNotAsked(
        ILogger logger,
        string voucherId,
        string provider,
        string error
    );

    [LoggerMessage(
        115,
        LogLevel.Error,
        "the payment provider {Provider} cannot be asked about vouchers for now; it is asked again"
    )]
    public static partial void VouchersHalted(ILogger logger, string provider, Exception fault);

    [LoggerMessage(
        105,
        LogLevel.Warning,
        "the journal did not close in time: the disk hangs; the next start makes up for it"
    )]
    public static partial void NotClosed(ILogger logger);

    [LoggerMessage(
        116,
        LogLevel.Warning,
        "the server does not reach itself: probes at {Address} fail one after the other by {Reason}: {Why}"
    )]
    public static partial void ProbesFail(ILogger logger, Uri address, string reason, string why);

    [LoggerMessage(117, LogLevel.Information, "probes work again, after {Failures} that failed")]
    public static partial void ProbesWork(ILogger logger, int failures);

    [LoggerMessage(
        118,
        LogLevel.Warning,
        "there are no probes: the server listens at no port that it reaches itself; Server:ProbeInterval 0s says that none are wanted"
    )]
    public static partial void NoProbes(ILogger logger);

    [LoggerMessage(
        119,
        LogLevel.Warning,
        "the trusted proxy {Proxy} does not say whose requests it passes on (X-Forwarded-For, Forwarded), so that all count as its own: docs/operations.md, Behind a proxy"
    )]
    public static partial void ProxySilent(ILogger logger, string proxy);

    [LoggerMessage(
        106,
        LogLevel.Information,
        "the certificate {Path} was renewed; it is valid until {NotAfter:u}"
    )]
    public static partial void CertificateRenewed(ILogger logger, string path, DateTime notAfter);

    [LoggerMessage(
        107,
        LogLevel.Warning,
        "the certificate {Path} changed but cannot be read, so the last one is served: {Reason}"
    )]
    public static partial void CertificateUnreadable(ILogger logger, string path, string reason);

    [LoggerMessage(
        112,
        LogLevel.Warning,
        "the limit of open files ({Files}) is below the connections of the settings: {Open} connections at once, {Sockets} of them sockets; raise it (ulimit -n, LimitNOFILE)"
    )]
    public static partial void FileLimitTooLow(ILogger logger, int files, int open, int sockets);

    [LoggerMessage(
        113,
        LogLevel.Warning,
        "tokens and orders travel in plain text at {Address} (Security:AllowPlainText); {Proxies} trusted proxies are named to end TLS before it"
    )]
    public static partial void PlainText(ILogger logger, string address, int proxies);

    [LoggerMessage(
        108,
        LogLevel.Warning,
        "the next keys of the server cannot be saved in the data directory, so the last ones serve on"
    )]
    public static partial void KeysNotSaved(ILogger logger, Exception trouble);

    [LoggerMessage(120, LogLevel.Information, "audit head of {Chain}: line {Number}, {Head}")]
    public static partial void AuditHeadTold(
        ILogger logger,
        string chain,
        long number,
        string head
    );

    [LoggerMessage(
        121,
        LogLevel.Error,
        "the audit of {Chain} does not end in what this server signed: run tabletap audit verify"
    )]
    public static partial void AuditChanged(ILogger logger, string chain);

    [LoggerMessage(122, LogLevel.Warning, "the heads of the audit cannot be read now")]
    public static partial void AuditHeadsUnread(ILogger logger, Exception trouble);

    [LoggerMessage(
        123,
        LogLevel.Error,
        "what other servers revoked cannot be taken over now; it is tried again in a second"
    )]
    public static partial void OthersNotFollowed(ILogger logger, Exception trouble);

    [LoggerMessage(
        124,
        LogLevel.Warning,
        "an administrator drains this server for {Minutes} min: new connections are refused"
    )]
    public static partial void DrainBegun(ILogger logger, int minutes);

    [LoggerMessage(125, LogLevel.Information, "the drain is over: clients are let in again")]
    public static partial void DrainEnded(ILogger logger);

    [LoggerMessage(
        126,
        LogLevel.Error,
        "the audit cannot be written: the line {Command} is missing"
    )]
    public static partial void EndNotAudited(ILogger logger, string command, Exception trouble);

    [LoggerMessage(
        129,
        LogLevel.Warning,
        "the service manager at {Address} does not take {Word}, and may start this server anew: {Reason}"
    )]
    public static partial void NotNotified(
        ILogger logger,
        string address,
        string word,
        string reason
    );

    [LoggerMessage(130, LogLevel.Information, "the settings of logging have changed, and count")]
    public static partial void LevelsChanged(ILogger logger);

    [LoggerMessage(
        131,
        LogLevel.Warning,
        "{Key} has changed in the settings and counts from the next start on: {Reason}"
    )]
    public static partial void NeedsRestart(ILogger logger, string key, string reason);

    [LoggerMessage(
        132,
        LogLevel.Error,
        "the settings have changed and are wrong, so that none of them counts: {Problem}"
    )]
    public static partial void ReloadRefused(ILogger logger, string problem);

    [LoggerMessage(133, LogLevel.Information, "{Key} has changed in the settings, and counts")]
    public static partial void SettingChanged(ILogger logger, string key);

    [LoggerMessage(
        141,
        LogLevel.Information,
        "a phone could not be told of an order for now: {Host}: {Error}"
    )]
    public static partial void PushNotTaken(ILogger logger, string host, string error);

    [LoggerMessage(
        142,
        LogLevel.Warning,
        "the push service {Host} refuses a notification for good ({Status}): docs/operations.md, Phones of guests"
    )]
    public static partial void PushRefused(ILogger logger, string host, int status);

    [LoggerMessage(
        143,
        LogLevel.Error,
        "phones cannot be told of orders for now; it is tried again"
    )]
    public static partial void PushHalted(ILogger logger, Exception trouble);

    [LoggerMessage(150, LogLevel.Warning, "this server needs a look ({Check}): {Text} {Fix}")]
    public static partial void WarningFound(ILogger logger, string check, string text, string fix);

    [LoggerMessage(
        151,
        LogLevel.Error,
        "something is wrong with this server ({Check}): {Text} {Fix}"
    )]
    public static partial void ErrorFound(ILogger logger, string check, string text, string fix);

    [LoggerMessage(152, LogLevel.Information, "it is over ({Check}): {Text}")]
    public static partial void FindingOver(ILogger logger, string check, string text);
}
