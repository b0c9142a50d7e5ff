using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Server.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>What is told of tax and of bills, to whom (sections 3 and 5).</summary>
public sealed class BillAudienceTests
{
    private const string Round = """
        {"cafeId": "demo", "items": [{"itemId": "croissant", "quantity": 2}], "orderType": "dine-in", "tableNumber": "1", "onBill": true}
        """;

    private static async Task<OpenCafe> TaxedAsync()
    {
        var cafe = await OpenCafe.OpenAsync();
        await cafe.Host.ConfigureAsync(
            OpenCafe.Id,
            DemoCafe.Profile with
            {
                Tax = new([new("food", "Food", 12m, 6m)]),
            },
            CancellationToken.None
        );
        return cafe;
    }

    private static Heard Bill(IEnumerable<Heard> heard, string channel) =>
        heard.Last(one => one.Type == "bill_changed" && one.Channel == channel);

    [Fact]
    public async Task A_guest_reads_the_tax_of_an_order_of_its_lines_and_the_number_of_the_receipt()
    {
        await using var cafe = await TaxedAsync();
        var orderId = "";
        var placed = await cafe.HearAsync(async () =>
            orderId = await cafe.OrderAsync(People.John, Form(Drink))
        );
        var created = placed.Single(one => one.Type == "order_created").Data;

        Assert.Equal(
            """[{"rate":6,"net":3.30,"tax":0.20}]""",
            created.GetProperty("taxes").GetRawText()
        );
        Assert.True(created.GetProperty("taxIncluded").GetBoolean());
        Assert.Equal("6", created.GetProperty("items")[0].GetProperty("taxRate").GetRawText());

        var paid = await cafe.HearAsync(() => cafe.PayAsync(orderId));
        var back = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Maya,
                "refund_issue",
                $$"""{"orderId": "{{orderId}}", "amount": 1.00, "reason": "cold"}"""
            )
        );

        Assert.Equal(
            "1",
            paid.Single(one => one.Type == "payment_processed").Word("receiptNumber")
        );
        Assert.Equal("2", back.Single(one => one.Type == "payment_refunded").Word("receiptNumber"));
    }

    [Fact]
    public async Task A_café_that_counts_no_tax_and_keeps_no_bill_says_nothing_of_them()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = "";
        var heard = await cafe.HearAsync(async () =>
        {
            orderId = await cafe.OrderAsync(People.John, Form(Drink));
            await cafe.PayAsync(orderId);
        });

        Assert.All(
            heard.SelectMany(one => one.Fields),
            field =>
                Assert.DoesNotContain(
                    field,
                    (string[])["taxes", "taxIncluded", "receiptNumber", "billId", "due"]
                )
        );
        Assert.DoesNotContain(heard, one => one.Type == "bill_changed");
    }

    [Fact]
    public async Task A_bill_is_told_to_the_staff_and_without_theirs_to_its_guests()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.DoAsync(People.Anna, "bill_open", """{"tableNumber": "1", "name": "Window"}""");
        var ordered = await cafe.HearAsync(() => cafe.DoAsync(People.John, "order_create", Round));
        var billId = Bill(ordered, "cafe:demo:staff").Word("billId");

        Assert.Equal(
            [
                "billId",
                "billNumber",
                "status",
                "orders",
                "total",
                "paid",
                "due",
                "openedAt",
                "billVersion",
                "tableNumber",
                "name",
                "employeeId",
            ],
            Bill(ordered, "cafe:demo:staff").Fields
        );
        Assert.Equal(
            Bill(ordered, "cafe:demo:staff").Fields.Where(name => name != "employeeId"),
            Bill(ordered, "orders:customer:john").Fields
        );
        var created = ordered.Single(one => one.Type == "order_created");
        Assert.Equal(
            ("orders:customer:john", billId, "False"),
            (created.Channel, created.Word("billId"), created.Word("paymentRequired"))
        );

        var paid = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Ben,
                "bill_pay",
                $$"""{"billId": "{{billId}}", "method": "cash", "amount": 3.00, "tip": 0.50, "tendered": 5.00}"""
            )
        );

        Assert.Equal(
            "1.80",
            paid.Single(one => one.Type == "payment_processed").Data.GetProperty("due").GetRawText()
        );
        Assert.Equal(
            "ben",
            Bill(paid, "cafe:demo:staff")
                .Data.GetProperty("payments")[0]
                .GetProperty("by")
                .GetString()
        );
        Assert.False(Bill(paid, "orders:customer:john").Data.TryGetProperty("payments", out _));
        Assert.Equal(
            ("4.80", "3.00", "1.80"),
            (
                Bill(paid, "orders:customer:john").Data.GetProperty("total").GetRawText(),
                Bill(paid, "orders:customer:john").Data.GetProperty("paid").GetRawText(),
                Bill(paid, "orders:customer:john").Data.GetProperty("due").GetRawText()
            )
        );
    }

    [Fact]
    public async Task A_voided_line_and_a_cancelled_order_are_told_of_the_bill()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.DoAsync(People.Anna, "bill_open", """{"tableNumber": "1"}""");
        var made = await cafe.DoAsync(People.John, "order_create", Round);
        var orderId = made.Result.GetProperty("orderId").GetString();

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.John,
                "order_cancel",
                $$"""{"orderId": "{{orderId}}", "reason": "customer_request"}"""
            )
        );

        Assert.Equal("0.00", Bill(heard, "cafe:demo:staff").Data.GetProperty("due").GetRawText());
        Assert.Equal(
            "cancelled",
            Bill(heard, "orders:customer:john")
                .Data.GetProperty("orders")[0]
                .GetProperty("status")
                .GetString()
        );
    }

    [Fact]
    public async Task What_a_command_made_stands_in_its_answer()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var opened = await cafe.DoAsync(People.Anna, "bill_open", """{"tableNumber": "1"}""");
        var billId = opened.Result.GetProperty("billId").GetString();
        var made = await cafe.DoAsync(People.John, "order_create", Round);
        Assert.Equal(billId, made.Result.GetProperty("billId").GetString());

        var split = await cafe.DoAsync(
            People.Anna,
            "bill_split",
            $$"""{"billId": "{{billId}}", "ways": 2}"""
        );
        var parts = split.Result.GetProperty("parts");
        var paid = await cafe.DoAsync(
            People.Anna,
            "bill_pay",
            $$"""{"billId": "{{billId}}", "method": "cash", "amount": 2.40, "partId": {{parts[1].GetProperty("partId").GetRawText()}}, "tendered": 10.00}"""
        );

        Assert.Equal("BILL-000001", opened.Result.GetProperty("billNumber").GetString());
        Assert.Equal(
            ["2.40", "2.40"],
            parts.EnumerateArray().Select(part => part.GetProperty("amount").GetRawText())
        );
        Assert.Equal(
            ("2.40", "7.60"),
            (
                paid.Result.GetProperty("due").GetRawText(),
                paid.Result.GetProperty("change").GetRawText()
            )
        );
    }
}
