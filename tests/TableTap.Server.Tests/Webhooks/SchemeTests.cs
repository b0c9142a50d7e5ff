using System.Text;
using TableTap.Cafes.ProviderEvents;
using TableTap.Ordering.State;
using TableTap.Protocol.Errors;
using TableTap.Server.Webhooks;
using TableTap.Terms;

namespace TableTap.Server.Tests.Webhooks;

/// <summary>What the words of providers come to.</summary>
public sealed class SchemeTests
{
    private static IncomingProviderEvent? Stripe(string name) =>
        new StripeScheme().Read("stripe", Signed.Body($"stripe.{name}.json")).Notice;

    private static IncomingProviderEvent? Hmac(string name) =>
        new HmacScheme().Read("bank", Signed.Body($"hmac.{name}.json")).Notice;

    private static WebhookReading Read(string body, bool stripe = false) =>
        (stripe ? (IWebhookScheme)new StripeScheme() : new HmacScheme()).Read(
            "p",
            Encoding.UTF8.GetBytes(body)
        );

    [Fact]
    public void A_payment_intent_that_succeeded_is_a_payment_with_its_tip() =>
        Assert.Equal(
            new IncomingProviderEvent(
                "stripe",
                "evt_1",
                ProviderEventKind.PaymentSucceeded,
                "order_1",
                "demo",
                new Money(380),
                new Money(50),
                "EUR",
                "pi_3Test",
                null,
                null
            ),
            Stripe("payment_intent.succeeded")
        );

    [Fact]
    public void A_payment_intent_that_failed_says_why() =>
        Assert.Equal(
            (ProviderEventKind.PaymentFailed, "insufficient_funds", new Money(380)),
            (
                Stripe("payment_intent.payment_failed")!.Kind,
                Stripe("payment_intent.payment_failed")!.Reason,
                Stripe("payment_intent.payment_failed")!.Amount
            )
        );

    [Theory]
    [InlineData(
        "payment_intent.processing",
        "payment_intent",
        "",
        ProviderEventKind.PaymentProcessing,
        null
    )]
    [InlineData(
        "payment_intent.canceled",
        "payment_intent",
        "",
        ProviderEventKind.PaymentCancelled,
        "canceled"
    )]
    [InlineData(
        "payment_intent.canceled",
        "payment_intent",
        ""","cancellation_reason":"abandoned","last_payment_error":{"code":"card_declined"}""",
        ProviderEventKind.PaymentCancelled,
        "abandoned"
    )]
    [InlineData(
        "checkout.session.expired",
        "checkout.session",
        ""","payment_status":"unpaid" """,
        ProviderEventKind.PaymentCancelled,
        "expired"
    )]
    [InlineData(
        "checkout.session.completed",
        "checkout.session",
        ""","payment_status":"unpaid" """,
        ProviderEventKind.PaymentProcessing,
        null
    )]
    [InlineData(
        "checkout.session.async_payment_succeeded",
        "checkout.session",
        "",
        ProviderEventKind.PaymentSucceeded,
        null
    )]
    [InlineData(
        "checkout.session.async_payment_failed",
        "checkout.session",
        "",
        ProviderEventKind.PaymentFailed,
        null
    )]
    public void A_payment_that_is_not_over_or_ended_otherwise_says_so(
        string type,
        string about,
        string more,
        ProviderEventKind kind,
        string? reason
    )
    {
        var id = about == "payment_intent" ? "id" : "payment_intent";
        var notice = Read(
            $$$"""{"id":"evt_1","type":"{{{type}}}","data":{"object":{"object":"{{{about}}}","{{{id}}}":"pi_1","amount":380,"amount_total":380,"currency":"eur","metadata":{"orderId":"order_1"}{{{more}}} } } }""",
            stripe: true
        ).Notice!;

        Assert.Equal(
            (kind, "order_1", "pi_1", reason),
            (notice.Kind, notice.OrderId, notice.TransactionId, notice.Reason)
        );
    }

    [Theory]
    [InlineData("payment.processing", ProviderEventKind.PaymentProcessing, null)]
    [InlineData("payment.canceled", ProviderEventKind.PaymentCancelled, "canceled")]
    [InlineData("payment.expired", ProviderEventKind.PaymentCancelled, "expired")]
    public void A_payment_without_an_amount_is_one_that_brought_no_money(
        string type,
        ProviderEventKind kind,
        string? reason
    )
    {
        var notice = Read($$"""{"id":"e","type":"{{type}}","transactionId":"t"}""").Notice!;

        Assert.Equal((kind, reason), (notice.Kind, notice.Reason));
    }

    [Fact]
    public void A_session_that_is_paid_tells_of_the_same_payment()
    {
        var session = Stripe("checkout.session.completed")!;

        Assert.Equal(
            (ProviderEventKind.PaymentSucceeded, "order_1", "pi_3Test", new Money(380)),
            (session.Kind, session.OrderId, session.TransactionId, session.Amount)
        );
    }

    [Theory]
    [InlineData("charge.refunded", ProviderEventKind.RefundTotal, "order_1", null)]
    [InlineData("refund.updated", ProviderEventKind.RefundSucceeded, null, "re_3Test")]
    [InlineData("refund.failed", ProviderEventKind.RefundFailed, null, "re_3Test")]
    public void Refunds_are_of_the_order_or_of_its_payment(
        string name,
        ProviderEventKind kind,
        string? orderId,
        string? refundId
    )
    {
        var notice = Stripe(name)!;

        Assert.Equal(
            (kind, orderId, "pi_3Test", refundId, new Money(120)),
            (notice.Kind, notice.OrderId, notice.TransactionId, notice.RefundId, notice.Amount)
        );
    }

