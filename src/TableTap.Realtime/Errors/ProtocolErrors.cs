using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Options;
using TableTap.Terms;

namespace TableTap.Realtime.Errors;

/// <summary>What is said when something is refused, once for each reason (section 2).</summary>
internal static class ProtocolErrors
{
    public static Error AuthenticationFailed { get; } =
        new(
            ErrorCode.AuthenticationFailed,
            "Invalid or expired token",
            Action: "reconnect_with_new_token"
        );

    public static Error NoSuchCafe { get; } =
        new(
            ErrorCode.InsufficientPermissions,
            "This token is for a café that does not exist here."
        );

    public static Error RefreshFailed { get; } =
        new(
            ErrorCode.AuthenticationFailed,
            "The token was not accepted; the session keeps its end."
        );

    public static Error TokensUnavailable { get; } =
        new(
            ErrorCode.ServiceUnavailable,
            "Tokens cannot be checked now; try again.",
            RetryAfter: 5
        );

    public static Error Draining { get; } =
        new(ErrorCode.ServiceUnavailable, "The server is restarting.", RetryAfter: 5);

    public static Error InternalError { get; } =
        new(ErrorCode.InternalError, "The server could not handle the message.");

    public static Error ServiceUnavailable { get; } =
        new(
            ErrorCode.ServiceUnavailable,
            "The server cannot read its history now; try again.",
            RetryAfter: 1
        );

    public static Error Malformed(string problem) => new(ErrorCode.MalformedMessage, problem);

    public static Error UnknownType(string type) =>
        new(ErrorCode.UnknownMessageType, $"There is no message '{type}' that a client may send.");

    public static Error UnsupportedVersion(string version) =>
        new(
            ErrorCode.UnsupportedVersion,
            $"This server speaks version {ProtocolVersion.Current}, not '{Shown(version)}'."
        );

    public static Error Invalid(IReadOnlyList<ErrorDetail> details) =>
        new(ErrorCode.ValidationFailed, "The message breaks rules of its type.", Details: details);

    public static Error Invalid(string path, string problem) => Invalid([new(path, problem)]);

    public static ErrorBody TooManyMessages(int limit, int retryAfter) =>
        new(
            ErrorCode.RateLimitExceeded,
            "Too many messages sent",
            retryAfter,
            limit,
            MessageLimitOptions.WindowSeconds
        );

    /// <summary>The same refusal for what is not a command.</summary>
    public static Error AsError(ErrorBody body) =>
        new(
            body.Code,
            body.Message,
            RequiredRole: body.RequiredRole,
            RetryAfter: body.RetryAfter,
            Limit: body.Limit,
            Window: body.Window,
            Details: body.Details
        );

    public static Error TooManyReplays(int limit, int retryAfter) =>
        Limited("Too many replays asked", limit, retryAfter);

    public static Error OneReplayAtATime { get; } =
        new(
            ErrorCode.RateLimitExceeded,
            "A replay is still running.",
            RetryAfter: 1,
            Limit: 1,
            Window: 1
        );

    public static Error TooManyHandshakes(int limit, int retryAfter) =>
        Limited("Too many connections without a genuine token", limit, retryAfter);

    public static Error TooManyPings(int limit) =>
        Limited("Too many pings", limit, MessageLimitOptions.WindowSeconds);

    public static Error TooManyConnections(string what, int limit, int window, int retryAfter) =>
        new(
            ErrorCode.ConnectionLimitExceeded,
            what,
            RetryAfter: retryAfter,
            Limit: limit,
            Window: window
        );

    public static Error SubscriptionLimit(string channel, int limit) =>
        new(
            ErrorCode.RateLimitExceeded,
            $"At most {Counted.Of(limit, "channel", "channels")} can be subscribed.",
            Channel: channel,
            RetryAfter: 1,
            Limit: limit,
            Window: MessageLimitOptions.WindowSeconds
        );

    public static Error Forbidden(string channel, Role? requiredRole) =>
        new(
            ErrorCode.InsufficientPermissions,
            $"Access denied to channel: {channel}",
            Channel: channel,
            RequiredRole: requiredRole
        );

    public static Error InvalidChannel(string channel) =>
        new(ErrorCode.ValidationFailed, "This is not the name of a channel.", Channel: channel);

    public static Error UnknownChannel(string channel) =>
        new(ErrorCode.NotFound, $"There is no channel {channel}", Channel: channel);

    public static Error HistoryUnavailable(string channel, ChannelHead head) =>
        new(
            ErrorCode.HistoryUnavailable,
            head.Oldest <= head.Sequence
                ? $"That position is not in the history of {channel}, which holds {head.Oldest} to {head.Sequence}. Load the state and subscribe from its positions."
                : $"That position is not in the history of {channel}, which holds nothing now. Load the state and subscribe from its positions.",
            Channel: channel,
            OldestSequence: head.Oldest,
            Sequence: head.Sequence
        );

    private static Error Limited(string what, int limit, int retryAfter) =>
        new(
            ErrorCode.RateLimitExceeded,
            what,
            RetryAfter: retryAfter,
            Limit: limit,
            Window: MessageLimitOptions.WindowSeconds
        );

    private static string Shown(string text) =>
        new([.. text.Take(Envelope.MaxUnknownType / 4).Where(letter => !char.IsControl(letter))]);
}
