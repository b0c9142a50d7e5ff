using System.Collections.Immutable;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Each row of the table of payments by voucher, and that there is no other move (docs/protocol.md §5, "Vouchers").</summary>
public class VoucherTransitionTests
{
    private static readonly Money TooLittle = new(1);

    public static TheoryData<VoucherStage, VoucherCause> Everything =>
        new(
            from stage in Enum.GetValues<VoucherStage>()
            from cause in Enum.GetValues<VoucherCause>()
            select (stage, cause)
        );

    [Theory]
    [MemberData(nameof(Everything))]
    public void A_payment_goes_where_the_table_says_and_nowhere_else(
        VoucherStage stage,
        VoucherCause cause
    )
    {
        var day = new Day(DemoCafe.Profile with { Vouchers = "gifts" });
        var order = day.Pending("latte");
        day.Do(Day.Guest, new PayByVoucher("v1", order.OrderId, null, order.Total, "1234"));
        if (stage != VoucherStage.Reserving)
        {
            var held = stage == VoucherStage.Capturing ? order.Total : TooLittle;
            day.Do(Actor.System, new ReportVoucherHeld("v1", held));
        }

        Assert.Equal(stage, day.Cafe.Vouchers.Items["v1"].Stage);

        var facts = Happens(day, order, cause);

        var row = VoucherTransitions.Find(stage, cause);
        VoucherStage? expected = row is null ? stage : row.To;
        VoucherStage? now = day.Cafe.Vouchers.TryGet("v1", out var voucher) ? voucher.Stage : null;
        Assert.Equal(expected, now);
        Assert.Equal(row?.End, facts.OfType<VoucherEndedFact>().SingleOrDefault()?.End);
    }

    [Fact]
    public void A_row_leads_to_one_place_and_is_the_only_one_for_its_cause()
    {
        Assert.All(
            VoucherTransitions.Table,
            row => Assert.True(row.To is null != row.End is null, row.ToString())
        );
        Assert.Equal(
            VoucherTransitions.Table.Length,
            VoucherTransitions.Table.DistinctBy(row => (row.From, row.By)).Count()
        );
    }

    private static ImmutableArray<Fact> Happens(Day day, Order order, VoucherCause cause)
    {
        if (cause == VoucherCause.NoAnswer)
        {
            day.Wait(1);
        }

        return day.Do(
            Actor.System,
            cause switch
            {
                VoucherCause.Held => new ReportVoucherHeld("v1", order.Total),
                VoucherCause.HeldInVain => new ReportVoucherHeld("v1", TooLittle),
                VoucherCause.NoAnswer => new ReportVoucherAttempt("v1", "it is away"),
                VoucherCause.Done => new ReportVoucherSettled("v1"),
                _ => new ReportVoucherRefused("v1", "expired"),
            }
        );
    }
}
