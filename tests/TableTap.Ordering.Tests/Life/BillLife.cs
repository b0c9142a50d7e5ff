using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>
/// Tables that pay later: they order in rounds, move, sit together, divide their bill, and pay in parts, each for themselves, or leave.
/// </summary>
internal sealed class BillLife(CafeLife life)
{
    private readonly Random _random = new(life.Plan.Seed ^ 0x5eed);
    private readonly Actor[] _staff = [Day.Anna, Day.Ben, Day.Maya];
    private readonly OwnShareLife _ownShares = new(life);

    /// <summary>Tables sit down over the day.</summary>
    public void Open(int tables)
    {
        for (var number = 0; number < tables; number++)
        {
            After(10, 170, Sit);
        }
    }

    private void Sit()
    {
        var table = $"{1 + _random.Next(5)}";
        if (_random.Next(3) > 0)
        {
            life.Try(Day.Anna, new OpenBill(table, "Party"));
        }

        var rounds = 1 + _random.Next(3);
        for (var round = 0; round < rounds; round++)
        {
            After(1, 40, () => Order(table));
        }
    }

    private void Order(string table)
    {
        var guest = new Actor(Role.Customer, $"guest-{_random.Next(7)}", "Gus Guest", []);
        life.Try(guest, new JoinBill(table));
        var menu = life.Cafe.Profile.Menu;
        var open = life.Cafe.Bills.Values.FirstOrDefault(bill => bill.TableNumber == table);
        var decision = life.Try(
            _random.Next(3) == 0 ? Day.Maya : guest,
            new CreateOrder(
                DemoCafe.Id,
                Enumerable.Range(0, 1 + _random.Next(4)).Select(_ => Item(menu)).ToEquatableList(),
                OrderType.DineIn,
                table,
                null,
                PaymentMethod.Cash,
                OnBill: open is null || _random.Next(2) == 0,
                BillId: open is not null && _random.Next(2) == 0 ? open.BillId : null
            )
        );
        if (decision.Result is CreatedOrder { BillId: { } billId } made)
        {
            After(1, 2, () => Collect(made.OrderId));
            After(10, 60, () => Meddle(billId));
            After(20, 90, () => Pay(billId));
            _ownShares.Come(made.OrderId);
        }
        else if (decision.Result is CreatedOrder byItself)
        {
            // Somebody who would not pay later after all.
            life.Try(guest, new CancelOrder(byItself.OrderId, CancelReason.CustomerRequest));
            life.Try(Day.Maya, new CancelOrder(byItself.OrderId, CancelReason.CustomerRequest));
        }
    }

    private NewOrderLine Item(EquatableList<MenuItem> menu)
    {
        var item = menu[_random.Next(menu.Count)];
        return new(
            item.ItemId,
            1 + _random.Next(2),
            Options: Chosen.Of(life.Cafe.Profile, item, _random.Next(1_000))
        );
    }

    /// <summary>What people do with a bill before they pay it.</summary>
    private void Meddle(string billId)
    {
        var other = life.Cafe.Bills.Items.Keys.FirstOrDefault(id => id != billId) ?? "none";
        var kind = _random.Next(9);
        var decision = life.Try(
            kind == 7 ? Day.Maya : _staff[_random.Next(3)],
            kind switch
            {
                4 => new ApplyBillDiscount(billId, Discount()),
                5 => OfOrder(billId),
                6 => Removal(billId),
                7 => new RemoveBillServiceCharge(billId, "slow"),
                8 => new ApplyBillDiscount(billId, new("happy")),
                0 => new UpdateBill(billId, TableNumber: $"{1 + _random.Next(5)}"),
                1 => new UpdateBill(billId, EmployeeId: "ben"),
                2 => new UpdateBill(billId, MergeInto: other),
                _ => Split(billId),
            }
        );
        if (decision.Result is GivenDiscount given && _random.Next(3) == 0)
        {
            After(
                1,
                5,
                () =>
                    life.Try(Day.Maya, new RemoveBillDiscount(billId, given.AppliedId, "a mistake"))
            );
        }
    }

    private NewDiscount Discount() =>
        _random.Next(3) switch
        {
            0 => new(Percent: 100m, Reason: "cold"),
            1 => new(Percent: 1 + _random.Next(60), Reason: "waited"),
            _ => new(Amount: new Money(1 + _random.Next(400)), Reason: "waited"),
        };

