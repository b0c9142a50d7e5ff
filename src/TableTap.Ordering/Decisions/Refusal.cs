using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Decisions;

/// <summary>Why a command is refused; each is one wire code (docs/protocol.md §2).</summary>
public enum RefusalCode
{
    /// <summary>Something in the command is wrong; the details say what and where.</summary>
    ValidationFailed,

    /// <summary>The café does not have it.</summary>
    NotFound,

    /// <summary>It changed in the meantime, or was done already.</summary>
    Conflict,

    /// <summary>The order's status does not allow it.</summary>
    InvalidOrderStatus,

    /// <summary>The sender may not do it, but somebody else may.</summary>
    InsufficientPermissions,

    /// <summary>Nobody can make what is ordered now.</summary>
    ItemUnavailable,

    /// <summary>The café takes orders at another time.</summary>
    CafeClosed,

    /// <summary>The café takes no orders for a while.</summary>
    IntakePaused,

    /// <summary>The time that is wanted cannot be had: it is too soon, or no room is left.</summary>
    SlotUnavailable,

    /// <summary>The pickup code is missing or wrong.</summary>
    PickupCodeInvalid,

    /// <summary>There were too many wrong pickup codes.</summary>
    PickupCodeLocked,

    /// <summary>More would go back than came in.</summary>
    RefundExceedsCaptured,

    /// <summary>Nobody would be left at a counter with work.</summary>
    CoverRequired,

    /// <summary>There is no room for it now.</summary>
    TryLater,

    /// <summary>There are as many of them as there may be at once.</summary>
    TooMany,
}

/// <summary>What is wrong with one field of a command.</summary>
/// <param name="Path">The field in <c>data</c>: <c>items[0].quantity</c>.</param>
/// <param name="What">What is wrong and what is allowed.</param>
public sealed record FieldProblem(string Path, string What)
{
    /// <summary>As one sentence of a message.</summary>
    public override string ToString() => $"{Path}: {What}";
}

/// <summary>An expected "no", as a value.</summary>
/// <param name="Code">The wire code.</param>
/// <param name="Message">Why, in words a barista understands.</param>
public sealed record Refusal(RefusalCode Code, string Message)
{
    /// <summary>What is wrong with which field.</summary>
    public EquatableList<FieldProblem> Details { get; init; }

    /// <summary>Where the order is, when that is why.</summary>
    public OrderStatus? CurrentStatus { get; init; }

    /// <summary>The order's version, when that is why.</summary>
    public long? CurrentVersion { get; init; }

    /// <summary>What the order would cost, when that is why.</summary>
    public Money? CurrentTotal { get; init; }

    /// <summary>The least role that may do it, when that is why and one alone would be enough.</summary>
    public Role? RequiredRole { get; init; }

    /// <summary>When it makes sense to try again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The earliest time for which the order would be taken, when that helps.</summary>
    public DateTimeOffset? Earliest { get; init; }

    /// <summary>How many there may be at once, when that is why.</summary>
    public int? Limit { get; init; }

    /// <summary>The refusal of a command that has these wrong fields.</summary>
    public static Refusal Invalid(params ReadOnlySpan<FieldProblem> problems) =>
        new(RefusalCode.ValidationFailed, string.Join("; ", problems.ToArray().AsEnumerable()))
        {
            Details = [.. problems],
        };

    /// <summary>The refusal of a command of which one field is wrong.</summary>
    public static Refusal Invalid(string path, string problem) =>
        Invalid(new FieldProblem(path, problem));

    /// <summary>The refusal of a command for something that the café does not have.</summary>
    public static Refusal NotFound(string what, string id) =>
        new(RefusalCode.NotFound, $"There is no {what} '{id}'");

    /// <summary>The refusal of a command that the sender may not give.</summary>
    public static Refusal NotAllowed(string message, Order? current = null) =>
        Of(RefusalCode.InsufficientPermissions, message, current);

    /// <summary>It changed in the meantime, or was done already.</summary>
    public static Refusal Conflict(string message, Order? current = null) =>
        Of(RefusalCode.Conflict, message, current);

    /// <summary>The order's status does not allow it.</summary>
    public static Refusal WrongStatus(Order order, string message) =>
        Of(RefusalCode.InvalidOrderStatus, message, order);

    /// <summary>The order cannot get from where it is to there.</summary>
    public static Refusal NoTransition(Order order, OrderStatus to, string? because = null) =>
        WrongStatus(
            order,
            $"Cannot transition from '{order.Status.Word}' to '{to.Word}'{(because is null ? "" : $": {because}")}"
        );

    private static Refusal Of(RefusalCode code, string message, Order? current) =>
        new(code, message) { CurrentStatus = current?.Status, CurrentVersion = current?.Version };
}
