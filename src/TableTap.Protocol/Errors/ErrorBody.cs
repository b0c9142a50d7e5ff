using System.Text.Json.Serialization;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Protocol.Errors;

/// <summary>One broken rule of a payload (section 2).</summary>
/// <param name="Path">Where, as a JSON path below <c>data</c>: <c>items[0].quantity</c>.</param>
/// <param name="Problem">What is wrong and what is allowed.</param>
public sealed record ErrorDetail(string Path, string Problem);

/// <summary>The state of an order that refused a command, or what an order would cost that was refused (section 4).</summary>
/// <param name="Status">The wire status; null for an order that there is not yet.</param>
/// <param name="OrderVersion">How many facts the order has; null for an order that there is not yet.</param>
/// <param name="Total">What the order would cost, where that is not what was expected.</param>
public sealed record CurrentState(
    OrderStatus? Status = null,
    long? OrderVersion = null,
    Money? Total = null
);

/// <summary>Why a command was refused (section 2).</summary>
/// <param name="Code">The error code on the wire.</param>
/// <param name="Message">What happened, for a person.</param>
/// <param name="RetryAfter">Seconds to wait, where waiting helps.</param>
/// <param name="Limit">The limit that was passed.</param>
/// <param name="Window">The limit's window in seconds.</param>
/// <param name="Details">Every broken rule of the payload.</param>
/// <param name="Current">The order's state where it refused.</param>
/// <param name="RequiredRole">The least role that may.</param>
/// <param name="Earliest">The earliest time for which the order would be taken, where that helps.</param>
public sealed record ErrorBody(
    ErrorCode Code,
    string Message,
    double? RetryAfter = null,
    int? Limit = null,
    int? Window = null,
    IReadOnlyList<ErrorDetail>? Details = null,
    CurrentState? Current = null,
    [property: JsonConverter(typeof(RequiredRoleWord))] Role? RequiredRole = null,
    DateTimeOffset? Earliest = null
);