    private CafeCommand OfOrder(string billId)
    {
        if (!life.Cafe.Bills.TryGet(billId, out var bill) || bill.OrderIds.Count == 0)
        {
            return new ApplyBillDiscount(billId, Discount());
        }

        var order = life.Cafe.Order(bill.OrderIds[_random.Next(bill.OrderIds.Count)])!;
        var line = order.Lines[_random.Next(order.Lines.Count)];
        return new ApplyDiscount(
            order.OrderId,
            Discount(),
            _random.Next(2) == 0 ? line.LineId : null
        );
    }

    private RemoveBillDiscount Removal(string billId) =>
        new(
            billId,
            life.Cafe.Bills.TryGet(billId, out var bill)
                ? bill.OrderIds.Items.SelectMany(id =>
                        life.Cafe.Order(id)!.Adjustments?.Discounts.Items ?? []
                    )
                    .Select(one => one.AppliedId)
                    .FirstOrDefault()
                    ?? "none"
                : "none",
            "by mistake"
        );

    private SplitBill Split(string billId)
    {
        if (_random.Next(2) == 0 || !life.Cafe.Bills.TryGet(billId, out var bill))
        {
            return new(billId, 1 + _random.Next(4));
        }

        var lines = bill
            .OrderIds.Items.SelectMany(id => life.Cafe.Order(id)!.LiveLines)
            .Select(line => line.LineId)
            .ToList();
        return new(
            billId,
            Parts:
            [
                new([.. lines.Where((_, place) => place % 3 == 0)]),
                new([.. lines.Where((_, place) => place % 3 == 1)], "Gus"),
            ]
        );
    }

    private void Pay(string billId)
    {
        if (!life.Cafe.Bills.TryGet(billId, out var bill))
        {
            return;
        }

        var due = BillSums.Of(life.Cafe, bill).Due;
        var part = bill.Parts.Items.FirstOrDefault(one => !one.IsPaid);
        if (!due.IsPositive || _random.Next(20) == 0)
        {
            life.Try(Day.Maya, new CloseBill(billId, "left"));
            return;
        }

        var amount = part is not null
            ? part.Amount < due
                ? part.Amount
                : due
            : _random.Next(2) == 0
                ? due
                : Money.OfThousandths((due.Thousandths / 20 + 9) / 10 * 10);
        if (part is null && _random.Next(4) == 0)
        {
            Offer(billId, amount);
            After(3, 6, () => Pay(billId));
            return;
        }

        var tip = _random.Next(4) == 0 ? new Money(_random.Next(1, 200)) : (Money?)null;
        // A part that rounds to nothing is paid by card.
        var cash =
            _random.Next(2) == 0
            && (part is null || amount == due || life.Cafe.Profile.InCash(amount).IsPositive);
        if (cash)
        {
            amount = InCash(part is not null || amount == due, amount) is { IsPositive: true } coins
                ? coins
                : life.Cafe.Profile.InCash(part is null ? due : amount);
        }

        var decision = life.Try(
            _staff[_random.Next(3)],
            new PayBill(
                billId,
                cash ? PaymentMethod.Cash : PaymentMethod.Card,
                amount,
                tip,
                part?.PartId,
                cash ? null : "T-1"
            )
        );
        Assert.True(decision.IsAccepted, decision.Refusal?.ToString());
        life.Ledger.Till += amount + (tip ?? Money.Zero);
        After(1, 5, () => Pay(billId));
    }

    /// <summary>What people have coins for: all that is asked as the café rounds it, or of a smaller part what they can.</summary>
    private Money InCash(bool all, Money amount)
    {
        var cafe = life.Cafe.Profile;
        var rounded = cafe.InCash(amount);
        return all || rounded <= amount || cafe.CashRounding is not { } step
            ? rounded
            : rounded - step;
    }

    /// <summary>Somebody has a voucher.</summary>
    private void Offer(string billId, Money amount) =>
        new VoucherLife(life, _random).Offer(
            _staff,
            voucherId => new(voucherId, null, billId, amount, "1234")
        );

    private void Collect(string orderId)
    {
        var order = life.Cafe.Order(orderId)!;
        if (order.Status.IsFinal)
        {
            return;
        }

        if (order.Status == OrderStatus.Ready)
        {
            life.Try(
                Day.Maya,
                new UpdateOrderStatus(
                    orderId,
                    OrderStatus.Completed,
                    "at the table",
                    AgeChecked: true
                )
            );
        }

        After(1, 2, () => Collect(orderId));
    }

    /// <summary>On a source of random numbers of its own: a day without tables is the same day.</summary>
    private void After(int least, int most, Action happens) =>
        life.In(TimeSpan.FromSeconds(_random.Next(least * 60, most * 60)), happens);
}
