using TableTap.Ordering.State;

namespace TableTap.Ordering.Facts;

/// <summary>What facts about money, but not of one known order, make of the café.</summary>
internal static class MoneyApply
{
    /// <summary>The café after one more of them; null for every other fact.</summary>
    public static Cafe? Apply(Cafe cafe, Fact fact) =>
        fact switch
        {
            PaymentEventParkedFact f => cafe with
            {
                ParkedEvents = cafe.ParkedEvents.Set(
                    f.Event.EventId,
                    new ParkedEvent(f.Event, f.ExpiresAt)
                ),
            },
            PaymentEventUnparkedFact f => cafe with
            {
                ParkedEvents = cafe.ParkedEvents.Remove(f.EventId),
            },
            MoneyConcernRaisedFact f => cafe with
            {
                MoneyConcerns = cafe.MoneyConcerns.Set(
                    f.ConcernId,
                    new MoneyConcern(
                        f.ConcernId,
                        f.Kind,
                        f.OrderId,
                        f.Amount,
                        f.At,
                        f.EndsAt,
                        f.RefundId
                    )
                    {
                        OrderNumber = cafe.Order(f.OrderId)?.OrderNumber,
                    }
                ),
            },
            MoneyConcernSettledFact f => cafe with
            {
                MoneyConcerns = cafe.MoneyConcerns.Remove(f.ConcernId),
            },
            _ => null,
        };
}
