using TableTap.Terms;

namespace TableTap.Simulation.Scenario;

/// <summary>The money of which the staff alone knows, as the server answered it: guests are not told of it. Thread-safe.</summary>
internal sealed class StaffMoney
{
    private readonly Lock _gate = new();
    private Money _terminal;
    private Money _cashTips;
    private Money _terminalTips;
    private Money _discounts;
    private Money _comps;

    /// <summary>What was paid at terminals, without tips.</summary>
    public Money Terminal => Read(ref _terminal);

    /// <summary>The tips in cash.</summary>
    public Money CashTips => Read(ref _cashTips);

    /// <summary>The tips at terminals.</summary>
    public Money TerminalTips => Read(ref _terminalTips);

    /// <summary>All tips of the staff.</summary>
    public Money Tips => CashTips + TerminalTips;

    /// <summary>What was taken off prices, comps left out.</summary>
    public Money Discounts => Read(ref _discounts);

    /// <summary>What was given for nothing.</summary>
    public Money Comps => Read(ref _comps);

    /// <summary>A payment in cash was recorded.</summary>
    /// <param name="tip">What came on top of it.</param>
    public void TookCash(Money tip) => Add(ref _cashTips, tip);

    /// <summary>A payment at a terminal was recorded.</summary>
    /// <param name="amount">What was paid, without the tip.</param>
    /// <param name="tip">What came on top of it.</param>
    public void TookAtTerminal(Money amount, Money tip)
    {
        Add(ref _terminal, amount);
        Add(ref _terminalTips, tip);
    }

    /// <summary>Something was taken off a price.</summary>
    /// <param name="off">How much it was.</param>
    public void Discounted(Money off) => Add(ref _discounts, off);

    /// <summary>What was taken off a price was taken back.</summary>
    /// <param name="off">How much it was.</param>
    public void TookBack(Money off) => Add(ref _discounts, -off);

    /// <summary>Something was given for nothing.</summary>
    /// <param name="off">What it would have cost.</param>
    public void Comped(Money off) => Add(ref _comps, off);

    private void Add(ref Money sum, Money amount)
    {
        lock (_gate)
        {
            sum += amount;
        }
    }

    private Money Read(ref Money sum)
    {
        lock (_gate)
        {
            return sum;
        }
    }
}
