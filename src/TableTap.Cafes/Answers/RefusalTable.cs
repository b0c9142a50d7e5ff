using TableTap.Ordering.Decisions;
using TableTap.Protocol.Errors;

namespace TableTap.Cafes.Answers;

/// <summary>How the café's refusals read on the wire, and which of them are remembered (sections 2 and 4).</summary>
internal static class RefusalTable
{
    /// <summary>The wire code of a refusal.</summary>
    public static ErrorCode CodeOf(RefusalCode code) =>
        code switch
        {
            RefusalCode.ValidationFailed => ErrorCode.ValidationFailed,
            RefusalCode.NotFound => ErrorCode.NotFound,
            RefusalCode.Conflict => ErrorCode.Conflict,
            RefusalCode.InvalidOrderStatus => ErrorCode.InvalidOrderStatus,
            RefusalCode.InsufficientPermissions => ErrorCode.InsufficientPermissions,
            RefusalCode.ItemUnavailable => ErrorCode.ItemUnavailable,
            RefusalCode.CafeClosed => ErrorCode.CafeClosed,
            RefusalCode.IntakePaused => ErrorCode.IntakePaused,
            RefusalCode.SlotUnavailable => ErrorCode.SlotUnavailable,
            RefusalCode.PickupCodeInvalid => ErrorCode.PickupCodeInvalid,
            RefusalCode.PickupCodeLocked => ErrorCode.PickupCodeLocked,
            RefusalCode.RefundExceedsCaptured => ErrorCode.RefundExceedsCaptured,
            RefusalCode.CoverRequired => ErrorCode.CoverRequired,
            RefusalCode.TryLater => ErrorCode.ServiceUnavailable,
            RefusalCode.TooMany => ErrorCode.RateLimitExceeded,
            _ => throw new ArgumentOutOfRangeException(
                nameof(code),
                code,
                "A refusal without a wire code."
            ),
        };

    /// <summary>Whether a repeat of the command gets this answer again; the others may go better next time.</summary>
    public static bool IsRemembered(ErrorCode code) =>
        code
            is not (
                ErrorCode.RateLimitExceeded
                or ErrorCode.ServiceUnavailable
                or ErrorCode.InternalError
                or ErrorCode.ValidationFailed
                or ErrorCode.AuthenticationFailed
                or ErrorCode.InsufficientPermissions
                or ErrorCode.SignatureRequired
                or ErrorCode.SignatureInvalid
            );

    /// <summary>The refusal as the wire tells it.</summary>
    public static ErrorBody Body(Refusal refusal) =>
        new(
            CodeOf(refusal.Code),
            refusal.Message,
            refusal.RetryAfter is { } wait ? Math.Max(1, Math.Ceiling(wait.TotalSeconds)) : null,
            refusal.Limit,
            RequiredRole: refusal.RequiredRole,
            Details: refusal.Details.Count == 0
                ? null
                : [.. refusal.Details.Items.Select(one => new ErrorDetail(one.Path, one.What))],
            Current: refusal is { CurrentStatus: null, CurrentVersion: null, CurrentTotal: null }
                ? null
                : new(refusal.CurrentStatus, refusal.CurrentVersion, refusal.CurrentTotal),
            Earliest: refusal.Earliest
        );
}
