namespace TableTap.Server.Tests.Cafes;

/// <summary>The rooms' words are the same, so that one can be cast to the other.</summary>
public sealed class WireWordsTests
{
    [Theory]
    [InlineData(typeof(Ordering.OrderStatus), typeof(Protocol.OrderStatus))]
    [InlineData(typeof(Ordering.LineStatus), typeof(Protocol.ItemStatus))]
    [InlineData(typeof(Ordering.OrderPriority), typeof(Protocol.OrderPriority))]
    [InlineData(typeof(Ordering.OrderType), typeof(Protocol.OrderType))]
    [InlineData(typeof(Ordering.CancelReason), typeof(Protocol.CancelReason))]
    [InlineData(typeof(Ordering.PaymentMethod), typeof(Protocol.PaymentMethod))]
    [InlineData(typeof(Ordering.PaymentStatus), typeof(Protocol.PaymentStatus))]
    [InlineData(typeof(Ordering.RefundStatus), typeof(Protocol.RefundStatus))]
    [InlineData(typeof(Ordering.CounterStatus), typeof(Protocol.CounterStatus))]
    [InlineData(typeof(Ordering.BreakType), typeof(Protocol.BreakType))]
    [InlineData(typeof(Ordering.AlertCategory), typeof(Protocol.AlertCategory))]
    [InlineData(typeof(Ordering.AlertSeverity), typeof(Protocol.AlertSeverity))]
    [InlineData(typeof(Ordering.AlertState), typeof(Protocol.AlertState))]
    public void Both_rooms_have_the_same_words(Type inner, Type wire) =>
        Assert.Equal(Numbered(inner), Numbered(wire));

    [Theory]
    [InlineData(typeof(Protocol.PaymentResult), typeof(Ordering.PaymentResult))]
    [InlineData(typeof(Protocol.Role), typeof(Ordering.Role))]
    public void The_cafe_knows_every_word_that_is_only_read(Type wire, Type inner) =>
        Assert.Subset(Numbered(inner).ToHashSet(), Numbered(wire).ToHashSet());

    private static IEnumerable<string> Numbered(Type type) =>
        Enum.GetNames(type).Select(name => $"{name}={Convert.ToInt32(Enum.Parse(type, name))}");
}