    [Theory]
    [InlineData("jpy", "JPY", 50_000)]
    [InlineData("kwd", "KWD", 512)]
    public void Currencies_without_hundredths_are_counted_right(
        string name,
        string currency,
        long hundredths
    ) =>
        Assert.Equal(
            (currency, new Money(hundredths)),
            (Stripe(name)!.Currency, Stripe(name)!.Amount)
        );

    [Fact]
    public void A_thousandth_that_is_left_over_is_never_lost()
    {
        Assert.Equal(Money.OfThousandths(5121), StripeAmount.Of(5121, "KWD"));
        Assert.Equal(Money.OfThousandths(5120), StripeAmount.Of(5120, "TND"));
        Assert.Equal(new Money(500), StripeAmount.Of(500, "UGX"));
        Assert.Equal(new Money(500), StripeAmount.Of(500, "ISK"));
        Assert.Null(StripeAmount.Of(-1, "EUR"));
        Assert.Null(StripeAmount.Of(long.MaxValue, "JPY"));
    }

    [Theory]
    [InlineData("customer.created")]
    [InlineData("foreign")]
    public void What_is_not_ours_is_ignored(string name)
    {
        Assert.Equal(
            WebhookReading.Ignored,
            new StripeScheme().Read("stripe", Signed.Body($"stripe.{name}.json"))
        );
        Assert.Equal(
            WebhookReading.Ignored,
            new HmacScheme().Read("bank", Signed.Body("hmac.payout.paid.json"))
        );
    }

    [Fact]
    public void Tabletaps_own_words_are_read()
    {
        Assert.Equal(
            new IncomingProviderEvent(
                "bank",
                "evt-1",
                ProviderEventKind.PaymentSucceeded,
                "order_1",
                "demo",
                new Money(380),
                new Money(50),
                "EUR",
                "txn-1",
                null,
                null
            ),
            Hmac("payment.succeeded")
        );
        Assert.Equal(
            (ProviderEventKind.PaymentFailed, "insufficient_funds"),
            (Hmac("payment.failed")!.Kind, Hmac("payment.failed")!.Reason)
        );
        Assert.Equal(
            (ProviderEventKind.RefundFailed, "re-1", new Money(120)),
            (
                Hmac("refund.failed")!.Kind,
                Hmac("refund.failed")!.RefundId,
                Hmac("refund.failed")!.Amount
            )
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"id": 1, "type": "payment.succeeded"}""")]
    [InlineData("""{"type": "payment.succeeded"}""")]
    [InlineData("""{"id": "a", "id": "b", "type": "payment.succeeded"}""")]
    [InlineData("""{"id": "\ud800", "type": "payment.succeeded", "orderId": "o", "amount": 1}""")]
    public void What_is_no_event_is_malformed(string body)
    {
        Assert.Equal(ErrorCode.MalformedMessage, Read(body).Problem!.Code);
        Assert.Equal(ErrorCode.MalformedMessage, Read(body, stripe: true).Problem!.Code);
    }

    [Theory]
    [InlineData("""{"id": "a", "type": "payment.succeeded", "amount": 1}""", "orderId")]
    [InlineData("""{"id": "a", "type": "payment.succeeded", "orderId": "o"}""", "amount")]
    [InlineData(
        """{"id": "a", "type": "payment.succeeded", "orderId": "o o", "amount": 1}""",
        "orderId"
    )]
    [InlineData(
        """{"id": "a", "type": "payment.succeeded", "orderId": "o", "cafeId": "", "amount": 1}""",
        "cafeId"
    )]
    [InlineData("""{"id": "", "type": "payment.succeeded", "orderId": "o", "amount": 1}""", "id")]
    [InlineData(
        """{"id": "a\n", "type": "payment.succeeded", "orderId": "o", "amount": 1}""",
        "id"
    )]
    [InlineData(
        """{"id": "a", "type": "payment.succeeded", "orderId": "o", "amount": 1, "currency": "EURO"}""",
        "currency"
    )]
    [InlineData(
        """{"id": "a", "type": "payment.failed", "orderId": "o", "amount": 1, "reason": ""}""",
        "reason"
    )]
    [InlineData(
        """{"id": "a", "type": "payment.failed", "orderId": "o", "amount": 1, "reason": "4111 1111 1111 1111"}""",
        ""
    )]
    [InlineData(
        """{"id": "a", "type": "payment.failed", "orderId": "o", "amount": 1, "cvc": "123"}""",
        ""
    )]
    public void A_field_that_is_wrong_is_named(string body, string path)
    {
        var problem = Read(body).Problem!;

        Assert.Equal(ErrorCode.ValidationFailed, problem.Code);
        Assert.Equal(path, Assert.Single(problem.Details!).Path);
        Assert.DoesNotContain("4111", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "metadata",
        """{"orderId": "o", "note": "4111111111111111"}""",
        ErrorCode.ValidationFailed
    )]
    [InlineData("amount_received", "-5", ErrorCode.ValidationFailed)]
    [InlineData("amount_received", "5e300", ErrorCode.ValidationFailed)]
    [InlineData("currency", "7", ErrorCode.ValidationFailed)]
    [InlineData("metadata", """{"orderId": "o", "tip": "99999"}""", ErrorCode.ValidationFailed)]
    public void What_stripe_never_sends_is_refused(string field, string value, ErrorCode code)
    {
        var body = $$"""
            {"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": {"object": "payment_intent", "id": "pi_1",
              "amount": -1, "amount_received": 380, "currency": "eur", "metadata": {"orderId": "o"}, "{{field}}": {{value}} } } }
            """;

        Assert.Equal(code, Read(body, stripe: true).Problem!.Code);
    }
}
