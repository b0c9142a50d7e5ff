using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>
/// What must hold after every fact and after every decision, kept by counting alone: it asks the café's state, never the
/// café's rules.
/// </summary>
internal sealed class Ledger
{
    private readonly Dictionary<string, Money> _refunded = [];
    private readonly Dictionary<string, int> _made = [];
    private readonly HashSet<string> _created = [];
    private readonly HashSet<string> _promised = [];
    private readonly Dictionary<string, DateTimeOffset> _told = [];
    private readonly Dictionary<string, int> _putOff = [];
    private readonly HashSet<string> _leftOver = [];

    /// <summary>What guests really paid, tips included: counted where they pay, not where the café writes it down.</summary>
    public Money Till { get; set; }

    /// <summary>How many facts were looked at.</summary>
    public int Facts { get; private set; }

    /// <summary>The orders of the day.</summary>
    public IReadOnlyCollection<string> Orders => _created;

    /// <summary>A fact was told.</summary>
    public void After(Cafe before, Fact fact, Cafe after)
    {
        Facts++;
        Assert.Equal(before.Version + 1, after.Version);
        Moves.Hold(before, fact);
        switch (fact)
        {
            case OrderCreatedFact { RemakeOf: { } first } again:
                Assert.True(_created.Add(again.OrderId), "an order was made twice");
                Assert.Contains(first.OrderId, _created);
                Assert.Equal(Money.Zero, again.Total);
                Assert.All(again.Lines.Items, line => Assert.Equal(Money.Zero, line.Price));
                break;
            case OrderCreatedFact order:
                Assert.True(_created.Add(order.OrderId), "an order was made twice");
                Assert.True(order.EstimatedTime >= 1);
                Assert.Equal(before.LastOrderNumber + 1, order.Number);
                Assert.Equal(
                    order.Total.Thousandths,
                    order.Lines.Items.Sum(line =>
                        line.Quantity * Math.Max(0, Price(before.Profile, line))
                    )
                        + Service(before.Profile, order)
                        + AddedTax(before.Profile, order)
                );
                break;
            case OrderMovedFact moved:
                Moved(moved, after);
                break;
            case LineMovedFact moved:
                Moved(before, moved);
                break;
            case OrderAssignedFact assigned:
                var order0 = before.Order(assigned.OrderId)!;
                Assert.NotNull(before.Profile.Counter(assigned.CounterId));
                Assert.True(assigned.EstimatedTime >= 1);
                Assert.All(
                    assigned.LineIds.Items,
                    id => Assert.Equal(LineStatus.Queued, order0.Line(id)!.Status)
                );
                break;
            case CourseFiredFact fired:
                Assert.All(
                    fired.LineIds.Items,
                    id =>
                        Assert.Equal(LineStatus.Held, before.Order(fired.OrderId)!.Line(id)!.Status)
                );
                _putOff.Remove(fired.OrderId);
                _leftOver.Remove(fired.OrderId);
                break;
            case OrderEstimateChangedFact changed:
                Assert.False(before.Order(changed.OrderId)!.IsResting);
                Assert.NotNull(changed.Wait);
                Assert.True(changed.Current >= 1, "a quote is never 0");
                var last = _told.GetValueOrDefault(changed.OrderId, DateTimeOffset.MinValue);
                Assert.True(
                    changed.At < last || changed.At - last >= before.Profile.Limits.EstimatePause,
                    "a guest is told at most once a minute"
                );
                _told[changed.OrderId] = changed.At;
                PutOff(before, changed, last);
                break;
            case DayEndedFact ended:
                Assert.NotEmpty(ended.OrderIds.Items);
                Assert.All(
                    ended.OrderIds.Items,
                    id =>
                    {
                        Assert.NotNull(before.OpenOrders.Items[id].ConfirmedAt);
                        Assert.True(_leftOver.Add(id), "an order is left over by one day only");
                    }
                );
                break;
            case PaymentProcessedFact paid:
                // One payment of a bill pays several orders, with one receipt; a provider's pays one order.
                if (
                    paid.ProviderEventId is not null
                    || before.Order(paid.OrderId)!.BillId is null
                    || paid.ReceiptNumber != before.LastReceiptNumber
                )
                {
                    Receipt(before, paid.ReceiptNumber, after);
                }

                break;
            case PaymentRefundedFact refund:
                Receipt(before, refund.ReceiptNumber, after);
                Assert.True(refund.Amount.IsPositive);
                _refunded[refund.OrderId] =
                    _refunded.GetValueOrDefault(refund.OrderId) + refund.Amount;
                Assert.Equal(_refunded[refund.OrderId], refund.TotalRefunded);
                break;
            case RefundReportedFact { RefundStatus: RefundStatus.Failed } failed:
                _refunded[failed.OrderId] -= failed.Amount;
                Assert.Equal(_refunded[failed.OrderId], failed.TotalRefunded);
                break;
            case AlertFiredFact fired:
                Assert.False(
                    before.Alerts.Firing.Contains(ActiveAlert.Key(fired.Category, fired.Subject)),
                    $"{fired.Category} of {fired.Subject} is there already"
                );
                break;
            case AlertResolvedFact resolved:
                Assert.NotNull(before.Alerts.Find(resolved.AlertId));
                Assert.Null(after.Alerts.Find(resolved.AlertId));
                break;
            case EmployeeClockedInFact clocked:
                Assert.False(before.Shifts.Contains(clocked.EmployeeId));
                CutsOff(after, clocked);
                break;
            case EmployeeClockedOutFact clocked:
                Assert.True(before.Shifts.Contains(clocked.EmployeeId));
                break;
            case BreakStartedFact pause:
                Assert.Null(before.Shifts.Items[pause.EmployeeId].Break);
                break;
            case BreakEndedFact pause:
                Assert.NotNull(before.Shifts.Items[pause.EmployeeId].Break);
                Assert.True(pause.OverBy >= TimeSpan.Zero);
                break;
            default:
                break;
        }
    }

