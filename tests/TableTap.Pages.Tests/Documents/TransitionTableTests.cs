using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Pages.Tests.Documents;

/// <summary>The tables of docs/protocol.md over the moves of orders, bills and vouchers against those of the code, both ways.</summary>
public sealed class TransitionTableTests
{
    /// <summary>How the page names what comes after the last stage of a payment by voucher.</summary>
    private const string Ended = "ended";

    private static readonly Document Page = Document.Of("docs/protocol.md");

    [Fact]
    public void Every_move_of_an_order_stands_on_the_page()
    {
        var statuses = Enum.GetValues<OrderStatus>().Select(status => status.Word);

        Assert.Equal(
            Sorted(OrderTransitions.Table.Select(row => $"{row.From.Word} → {row.To.Word}")),
            Sorted(Told("the-life-of-an-order", [.. statuses]).Select(row => row[0]))
        );
    }

    [Fact]
    public void Every_end_of_a_bill_stands_on_the_page_with_who_may_make_it()
    {
        var statuses = Enum.GetValues<BillStatus>().Select(status => status.Word);

        Assert.Equal(
            Sorted(
                BillTransitions.Table.Select(row =>
                    $"{row.From.Word} → {row.To.Word} by {Lower(row.By)}"
                )
            ),
            Sorted(
                Told("bills", [.. statuses])
                    .Select(row => $"{row[0]} by {row[1].Split([' ', ','])[0]}")
            )
        );
    }

    [Fact]
    public void Every_move_of_a_payment_by_voucher_stands_on_the_page()
    {
        var stages = Enum.GetValues<VoucherStage>().Select(stage => Lower(stage));

        Assert.Equal(
            Sorted(
                VoucherTransitions.Table.Select(row =>
                    $"{Lower(row.From)} → {(row.To is { } to ? Lower(to) : Ended)}"
                )
            ),
            Sorted(Told("vouchers", [.. stages, Ended]).Select(row => row[0]))
        );
    }

    /// <summary>The rows that lead from one of these words to another; others tell of beginnings, and of what nobody can do.</summary>
    private static IEnumerable<string[]> Told(string anchor, HashSet<string> words) =>
        Page.TableUnder(anchor)
            .Where(row =>
                row[0].Split(" → ") is [var from, var to]
                && words.Contains(from)
                && words.Contains(to)
            );

    private static List<string> Sorted(IEnumerable<string> moves) =>
        [.. moves.Distinct().Order(StringComparer.Ordinal)];

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
