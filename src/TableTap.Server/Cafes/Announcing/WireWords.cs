using TableTap.Ordering;
using TableTap.Protocol;

namespace TableTap.Server.Cafes;

/// <summary>
/// The words of the café as the wire writes them, and back. Both rooms list theirs in the order of the specification's
/// tables, so most are the same number; a test holds them to it.
/// </summary>
internal static class WireWords
{
    public static Amount Wire(this Money money) => new(money.MinorUnits);

    public static Protocol.OrderStatus Wire(this Ordering.OrderStatus word) =>
        (Protocol.OrderStatus)word;

    public static ItemStatus Wire(this LineStatus word) => (ItemStatus)word;

    public static Protocol.OrderPriority Wire(this Ordering.OrderPriority word) =>
        (Protocol.OrderPriority)word;

    public static Protocol.OrderType Wire(this Ordering.OrderType word) => (Protocol.OrderType)word;

    public static Protocol.CancelReason Wire(this Ordering.CancelReason word) =>
        (Protocol.CancelReason)word;

    public static Protocol.PaymentMethod Wire(this Ordering.PaymentMethod word) =>
        (Protocol.PaymentMethod)word;

    public static Protocol.RefundStatus Wire(this Ordering.RefundStatus word) =>
        (Protocol.RefundStatus)word;

    public static Protocol.PaymentStatus Wire(this Ordering.PaymentStatus word) =>
        (Protocol.PaymentStatus)word;

    public static Protocol.CounterStatus Wire(this Ordering.CounterStatus word) =>
        (Protocol.CounterStatus)word;

    public static Protocol.BreakType Wire(this Ordering.BreakType word) => (Protocol.BreakType)word;

    public static Protocol.IntakeMode Wire(this Ordering.IntakeMode word) =>
        (Protocol.IntakeMode)word;

    public static Protocol.AlertCategory Wire(this Ordering.AlertCategory word) =>
        (Protocol.AlertCategory)word;

    public static Protocol.AlertSeverity Wire(this Ordering.AlertSeverity word) =>
        (Protocol.AlertSeverity)word;

    public static Protocol.AlertState Wire(this Ordering.AlertState word) =>
        (Protocol.AlertState)word;

    public static Money Inner(this Amount amount) => new(amount.MinorUnits);

    public static Ordering.OrderStatus Inner(this Protocol.OrderStatus word) =>
        (Ordering.OrderStatus)word;

    public static LineStatus Inner(this ItemStatus word) => (LineStatus)word;

    public static Ordering.OrderPriority Inner(this Protocol.OrderPriority word) =>
        (Ordering.OrderPriority)word;

    public static Ordering.OrderType Inner(this Protocol.OrderType word) =>
        (Ordering.OrderType)word;

    public static Ordering.CancelReason Inner(this Protocol.CancelReason word) =>
        (Ordering.CancelReason)word;

    public static Ordering.PaymentMethod Inner(this Protocol.PaymentMethod word) =>
        (Ordering.PaymentMethod)word;

    public static Ordering.PaymentResult Inner(this Protocol.PaymentResult word) =>
        (Ordering.PaymentResult)word;

    public static Ordering.CounterStatus Inner(this Protocol.CounterStatus word) =>
        (Ordering.CounterStatus)word;

    public static Ordering.BreakType Inner(this Protocol.BreakType word) =>
        (Ordering.BreakType)word;

    public static Ordering.Role Inner(this Protocol.Role word) => (Ordering.Role)word;
}