    /// <summary>A decision is complete.</summary>
    public void AfterDecision(Cafe cafe, Decision decision)
    {
        Assert.DoesNotContain(
            decision
                .Facts.OfType<OrderAssignedFact>()
                .CountBy(fact => (fact.OrderId, fact.CounterId)),
            ticket => ticket.Value > 1
        );
        var codes = new HashSet<string>();
        foreach (var order in cafe.OpenOrders.Values)
        {
            Assert.NotEmpty(order.LiveLines);
            Assert.True(order.PickupCode is null || codes.Add(order.PickupCode.Code));
            Assert.True(order.Payment.Refundable >= Money.Zero);
            foreach (var line in order.LiveLines)
            {
                AtHome(cafe, order, line);
            }
        }

        foreach (var bill in cafe.Bills.Values)
        {
            Assert.All(
                bill.OrderIds.Items,
                id => Assert.Equal(bill.BillId, cafe.Order(id)!.BillId)
            );
        }

        Assert.All(
            cafe.Shifts.Values,
            shift => Assert.NotNull(cafe.Profile.Employee(shift.EmployeeId))
        );
    }

    /// <summary>The alerts were looked after: no order waits for a counter without somebody being told.</summary>
    public void AfterAlerts(Cafe cafe)
    {
        if (cafe.OpenOrders.Values.Any(order => order.IsHeld))
        {
            Assert.Contains(
                cafe.Alerts.Firing.Values,
                alert => alert.Category == AlertCategory.CounterUnavailable
            );
        }
    }

    /// <summary>The day is over: nothing is lost, nothing is open, every cent is somewhere.</summary>
    public void AfterDay(Cafe cafe)
    {
        Assert.Empty(cafe.OpenOrders.Values);
        var revenue = Money.Zero;
        var tips = Money.Zero;
        foreach (var orderId in _created)
        {
            var order = cafe.Order(orderId);
            Assert.True(order is not null, $"{orderId} is lost");
            Assert.True(order.Status.IsFinal);
            Assert.Equal(_refunded.GetValueOrDefault(orderId), order.Payment.Refunded);
            revenue += order.Payment.Kept;
            if (order.BillId is not null)
            {
                Assert.True(
                    order.Payment.Kept <= order.Total,
                    "a bill took more than its order costs"
                );
            }

            tips += order.Payment.Refundable - order.Payment.Kept;
            if (order.Status == OrderStatus.Completed)
            {
                Assert.All(
                    order.LiveLines.Where(line => line.NeedsPreparation),
                    line => Assert.Equal(1, _made.GetValueOrDefault(line.LineId))
                );
            }
        }

        Assert.Equal(
            _created
                .Select(orderId => cafe.Order(orderId)!)
                .Where(order => order.Tax is not null)
                .Sum(order => order.KeptPrice.Thousandths),
            cafe.Figures.Taxes.Days.Values.Sum(day => day.Items.Sum(one => one.Gross.Thousandths))
        );
        var back = _refunded.Values.Aggregate(Money.Zero, (sum, amount) => sum + amount);
        Assert.Equal(Till, revenue + back + tips);
        Assert.True(revenue >= Money.Zero);
    }

