using TableTap.Cafes.Announcements;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;
using static TableTap.Server.Http.State.CsvTable;

namespace TableTap.Server.Http.State;

/// <summary>
/// Orders as CSV, in the form of <see cref="CsvTable"/>: a row for each line. What an order has but once stands in its first row alone, and
/// what was voided or cancelled costs nothing, so that the sum of a column is that of the orders. Nothing names a guest.
/// </summary>
internal static class OrdersCsv
{
    private static readonly (string Name, Func<CsvRow, string> Cell)[] Columns =
    [
        ("number", row => row.Order.OrderNumber),
        ("placed", row => Moment(row.Order.CreatedAt)),
        ("scheduledFor", row => Moment(row.Order.ScheduledFor)),
        ("confirmed", row => Moment(row.Order.ConfirmedAt)),
        ("ready", row => Moment(row.Order.ReadyAt)),
        ("closed", row => Moment(row.Order.ClosedAt)),
        ("type", row => row.Order.Type.Word),
        ("table", row => Safe(row.Order.TableNumber ?? "")),
        ("status", row => row.Order.Status.Word),
        ("item", row => Safe(row.Line.Name)),
        ("options", row => Safe(string.Join(", ", row.Line.Details.Items))),
        ("lineStatus", row => row.Line.Status.Word),
        ("quantity", row => Number(row.Line.Quantity)),
        ("unitPrice", row => row.Line.UnitPrice.ToString()),
        ("price", row => OfLine(row, row.Line.Price)),
        ("discount", row => OfLine(row, row.Line.Price - row.Price.OfLine(row.Line.LineId))),
        ("taxRate", row => row.Order.Tax is { } tax ? Rate(tax.RateOf(row.Line)) : ""),
        ("serviceCharge", row => Sold(row, row.Price.ServiceCharge)),
        ("tax", row => Sold(row, TaxOf(row.Order))),
        ("rounding", row => Sold(row, row.Price.Rounding)),
        ("total", row => Once(row, row.Order.TotalOfBill)),
        ("payment", row => PaidBy(row.Order.Payment)),
        ("paymentStatus", row => row.Order.Payment.Status.Word),
        ("paid", row => Once(row, row.Order.Payment.Captured)),
        ("tips", row => Once(row, row.Order.Payment.Tip)),
        ("refunded", row => Once(row, row.Order.Payment.Refunded)),
        ("due", row => Once(row, row.Order.Due)),
        ("currency", row => row.Currency),
    ];

    /// <summary>The first row, with the names of the columns.</summary>
    public static string Header { get; } =
        string.Join(',', Columns.Select(column => column.Name)) + Environment.NewLine;

    /// <summary>The rows of orders, without the one of names.</summary>
    /// <param name="cafe">The café's profile.</param>
    /// <param name="orders">The orders, each with all of its lines.</param>
    public static string Of(CafeProfile cafe, IEnumerable<Order> orders)
    {
        using var table = New();
        foreach (var order in orders)
        {
            var price = order.Price;
            foreach (var line in order.Lines.Items)
            {
                var isFirst = line.LineId == order.Lines[0].LineId;
                var cells = new CsvRow(order, line, price, isFirst, cafe.Currency);
                using var row = table.NewRow();
                foreach (var (name, cell) in Columns)
                {
                    row[name].Set(cell(cells));
                }
            }
        }

        // The table has a row of names as soon as it has another one.
        var text = table.ToString();
        return text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }

    private static string Moment(DateTimeOffset? at) =>
        at is { } moment ? CsvTable.Moment(moment) : "";

    private static string Once(CsvRow row, Money amount) => row.IsFirst ? amount.ToString() : "";

    private static string Sold(CsvRow row, Money amount) =>
        Once(row, row.Order.Status == OrderStatus.Cancelled ? Money.Zero : amount);

    private static string OfLine(CsvRow row, Money amount)
    {
        var isSold = row.Line.IsLive && row.Order.Status != OrderStatus.Cancelled;
        return (isSold ? amount : Money.Zero).ToString();
    }

    private static Money TaxOf(Order order) =>
        order.Taxes.Items.Aggregate(Money.Zero, (sum, rate) => sum + rate.Tax);

    /// <summary>How it was paid, each way once; how the guest means to pay where nothing came yet.</summary>
    private static string PaidBy(Payment payment) =>
        payment.Captures.Count == 0
            ? WireMethod.Of(payment.Method).Word
            : string.Join(
                ' ',
                payment.Captures.Items.Select(capture => capture.PaidBy.Word).Distinct()
            );

    /// <summary>What the cells of a row are made of.</summary>
    /// <param name="Order">The order.</param>
    /// <param name="Line">One of its lines.</param>
    /// <param name="Price">What the order costs, worked out in full.</param>
    /// <param name="IsFirst">Whether it is the first line of the order.</param>
    /// <param name="Currency">The currency of the café.</param>
    private sealed record CsvRow(
        Order Order,
        OrderLine Line,
        OrderPrice Price,
        bool IsFirst,
        string Currency
    );
}
