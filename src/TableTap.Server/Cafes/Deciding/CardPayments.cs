using TableTap.Ordering;

namespace TableTap.Server.Cafes;

/// <summary>Whether orders can be paid by card here: not where nobody could take the money.</summary>
internal static class CardPayments
{
    private static readonly Refusal NoCards = Refusal.Invalid(
        "paymentMethod",
        "cards cannot be paid with here; order with cash"
    );

    /// <summary>The decision, or a refusal of an order that nobody could pay.</summary>
    /// <param name="decision">What the café's rules say.</param>
    /// <param name="links">What the server has for paying.</param>
    public static Decision Check(Decision decision, CafeLinks links) =>
        !links.TakesCards
        && decision
            .Facts.OfType<OrderCreated>()
            .Any(order => order is { PaymentRequired: true, PaymentMethod: PaymentMethod.Card })
            ? NoCards
            : decision;
}