    /// <summary>The receipts of a café that counts tax count up; others have none.</summary>
    private static void Receipt(Cafe before, long? number, Cafe after)
    {
        Assert.Equal(before.Profile.Tax is null ? null : before.LastReceiptNumber + 1, number);
        Assert.Equal(number ?? 0, after.LastReceiptNumber);
    }

    /// <summary>The service charge of an order in euros, in thousandths, counted in whole numbers; a half goes up.</summary>
    private static long Service(CafeProfile cafe, OrderCreatedFact order) =>
        cafe.ServiceCharge is { } charge && (charge.OrderType ?? order.Type) == order.Type
            ? Cents(order.Lines.Items.Sum(line => line.Price.Thousandths), charge.Percent)
            : 0;

    /// <summary>So many percent of an amount in thousandths, to the cent.</summary>
    private static long Cents(long thousandths, decimal percent) =>
        (thousandths * (long)(percent * 1_000) + 500_000) / 1_000_000 * 10;

    /// <summary>What is added to the lines of an order in euros, in thousandths, counted in whole numbers; a half goes up.</summary>
    private static long AddedTax(CafeProfile cafe, OrderCreatedFact order)
    {
        if (cafe.Tax is not { Included: false } tax)
        {
            return 0;
        }

        var priced = order
            .Lines.Items.Select(
                (line, place) =>
                    (
                        Price: line.Price.Thousandths,
                        Rate: RateOf(cafe, tax, line.ItemId, order.Type),
                        Key: tax.Rounding == TaxRounding.Line ? place : -1
                    )
            )
            .ToList();
        if (Service(cafe, order) is > 0 and var service)
        {
            var rate = tax.Classes.Items.Single(one =>
                one.TaxClassId == cafe.ServiceCharge!.TaxClassId
            );
            priced.Add(
                (
                    service,
                    (long)(rate.RateOf(order.Type) * 1_000),
                    tax.Rounding == TaxRounding.Line ? -2 : -1
                )
            );
        }

        return priced
            .GroupBy(one => (one.Rate, one.Key))
            .Sum(one => (one.Sum(line => line.Price) * one.Key.Rate + 500_000) / 1_000_000 * 10);
    }

    /// <summary>The rate of an item in thousandths of a percent.</summary>
    private static long RateOf(CafeProfile cafe, CafeTax tax, string itemId, OrderType type)
    {
        var named = cafe.Menu.Items.Single(item => item.ItemId == itemId).TaxClassId;
        var own = tax.Classes.Items.Single(one =>
            one.TaxClassId == (named ?? tax.Classes[0].TaxClassId)
        );
        var rate = type == OrderType.Takeaway ? own.TakeawayRate ?? own.Rate : own.Rate;
        return (long)(rate * 1_000);
    }

    private void Moved(OrderMovedFact moved, Cafe after)
    {
        if (moved is OrderConfirmedFact confirmed)
        {
            Assert.True(confirmed.EstimatedTime >= 1);
            Assert.True(_promised.Add(moved.OrderId), "an order is confirmed once");
        }
        else if (moved is OrderStartedFact or OrderRecalledFact)
        {
            _putOff.Remove(moved.OrderId);
        }
        else if (moved is OrderReadyFact)
        {
            Assert.DoesNotContain(
                after.Order(moved.OrderId)!.LiveLines,
                line => line.Status.IsToDo
            );
        }
    }

