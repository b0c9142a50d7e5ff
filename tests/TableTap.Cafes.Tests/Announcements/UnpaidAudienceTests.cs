using TableTap.Ordering.State;
using TableTap.Server.Testing;
using TableTap.Terms;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>Section 3, "Who hears what", of orders before they are paid: those that wait for somebody, and lines that went out.</summary>
public sealed class UnpaidAudienceTests
{
    private const string Owner = "orders:customer:john";
    private const string Staff = "cafe:demo:staff";

    [Fact]
    public async Task The_staff_hears_of_an_order_that_waits_for_somebody_by_name_and_table_and_without_links()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.OrderAsync(
                form: """
                {"cafeId": "demo", "items": [{"itemId": "cappuccino", "quantity": 1}], "orderType": "dine-in", "tableNumber": "1", "paymentMethod": "cash"}
                """
            )
        );

        Assert.Equal(
            [("order_created", Owner), ("order_created", Staff)],
            heard.Select(one => (one.Type, one.Channel))
        );
        var told = heard[1];
        Assert.Equal(
            [
                "orderId",
                "orderNumber",
                "status",
                "items",
                "total",
                "estimatedTime",
                "paymentRequired",
                "orderVersion",
                "customerName",
                "orderType",
                "tableNumber",
            ],
            told.Fields
        );
        Assert.Equal(
            ("John D.", "dine-in", "1"),
            (told.Word("customerName"), told.Word("orderType"), told.Word("tableNumber"))
        );
        Assert.False(told.Root.TryGetProperty("ackRequired", out _));
        Assert.True(heard[0].Root.GetProperty("ackRequired").GetBoolean());
    }

    [Fact]
    public async Task The_staff_hears_of_an_order_in_cash_of_a_guest_without_an_account_too()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.OrderAsync(People.Anna, Form(Drink, payment: "cash"))
        );

        Assert.Equal(Staff, Assert.Single(heard).Channel);
    }

    [Fact]
    public async Task The_staff_hears_of_no_order_that_is_paid_by_card()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() => cafe.OrderAsync());

        Assert.DoesNotContain(heard, one => one.Channel == Staff);
    }

    [Fact]
    public async Task An_order_that_nobody_confirms_says_so_when_it_is_cancelled()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.OrderAsync(form: Form(Drink, payment: "cash"));

        var heard = await cafe.HearAllAsync(async () =>
        {
            cafe.Time.Advance(TimeSpan.FromMinutes(4));
            await cafe.SettleAsync();
            cafe.Time.Advance(TimeSpan.FromHours(2));
            await cafe.SettleAsync();
        });

        Assert.Equal(
            "not_confirmed",
            heard.Single(one => one.Type == "order_cancelled").Word("reason")
        );
        Assert.Equal(
            "warning",
            heard
                .First(one => one.Type == "alert" && one.Word("category") == "order_unconfirmed")
                .Word("severity")
        );
    }

    [Fact]
    public async Task The_guest_hears_what_went_out_and_where_the_rest_is_paid()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Chloe,
                "item_availability_update",
                """{"itemId": "club-sandwich", "available": false}"""
            )
        );

        var told = heard.Single(one => one.Type == "order_item_updated");
        Assert.Equal((Owner, "voided"), (told.Channel, told.Word("currentStatus")));
        Assert.Equal(
            [
                "orderId",
                "lineId",
                "counterId",
                "previousStatus",
                "currentStatus",
                "updatedBy",
                "orderVersion",
                "total",
                "paymentUrl",
            ],
            told.Fields
        );
        Assert.Equal("8.80", told.Data.GetProperty("total").GetRawText());
        Assert.Equal($"http://localhost:3001/pay/{orderId}", told.Word("paymentUrl"));
        Assert.True(told.Root.GetProperty("ackRequired").GetBoolean());
        Assert.DoesNotContain(
            "affectedOrders",
            heard
                .Single(one => one.Type == "item_availability_changed" && one.Channel == Staff)
                .Fields
        );
        Assert.True((await cafe.PayAsync(orderId)).IsAcknowledged);
        Assert.Equal(PaymentStatus.Paid, cafe.Find(orderId).Payment.Status);
    }

    [Fact]
    public async Task Of_a_paid_order_the_guest_hears_the_new_total_and_the_counter_its_line()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync();
        var line = cafe.Find(orderId).Lines[1];

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Chloe,
                "order_item_update",
                $$"""{"orderId": "{{orderId}}", "lineId": "{{line.LineId}}", "status": "voided"}"""
            )
        );

        var told = heard.Where(one => one.Type == "order_item_updated").ToList();
        Assert.Equal(["counter:kitchen:orders", Owner], told.Select(one => one.Channel));
        Assert.DoesNotContain("total", told[0].Fields);
        Assert.Equal("8.80", told[1].Data.GetProperty("total").GetRawText());
        Assert.DoesNotContain("paymentUrl", told[1].Fields);
        Assert.Equal(
            "7.90",
            heard
                .Single(one => one.Type == "payment_refunded")
                .Data.GetProperty("amount")
                .GetRawText()
        );
    }

    [Fact]
    public async Task A_guest_hears_of_no_line_that_moves_otherwise()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync();

        var heard = await cafe.HearAsync(() => cafe.MakeAsync(orderId));

        Assert.Contains(heard, one => one.Type == "order_item_updated");
        Assert.DoesNotContain(
            heard,
            one => one.Type == "order_item_updated" && one.Channel == Owner
        );
    }

    [Fact]
    public async Task A_payment_that_the_provider_cancelled_can_be_tried_again()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync(form: Form(Drink));
        await cafe.NotifyAsync(
            "evt-1",
            ProviderEventKind.PaymentProcessing,
            orderId,
            350,
            transactionId: "pi_1"
        );
        cafe.Time.Advance(TimeSpan.FromHours(1));
        await cafe.SettleAsync();

        // The end names the payment alone, as providers may.
        var heard = await cafe.HearAsync(() =>
            cafe.NotifyAsync(
                "evt-2",
                ProviderEventKind.PaymentCancelled,
                null,
                350,
                transactionId: "pi_1"
            )
        );

        var failed = heard.Single(one => one.Type == "payment_failed");
        Assert.Equal(
            (Owner, "canceled", "Payment was not completed. Please try again."),
            (failed.Channel, failed.Word("reason"), failed.Word("message"))
        );
        Assert.StartsWith("https://app.table-tap.com/payment/", failed.Word("retryUrl"));
        Assert.Equal(
            OpenCafe.Morning.AddMinutes(75),
            failed.Data.GetProperty("expiresAt").GetDateTimeOffset()
        );
    }
}
