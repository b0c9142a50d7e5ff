using System.Globalization;
using TableTap.Ordering.Profiles;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Staff;
using TableTap.Terms;

namespace TableTap.Simulation.Tables;

/// <summary>Money for one bill, as the staff records it: in cash with change, and at the terminal.</summary>
/// <param name="floor">Who takes it.</param>
/// <param name="profile">The café.</param>
/// <param name="cafeId">The id of the café.</param>
/// <param name="billId">The id of the bill.</param>
/// <param name="figures">What is counted.</param>
internal sealed class BillPaying(
    FloorStaff floor,
    CafeProfile profile,
    string cafeId,
    string billId,
    SimulationStatistics figures
)
{
    /// <summary>What people hand over: so many of the smallest note.</summary>
    private static readonly Money Note = new(500);
    private static readonly Money OneUnit = new(100);

    private int _payments;

    /// <summary>Takes cash for a part or for all that is due; what is less than there are coins for is paid at the terminal.</summary>
    /// <param name="asked">What is to be paid.</param>
    /// <param name="partId">The part; null for the rest.</param>
    /// <param name="withTip">Whether the guest gives a tip.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What is due of the bill then; null where it was refused.</returns>
    /// <exception cref="InvalidOperationException">The change is wrong.</exception>
    public async Task<Money?> InCashAsync(
        Money asked,
        string? partId,
        bool withTip,
        CancellationToken cancellationToken
    )
    {
        var amount = profile.InCash(asked);
        if (!amount.IsPositive)
        {
            return await AtTerminalAsync(asked, partId, withTip, cancellationToken);
        }

        var tip = Tip(withTip);
        var tendered = Notes(amount + tip);
        figures.Services.Plan(Service.Change);
        var paid = await floor.AskAsync(
            "bill_pay",
            new BillPay(
                billId,
                PaymentMethod.Cash,
                amount,
                tip.IsPositive ? tip : null,
                partId,
                Tendered: tendered,
                CafeId: cafeId
            ),
            cancellationToken
        );
        Count(paid, tip, Service.Change);
        if (paid is null)
        {
            return null;
        }

        figures.StaffMoney.TookCash(tip);
        return paid.Change == tendered - amount - tip
            ? paid.Due
            : throw new InvalidOperationException(
                $"got {paid.Change} back of {tendered} for {amount} and a tip of {tip}"
            );
    }

    /// <summary>Takes a card at the terminal for a part or for some of what is due.</summary>
    /// <param name="amount">What is to be paid.</param>
    /// <param name="partId">The part; null for the rest.</param>
    /// <param name="withTip">Whether the guest gives a tip.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What is due of the bill then; null where it was refused.</returns>
    public async Task<Money?> AtTerminalAsync(
        Money amount,
        string? partId,
        bool withTip,
        CancellationToken cancellationToken
    )
    {
        var tip = Tip(withTip);
        var reference = string.Create(
            CultureInfo.InvariantCulture,
            $"T-{billId}-{Interlocked.Increment(ref _payments)}"
        );
        figures.Services.Plan(Service.Terminal);
        var paid = await floor.AskAsync(
            "bill_pay",
            new BillPay(
                billId,
                PaymentMethod.Card,
                amount,
                tip.IsPositive ? tip : null,
                partId,
                reference,
                CafeId: cafeId
            ),
            cancellationToken
        );
        Count(paid, tip, Service.Terminal);
        if (paid is not null)
        {
            figures.StaffMoney.TookAtTerminal(amount, tip);
        }

        return paid?.Due;
    }

    /// <summary>Half of an amount, as the currency can pay it.</summary>
    /// <param name="amount">The amount.</param>
    public Money Half(Money amount) =>
        Money.Rounded(amount.ToDecimal() / 2, Currencies.DecimalsOf(profile.Currency));

    /// <summary>Half of an amount, as people have coins for it.</summary>
    /// <param name="amount">The amount.</param>
    public Money HalfInCash(Money amount)
    {
        var half = profile.InCash(Half(amount));
        return half < amount ? half : Money.Zero;
    }

    private void Count(CommandResult? paid, Money tip, Service service)
    {
        figures.Services.Ended(service, paid is not null);
        if (tip.IsPositive)
        {
            figures.Services.Plan(Service.Tip);
            figures.Services.Ended(Service.Tip, paid is not null);
        }
    }

    private static Money Tip(bool isGiven) => isGiven ? OneUnit : Money.Zero;

    /// <summary>The fewest notes that are more than an amount, so that there is change.</summary>
    private static Money Notes(Money amount) =>
        Money.OfThousandths((amount.Thousandths / Note.Thousandths + 1) * Note.Thousandths);
}
