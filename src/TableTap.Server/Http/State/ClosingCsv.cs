using System.Globalization;
using System.Text;
using TableTap.Terms;
using static TableTap.Server.Http.State.CsvTable;

namespace TableTap.Server.Http.State;

/// <summary>Closings as CSV, in the form of <see cref="CsvTable"/>.</summary>
internal static class ClosingCsv
{
    /// <summary>Whether a request asks for CSV and not for JSON.</summary>
    /// <param name="request">The request.</param>
    public static bool IsWanted(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains(MediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>One closing: a row for each figure, with the section it belongs to.</summary>
    /// <param name="answer">The closing.</param>
    public static byte[] Of(ClosingAnswer answer)
    {
        var (closing, head) = (answer.Closing, answer.Closing.Summary);
        using var table = New();
        void Row(
            string section,
            string name,
            Money? amount = null,
            int? count = null,
            string? detail = null
        )
        {
            using var row = table.NewRow();
            row["section"].Set(section);
            row["name"].Set(Safe(name));
            row["detail"].Set(Safe(detail ?? ""));
            row["count"].Set(Number(count));
            row["amount"].Set(amount?.ToString() ?? "");
            row["currency"].Set(amount is null ? "" : answer.Currency);
        }

        Row("closing", "kind", detail: closing.Kind);
        Row("closing", "number", detail: head.Number.ToString(CultureInfo.InvariantCulture));
        Row("closing", "cafe", detail: answer.CafeName);
        Row("closing", "day", detail: head.Day);
        Row("closing", "from", detail: Moment(head.From));
        Row("closing", "to", detail: Moment(head.To));
        Row("closing", "by", detail: head.By);
        Row("sales", "orders", count: head.Orders);
        Row("sales", "gross", head.Gross);
        Row("sales", "net", head.Net);
        Row("sales", "tax", head.Tax);
        Row("sales", "tips", head.Tips);
        foreach (var tax in closing.Taxes)
        {
            var rate = Rate(tax.Rate);
            Row("tax", "net", tax.Net, detail: rate);
            Row("tax", "tax", tax.Tax, detail: rate);
        }

        Row("tax", "untaxed", closing.Untaxed);
        foreach (var one in closing.Tenders)
        {
            Takings(
                "tender",
                one.Provider is null ? one.Tender.Word : $"{one.Tender.Word} {one.Provider}",
                one
            );
        }

        foreach (var one in closing.People)
        {
            Takings("person", $"{one.Name} {one.Tender.Word}", one.Totals);
        }

        Row("changes", "refunds", closing.Refunds.Amount, closing.Refunds.Count);
        Row("changes", "voids", closing.Voids.Amount, closing.Voids.Count);
        Row("changes", "cancellations", closing.Cancellations.Amount, closing.Cancellations.Count);
        Row("prices", "discounts", closing.Prices.Discounts);
        Row("prices", "comps", closing.Prices.Comps);
        Row("prices", "serviceCharge", closing.Prices.ServiceCharge);
        Row("prices", "rounding", closing.Prices.Rounding);
        foreach (var one in closing.Categories)
        {
            Row("category", one.Category, one.Amount, one.Units);
        }

        foreach (var one in closing.Items)
        {
            Row("item", one.Name, one.Amount, one.Units, one.Category);
        }

        foreach (var one in closing.TerminalPayments)
        {
            Row("terminal", one.Reference, one.Amount + one.Tip, detail: Moment(one.At));
        }

        Row("drawer", "float", head.Drawer.Float);
        Row("drawer", "taken", head.Drawer.Taken);
        Row("drawer", "expected", head.Drawer.Expected);
        Row("drawer", "counted", head.Drawer.Counted);
        Row("drawer", "difference", head.Drawer.Difference);
        if (closing.Receipts is { } receipts)
        {
            Row("receipts", "from", detail: receipts.From.ToString(CultureInfo.InvariantCulture));
            Row("receipts", "to", detail: receipts.To.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var one in closing.Open)
        {
            Row("open", one.Number, one.Due, detail: one.BillId is null ? "order" : "bill");
        }

        return Encoding.UTF8.GetBytes(table.ToString());

        void Takings(string section, string name, TenderView taken)
        {
            Row(section, name, taken.Amount, taken.Payments, "payments");
            Row(section, name, taken.Tips, detail: "tips");
            Row(section, name, taken.Refunded, taken.Refunds, "refunds");
            Row(section, name, taken.Total, detail: "total");
        }
    }

    /// <summary>A page of closings: a row for each.</summary>
    /// <param name="answer">The page.</param>
    public static byte[] Of(ClosingsAnswer answer)
    {
        using var table = New();
        foreach (var closing in answer.Closings)
        {
            using var row = table.NewRow();
            row["number"].Set(closing.Number.ToString(CultureInfo.InvariantCulture));
            row["day"].Set(closing.Day);
            row["from"].Set(Moment(closing.From));
            row["to"].Set(Moment(closing.To));
            row["by"].Set(Safe(closing.By));
            row["orders"].Set(Number(closing.Orders));
            row["gross"].Set(closing.Gross.ToString());
            row["net"].Set(closing.Net.ToString());
            row["tax"].Set(closing.Tax.ToString());
            row["tips"].Set(closing.Tips.ToString());
            row["expected"].Set(closing.Drawer.Expected.ToString());
            row["counted"].Set(closing.Drawer.Counted?.ToString() ?? "");
            row["difference"].Set(closing.Drawer.Difference?.ToString() ?? "");
            row["currency"].Set(answer.Currency);
        }

        return Encoding.UTF8.GetBytes(table.ToString());
    }
}
