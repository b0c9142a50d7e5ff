using TableTap.Server.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>Section 3, "Who hears what": the rows of money, which is between the guest and the café.</summary>
public sealed class PaymentAudienceTests
{
    private const string Owner = "orders:customer:john";

    [Fact]
    public async Task A_payment_is_heard_by_the_guest_alone()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync();

        var heard = await cafe.HearAsync(() => cafe.PayAsync(orderId));

        var paid = Assert.Single(heard, one => one.Type == "payment_processed");
        Assert.Equal(Owner, paid.Channel);
        Assert.Equal(
            [
                "orderId",
                "transactionId",
                "amount",
                "method",
                "status",
                "receiptUrl",
                "orderVersion",
            ],
            paid.Fields
        );
        Assert.Equal(("card", "success"), (paid.Word("method"), paid.Word("status")));
        Assert.Equal("16.70", paid.Data.GetProperty("amount").GetRawText());
    }

    [Fact]
    public async Task A_failed_payment_is_heard_by_the_guest_alone()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Bank,
                "payment_record",
                $$"""
                {"orderId": "{{orderId}}", "method": "card", "amount": 16.70, "result": "failed", "reason": "insufficient_funds", "providerEventId": "evt-1"}
                """
            )
        );

        var failed = Assert.Single(heard);
        Assert.Equal((Owner, "payment_failed"), (failed.Channel, failed.Type));
        Assert.Equal(
            ["orderId", "reason", "message", "retryUrl", "expiresAt", "orderVersion"],
            failed.Fields
        );
        Assert.Equal("insufficient_funds", failed.Word("reason"));
        Assert.Equal(
            "Payment was declined. Please try a different payment method.",
            failed.Word("message")
        );
        Assert.Equal($"https://app.table-tap.com/payment/{orderId}", failed.Word("retryUrl"));
        Assert.Equal("2024-01-15T09:15:00.000Z", failed.Word("expiresAt"));
    }

    [Fact]
    public async Task A_refund_is_heard_by_the_guest_alone()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Maya,
                "refund_issue",
                $$"""{"orderId": "{{orderId}}", "amount": 2.00, "reason": "late"}"""
            )
        );

        var refunded = Assert.Single(heard);
        Assert.Equal((Owner, "payment_refunded"), (refunded.Channel, refunded.Type));
        Assert.Equal(
            [
                "orderId",
                "refundId",
                "amount",
                "totalRefunded",
                "status",
                "reason",
                "paymentStatus",
                "orderVersion",
            ],
            refunded.Fields
        );
        Assert.Equal("succeeded", refunded.Word("status"));
        Assert.Equal("partially_refunded", refunded.Word("paymentStatus"));
    }

    [Fact]
    public async Task Payment_messages_ask_for_confirmation()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() => cafe.PaidOrderAsync(form: Form(Drink)));

        Assert.All(
            heard.Where(one => one.Channel == Owner),
            one => Assert.True(one.Root.GetProperty("ackRequired").GetBoolean())
        );
    }
}
