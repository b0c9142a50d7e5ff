using TableTap.Ordering.Figures;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>What each fact adds to the figures of a café (docs/protocol.md §6).</summary>
internal static class FiguresApply
{
    /// <summary>A jump of the clock over this is no slip: the hour that it shows then counts.</summary>
    private static readonly TimeSpan Slip = TimeSpan.FromHours(1);

    /// <summary>The café with its figures after one more fact.</summary>
    /// <param name="before">The café before it.</param>
    /// <param name="after">The café after it, but for the figures.</param>
    /// <param name="fact">The fact that was applied.</param>
    public static Cafe Apply(Cafe before, Cafe after, Fact fact) =>
        SalesApply.Apply(before, WithFigures(before, after, fact), fact);

    private static Cafe WithFigures(Cafe before, Cafe after, Fact fact) =>
        fact
            is PaymentProcessedFact
                or PaymentRefundedFact
                or RefundReportedFact
                or LineMovedFact { To: LineStatus.Voided }
        || PriceApply.IsOfTax(fact)
            ? WithTaxes(before, Figured(before, after, fact), (OrderFact)fact)
            : Figured(before, after, fact);

    private static Cafe Figured(Cafe before, Cafe after, Fact fact) =>
        fact switch
        {
            OrderConfirmedFact f => Counted(
                after,
                f,
                hour =>
                    hour.WithItems(Units(after.Order(f.OrderId)!)) with
                    {
                        Received = hour.Received + 1,
                    }
            ),
            OrderCompletedFact f => Counted(
                after,
                f,
                hour => hour with { Completed = hour.Completed + 1 }
            ),
            OrderReopenedFact f => Counted(
                after,
                f,
                hour =>
                    HourOf(before, before.Order(f.OrderId)!.ClosedAt!.Value) == hour.Start
                        ? hour with
                        {
                            Completed = hour.Completed - 1,
                        }
                        : hour
            ),
            OrderReadyFact f => Counted(
                after,
                f,
                hour =>
                    WithQuote(after, hour, f.Quote) with
                    {
                        Waits = hour.Waits.Add(WaitOf(after, f.OrderId)),
                    }
            ),
            OrderRecalledFact f => Counted(
                after,
                f,
                hour =>
                    HourOf(before, before.Order(f.OrderId)!.ReadyAt!.Value) == hour.Start
                        ? hour with
                        {
                            Waits = hour.Waits.Remove(WaitOf(before, f.OrderId)),
                        }
                        : hour
            ),
            PaymentProcessedFact f => WithResult(
                WithRevenue(before, after, f),
                f,
                f.Method,
                failed: false
            ),
            PaymentAttemptFailedFact f => WithResult(after, f, f.Method, failed: true),
            PaymentRefundedFact or RefundReportedFact => WithRevenue(
                before,
                after,
                (OrderFact)fact
            ),
            _ => after,
        };

    /// <summary>The clock hour of the café in which an instant lies.</summary>
    private static DateTimeOffset HourOf(Cafe cafe, DateTimeOffset instant) =>
        LocalTime.HourOf(cafe.Profile, instant);

    private static Cafe Counted(Cafe cafe, Fact fact, Func<HourFigures, HourFigures> count)
    {
        var hour = cafe.Figures.Hour;
        var start = HourOf(cafe, fact.At);
        if (start > hour.Start || hour.Start - start > Slip)
        {
            hour = new HourFigures(start);
        }

        return cafe with
        {
            Figures = cafe.Figures with { Hour = count(hour) },
        };
    }

    private static IEnumerable<ItemUnits> Units(Order order) =>
        order.LiveLines.Select(line => new ItemUnits(line.ItemId, line.Name, line.Quantity));

    /// <summary>Whole seconds from confirmed to ready.</summary>
    private static int WaitOf(Cafe cafe, string orderId) =>
        cafe.Order(orderId) is { QueuedAt: { } confirmed, ReadyAt: { } ready }
            ? (int)Math.Clamp((ready - confirmed).TotalSeconds, 0, ValueHistogram.Most)
            : 0;

    private static HourFigures WithQuote(Cafe cafe, HourFigures hour, QuoteOutcome? quote) =>
        quote is null
            ? hour
            : hour with
            {
                Misses = hour.Misses.Add(quote.ErrorPercent),
                OnTime = hour.OnTime + (quote.IsOnTime(cafe.Profile.Limits.OnTimeGrace) ? 1 : 0),
            };

    /// <summary>What the café keeps of an order's money changed, for better or worse.</summary>
    private static Cafe WithRevenue(Cafe before, Cafe after, OrderFact fact)
    {
        var change =
            after.Order(fact.OrderId)!.Payment.Kept - before.Order(fact.OrderId)!.Payment.Kept;
        return Counted(after, fact, hour => hour with { Revenue = hour.Revenue + change });
    }

    /// <summary>The tax in what the café has of an order's money changed.</summary>
    private static Cafe WithTaxes(Cafe before, Cafe after, OrderFact fact) =>
        after.Order(fact.OrderId) is { Tax: not null } order
            ? after with
            {
                Figures = after.Figures with
                {
                    Taxes = after.Figures.Taxes.Add(
                        LocalTime.DayOf(after.Profile, fact.At),
                        before.Order(fact.OrderId)!.KeptTaxes,
                        order.KeptTaxes
                    ),
                },
            }
            : after;

    private static Cafe WithResult(Cafe cafe, Fact fact, PaymentMethod method, bool failed) =>
        method != PaymentMethod.Card
            ? cafe
            : cafe with
            {
                Figures = cafe.Figures with
                {
                    Cards = cafe.Figures.Cards.Add(
                        fact.At,
                        failed,
                        cafe.Profile.Limits.Alerts.PaymentWindow
                    ),
                },
            };
}
