using TableTap.Protocol.Errors;
using TableTap.Realtime.Limits;
using TableTap.Terms;

namespace TableTap.Cafes.Answers;

/// <summary>The refusals that are made around the café, not by its rules (sections 2 and 4).</summary>
internal static class CommandErrors
{
    /// <summary>Seconds after which an overloaded or unwritable café is worth another try.</summary>
    private const double RetryAfter = 1;

    /// <summary>Seconds after which a command that waits for the disk is worth another look.</summary>
    private const double RetryAfterSlow = 5;

    public static ErrorBody Unavailable { get; } =
        new(
            ErrorCode.ServiceUnavailable,
            "The server cannot store now; nothing was changed. Please try again.",
            RetryAfter
        );

    /// <summary>The command may still be carried out: only a repeat under its id tells.</summary>
    public static ErrorBody Slow { get; } =
        new(
            ErrorCode.ServiceUnavailable,
            "The server is slow to store. Please try again with the same messageId.",
            RetryAfterSlow
        );

    public static ErrorBody Busy { get; } =
        new(
            ErrorCode.ServiceUnavailable,
            "The café is busy. Please try again with the same messageId.",
            RetryAfter
        );

    public static ErrorBody Internal { get; } =
        new(ErrorCode.InternalError, "The server failed on this command; nothing was changed.");

    public static ErrorBody Revoked { get; } =
        new(ErrorCode.AuthenticationFailed, "Invalid or expired token");

    /// <summary>A role of the staff holds only while the café's record has the person, whatever the token says.</summary>
    public static ErrorBody NotOfTheStaff { get; } =
        new(
            ErrorCode.InsufficientPermissions,
            "You are not in the staff of this café; somebody who runs it can enter you there"
        );

    /// <summary>Into the channel of a person who has nothing to do with the café nothing is put; a guest of a foreign café seems not to be there.</summary>
    public static ErrorBody NotAGuestHere(string customerId) =>
        new(
            ErrorCode.NotFound,
            $"There is no guest '{customerId}' in this café: nobody with this id has a session, an order or a staff record here; leave customerId out, and give a customerName"
        );

    public static ErrorBody OnlyOfTheServer { get; } =
        new(
            ErrorCode.InsufficientPermissions,
            "Only an administrator of the server may do that, whose token names no café",
            RequiredRole: Role.Admin
        );

    /// <summary>Who tries many codes guesses.</summary>
    public static ErrorBody TooManyVouchers(int retryAfter, int limit) =>
        new(
            ErrorCode.RateLimitExceeded,
            "Too many vouchers tried.",
            retryAfter,
            limit,
            RequestAllowance.Window
        );

    public static ErrorBody UsedForSomethingElse { get; } =
        new(ErrorCode.Conflict, "This messageId was used for another command");

    public static ErrorBody NotFound(string what, string id) =>
        new(ErrorCode.NotFound, $"There is no {what} '{id}'");

    public static ErrorBody Invalid(IReadOnlyList<ErrorDetail> details) =>
        new(ErrorCode.ValidationFailed, "The payload is not valid", Details: details);
}
