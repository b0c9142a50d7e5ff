using TableTap.Ordering.Profiles;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Guests;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Staff;
using TableTap.Terms;

namespace TableTap.Simulation.Tables;

/// <summary>How a party settles its bill: what is taken off it, how it is divided, and who pays what.</summary>
/// <param name="floor">Who looks after the table.</param>
/// <param name="profile">The café.</param>
/// <param name="plan">What the party is going to do.</param>
/// <param name="cafeId">The id of the café.</param>
/// <param name="billId">The id of the bill.</param>
/// <param name="figures">What is counted.</param>
internal sealed class BillSettling(
    FloorStaff floor,
    CafeProfile profile,
    TablePlan plan,
    string cafeId,
    string billId,
    SimulationStatistics figures
)
{
    private const decimal Percent = 10m;
    private const decimal Whole = 100m;
    private const int VoucherTries = 3;

    private readonly BillPaying _paying = new(floor, profile, cafeId, billId, figures);

    /// <summary>Pays in equal parts, after something of it was given for nothing, and the service charge taken off.</summary>
    /// <param name="rounds">The orders of the bill.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What is due of the bill then; null where something was refused.</returns>
    public async Task<Money?> EvenlyAsync(
        IReadOnlyList<GuestOrder> rounds,
        CancellationToken cancellationToken
    )
    {
        var priced = rounds
            .Where(round => !round.IsCancelled)
            .SelectMany(round => round.Lines)
            .Where(line => line.Total.IsPositive)
            .ToList();
        if (priced.Count > 1)
        {
            await TakeOffAsync(
                Service.Comp,
                new(Percent: Whole),
                priced[0].LineId,
                cancellationToken
            );
        }

        await TakeServiceOffAsync(cancellationToken);
        figures.Services.Plan(Service.EvenSplit);
        var split = await floor.AskAsync(
            "bill_split",
            new BillSplit(billId, plan.Ways, CafeId: cafeId),
            cancellationToken
        );
        var due = await PayPartsAsync(split?.Parts ?? [], cashFirst: true, cancellationToken);
        figures.Services.Ended(Service.EvenSplit, due == Money.Zero);
        return due;
    }

    /// <summary>Pays each round by itself, with something taken off both.</summary>
    /// <param name="rounds">The orders of the bill.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What is due of the bill then; null where something was refused.</returns>
    public async Task<Money?> ByLineAsync(
        IReadOnlyList<GuestOrder> rounds,
        CancellationToken cancellationToken
    )
    {
        var named = profile.Discounts?.Named.Items.FirstOrDefault(one =>
            one.Percent is > 0 and < Whole
        );
        await TakeOffAsync(
            Service.Discount,
            named is null ? new DiscountToApply(Percent: Percent) : new(named.DiscountId),
            null,
            cancellationToken
        );
        figures.Services.Plan(Service.SplitByLine);
        var split = await floor.AskAsync(
            "bill_split",
            new BillSplit(
                billId,
                Parts:
                [
                    .. rounds.Select(round => new PartOfSplit([
                        .. round.Lines.Select(line => line.LineId),
                    ])),
                ],
                CafeId: cafeId
            ),
            cancellationToken
        );
        var due = await PayPartsAsync(split?.Parts ?? [], cashFirst: false, cancellationToken);
        figures.Services.Ended(Service.SplitByLine, due == Money.Zero);
        return due;
    }

    /// <summary>Pays half of it in cash and the rest at the terminal, after a discount that was meant for another table.</summary>
    /// <param name="due">What is due.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What is due of the bill then; null where something was refused.</returns>
    public async Task<Money?> InPartsAsync(Money due, CancellationToken cancellationToken)
    {
        await GiveByMistakeAsync(cancellationToken);
        if (_paying.HalfInCash(due) is not { IsPositive: true } half)
        {
            return await _paying.AtTerminalAsync(due, null, withTip: false, cancellationToken);
        }

        figures.Services.Plan(Service.PartPayment);
        var rest = await _paying.InCashAsync(half, null, withTip: false, cancellationToken);
        var left = rest is { IsPositive: true } more
            ? await _paying.AtTerminalAsync(more, null, withTip: false, cancellationToken)
            : rest;
        figures.Services.Ended(Service.PartPayment, left == Money.Zero);
        return left;
    }

    /// <summary>Pays half of it with a voucher and the rest in cash.</summary>
    /// <param name="bill">The bill as the phone shows it.</param>
    /// <param name="offer">Has the phone offer the voucher for so much; the answer names the payment, or is null where it was refused.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What is due of the bill then; null where something was refused.</returns>
    public async Task<Money?> ByVoucherAsync(
        PhoneBill bill,
        Func<Money, Task<string?>> offer,
        CancellationToken cancellationToken
    )
    {
        var due = bill.Due;
        var rest = due;
        if (_paying.Half(due) is { IsPositive: true } half)
        {
            VoucherStatus? status = VoucherStatus.Failed;
            // An issuer that did not answer in time is asked anew.
            for (var tries = 0; tries < VoucherTries && status == VoucherStatus.Failed; tries++)
            {
                var voucherId = await offer(half);
                await bill.WaitAsync(
                    now => voucherId is null || now.Voucher(voucherId) is not null,
                    cancellationToken
                );
                var ended = voucherId is null ? null : bill.Voucher(voucherId);
                status = ended?.Status;
                rest = status == VoucherStatus.Paid ? due - ended!.Amount : due;
            }

            // One that has paid before may be empty by now.
            var isEmpty =
                status == VoucherStatus.Refused && figures.Services.Done(Service.Voucher) > 0;
            figures.Services.Tried(Service.Voucher, isEmpty ? null : status == VoucherStatus.Paid);
        }

        return rest.IsPositive
            ? await _paying.InCashAsync(rest, null, withTip: false, cancellationToken)
            : rest;
    }

    /// <summary>Pays what is left where a part could not be paid.</summary>
    /// <param name="due">What is due.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What is due of the bill then; null where it was refused.</returns>
    public Task<Money?> PayRestAsync(Money due, CancellationToken cancellationToken) =>
        _paying.AtTerminalAsync(due, null, withTip: false, cancellationToken);

    private async Task<Money?> PayPartsAsync(
        IReadOnlyList<PartOfBill> parts,
        bool cashFirst,
        CancellationToken cancellationToken
    )
    {
        Money? due = null;
        for (var place = 0; place < parts.Count; place++)
        {
            var (part, isFirst) = (parts[place], place == 0);
            due =
                isFirst == cashFirst
                    ? await _paying.InCashAsync(
                        part.Amount,
                        part.PartId,
                        isFirst,
                        cancellationToken
                    )
                    : await _paying.AtTerminalAsync(
                        part.Amount,
                        part.PartId,
                        isFirst,
                        cancellationToken
                    );
        }

        return due;
    }

    private async Task TakeOffAsync(
        Service service,
        DiscountToApply discount,
        string? lineId,
        CancellationToken cancellationToken
    )
    {
        figures.Services.Plan(service);
        var given = await GiveAsync(discount, lineId, cancellationToken);
        var off = given?.Off ?? Money.Zero;
        if (service == Service.Comp)
        {
            figures.StaffMoney.Comped(off);
        }
        else
        {
            figures.StaffMoney.Discounted(off);
        }

        figures.Services.Ended(service, given is not null);
    }

    /// <summary>The bill of another table was meant: what was given is taken back.</summary>
    private async Task GiveByMistakeAsync(CancellationToken cancellationToken)
    {
        figures.Services.Plan(Service.TakingBack);
        var given = await GiveAsync(new(Percent: Percent), null, cancellationToken);
        if (given?.AppliedId is not { } appliedId)
        {
            return;
        }

        var off = given.Off ?? Money.Zero;
        figures.StaffMoney.Discounted(off);
        var back = await floor.AskManagerAsync(
            "discount_remove",
            new DiscountRemove(appliedId, "it was another table", BillId: billId, CafeId: cafeId),
            cancellationToken
        );
        figures.StaffMoney.TookBack(back is null ? Money.Zero : off);
        figures.Services.Ended(Service.TakingBack, back is not null);
    }

    private Task<CommandResult?> GiveAsync(
        DiscountToApply discount,
        string? lineId,
        CancellationToken cancellationToken
    ) =>
        floor.AskManagerAsync(
            "discount_apply",
            new DiscountApply(
                discount,
                BillId: billId,
                LineId: lineId,
                Reason: "waited too long",
                CafeId: cafeId
            ),
            cancellationToken
        );

    /// <summary>Who served themselves does not pay for the service, where the café asks for it at tables.</summary>
    private async Task TakeServiceOffAsync(CancellationToken cancellationToken)
    {
        if (profile.ServiceCharge is not { OrderType: null or OrderType.DineIn })
        {
            return;
        }

        figures.Services.Plan(Service.ServiceChargeOff);
        var done = await floor.AskManagerAsync(
            "service_charge_remove",
            new ServiceChargeRemove("they served themselves", BillId: billId, CafeId: cafeId),
            cancellationToken
        );
        figures.Services.Ended(Service.ServiceChargeOff, done is not null);
    }
}
