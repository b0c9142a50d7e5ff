using System.Text;
using TableTap.Server.Webhooks;

namespace TableTap.Fuzz.Targets;

/// <summary>The bodies of webhooks, read by the scheme of their provider.</summary>
internal static class WebhookTargets
{
    public static FuzzTarget Stripe { get; } =
        For(
            "webhook-stripe",
            new StripeScheme(),
            """{"id":"evt_1","type":"payment_intent.succeeded","created":1705312800,"data":{"object":{"id":"pi_1","object":"payment_intent","amount":850,"amount_received":850,"currency":"eur","metadata":{"orderId":"o-1","tip":"50"}}}}""",
            """{"id":"evt_2","type":"charge.refunded","data":{"object":{"id":"ch_1","payment_intent":"pi_1","amount_refunded":100,"currency":"jpy","metadata":{"order_id":"o-1"}}}}""",
            """{"id":"evt_3","type":"checkout.session.completed","data":{"object":{"id":"cs_1","payment_status":"paid","amount_total":300,"currency":"kwd","payment_intent":"pi_2","metadata":{"orderId":"o-2"}}}}""",
            """{"id":"evt_4","type":"refund.failed","data":{"object":{"id":"re_1","payment_intent":"pi_1","amount":5,"currency":"eur","status":"failed","failure_reason":"lost_or_stolen_card","metadata":{"refundId":"r-1"}}}}"""
        );

    public static FuzzTarget Signed { get; } =
        For(
            "webhook-signed",
            new HmacScheme(),
            """{"id":"evt-1","type":"payment.succeeded","orderId":"o-1","amount":8.50,"tip":0.50,"transactionId":"txn-1"}""",
            """{"id":"evt-2","type":"payment.failed","orderId":"o-1","amount":8.50,"reason":"declined"}""",
            """{"id":"evt-3","type":"refund.succeeded","orderId":"o-1","amount":1.50,"refundId":"r-1"}"""
        );

    private static FuzzTarget For(string name, IWebhookScheme scheme, params string[] seeds) =>
        new(
            name,
            () => seeds.Select(Encoding.UTF8.GetBytes),
            input =>
            {
                var reading = scheme.Read("provider", input);
                BrokenRuleException.Unless(
                    reading is not { Notice: not null, Problem: not null },
                    "A body is an event, or is told what is wrong."
                );
            }
        );
}
