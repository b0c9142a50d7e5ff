namespace TableTap.Ordering;

/// <summary>What a command made; stands in <c>message_acknowledged.data.result</c> (docs/protocol.md §4).</summary>
public abstract record CommandResult;

/// <summary>The order that <see cref="OrderCreate"/> made.</summary>
/// <param name="OrderId">Its id.</param>
/// <param name="OrderNumber">What people call it.</param>
/// <param name="PaymentRequired">Whether there is anything to pay.</param>
public sealed record CreatedOrder(string OrderId, string OrderNumber, bool PaymentRequired)
    : CommandResult;

/// <summary>The refund that <see cref="RefundIssue"/> made.</summary>
/// <param name="RefundId">Its id.</param>
public sealed record IssuedRefund(string RefundId) : CommandResult;