    /// <summary>What one costs, in thousandths, counted from the menu alone: a price, and what is added to it.</summary>
    private static long Price(CafeProfile cafe, OrderLine line)
    {
        var item = cafe.Menu.Items.Single(one => one.ItemId == line.ItemId);
        var options = cafe
            .Groups.Items.Where(group => item.Groups.Contains(group.GroupId))
            .SelectMany(group => group.Options.Items)
            .Where(option => line.Choices.Items.Any(one => one.OptionId == option.OptionId))
            .ToList();
        Assert.Equal(line.Choices.Count, options.Count);
        var set = options
            .Select(option =>
                item.Prices.Items.FirstOrDefault(one => one.OptionId == option.OptionId)?.Price
                ?? option.Price
            )
            .SingleOrDefault(price => price is not null);
        return (set ?? item.Price).Thousandths
            + options.Sum(option => option.Difference.Thousandths)
            + line.Customizations.Items.Sum(name =>
                cafe.Customizations.Items.Single(one => one.Name == name).PriceDelta.Thousandths
            );
    }

    /// <summary>Each time a guest is put off they are left alone for twice as long, an hour at most, until somebody begins.</summary>
    private void PutOff(Cafe before, OrderEstimateChangedFact changed, DateTimeOffset last)
    {
        if (changed.Overdue)
        {
            var times = _putOff.GetValueOrDefault(changed.OrderId);
            var pause = TimeSpan.FromMinutes(Math.Min(60, Math.Pow(2, Math.Max(0, times - 1))));
            Assert.True(
                changed.At < last || changed.At - last >= pause,
                $"put off {times} times, and again after {changed.At - last}"
            );
            Assert.True(LocalTime.IsOpen(before.Profile, changed.At));
            _putOff[changed.OrderId] = times + 1;
        }
    }

    private void Moved(Cafe before, LineMovedFact moved)
    {
        var line = before.Order(moved.OrderId)!.Line(moved.LineId)!;
        if (moved is { From: LineStatus.Started, To: LineStatus.Queued })
        {
            Assert.True(
                moved.At - line.StartedAt <= before.Profile.Limits.StartUndoable,
                $"the start of {line.Name} was undone too late"
            );
        }

        var times = _made.GetValueOrDefault(moved.LineId);
        if (moved.To == LineStatus.Ready)
        {
            Assert.True(times == 0, $"{line.Name} was made twice");
            _made[moved.LineId] = 1;
        }
        else if (moved is { From: LineStatus.Ready, To: LineStatus.Voided })
        {
            Assert.False(line.NeedsPreparation, $"{line.Name} was made for nothing");
            Assert.Equal(OrderStatus.Pending, before.Order(moved.OrderId)!.Status);
        }
        else if (moved.From == LineStatus.Ready)
        {
            Assert.Equal(1, times);
            _made[moved.LineId] = 0;
        }
    }

    /// <summary>What is to be made is at a counter that exists, and waits at none that is down; or nobody has it and the order says so.</summary>
    private static void AtHome(Cafe cafe, Order order, OrderLine line)
    {
        if (line.CounterId is { } counterId)
        {
            Assert.NotNull(cafe.Profile.Counter(counterId));
            // Asked of every line after every decision: what to say is only made where it is wrong.
            if (
                line.Status == LineStatus.Queued
                && cafe.StatusOf(counterId) != CounterStatus.Active
            )
            {
                Assert.Fail(
                    $"{line.Name} waits at {counterId}, which is {cafe.StatusOf(counterId)}"
                );
            }
        }
        else if (
            line is { NeedsPreparation: true, Status.IsOpen: true }
            && order.Status.IsAtCounters
            && !order.IsHeld
        )
        {
            Assert.Fail($"nobody has {line.Name}, and the order does not say so");
        }
    }

    /// <summary>The café's wall clock shows the cut-off when it comes, also in a night in which the clock moves.</summary>
    private static void CutsOff(Cafe cafe, EmployeeClockedInFact clocked)
    {
        if (clocked.CutOffAt is { } at)
        {
            Assert.True(at > clocked.At);
            Assert.True(at - clocked.At <= TimeSpan.FromHours(25 + 24));
            var local = LocalTime.At(cafe.Profile, at);
            var missed = local.TimeOfDay - cafe.Profile.Limits.DayCutOff!.Value;
            Assert.InRange(missed, TimeSpan.FromHours(-1), TimeSpan.FromHours(1));
        }
    }
}
