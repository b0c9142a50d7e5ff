using TableTap.Ordering.Decisions;
using TableTap.Ordering.Rules;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Who may end a bill how, by the table of docs/protocol.md §5, "Bills"; BillTests and BillEndTests end them.</summary>
public class BillTransitionTests
{
    [Theory]
    [InlineData("system", 0, 1, null, null, "paid")]
    [InlineData("system", 0, 0, null, null, "closed")]
    [InlineData("system", 100, 1, "left", "b2", "")]
    [InlineData("anna", 0, 0, null, null, "closed")]
    [InlineData("anna", 0, 1, null, null, "closed")]
    [InlineData("anna", 100, 1, null, null, "")]
    [InlineData("anna", 100, 1, "left", null, "")]
    [InlineData("anna", 100, 1, null, "b2", "merged")]
    [InlineData("maya", 100, 1, null, null, "")]
    [InlineData("maya", 100, 1, "left", null, "closed")]
    [InlineData("maya", 100, 1, "left", "b2", "merged closed")]
    [InlineData("guest", 0, 0, "left", "b2", "")]
    [InlineData("bank", 0, 0, "left", "b2", "")]
    public void A_bill_ends_as_the_table_lets_somebody(
        string who,
        int due,
        int orders,
        string? reason,
        string? into,
        string expected
    )
    {
        var actor = who == "system" ? Actor.System : Day.Named(who);
        var ending = new BillEnding(new Money(due), orders, reason, into);

        var ways = BillTransitions.Allowed(BillStatus.Open, actor, ending);

        Assert.Equal(expected, string.Join(' ', ways.Select(row => row.To.Word).Distinct()));
        foreach (var ended in Enum.GetValues<BillStatus>().Where(one => one != BillStatus.Open))
        {
            Assert.Empty(BillTransitions.Allowed(ended, actor, ending));
        }
    }
}
