using TableTap.Cafes.ProviderEvents;
using TableTap.Ordering.State;
using TableTap.Realtime.Authentication;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Cafes.Tests;

/// <summary>The steps of an order, as people take them.</summary>
internal static class OrderSteps
{
    /// <summary>Two counters' work: a drink of the espresso bar and a sandwich of the kitchen.</summary>
    public const string DrinkAndFood = """
        {"itemId": "cappuccino", "quantity": 2, "customizations": ["Extra shot", "Oat milk"]},
        {"itemId": "club-sandwich", "quantity": 1}
        """;

    public const string Drink = """{"itemId": "cappuccino", "quantity": 1}""";

    public static string Form(
        string items = DrinkAndFood,
        string payment = "card",
        string more = ""
    ) =>
        $$"""
            {"cafeId": "demo", "items": [{{items}}], "orderType": "takeaway", "paymentMethod": "{{payment}}"{{more}}}
            """;

    extension(OpenCafe cafe)
    {
        /// <summary>Orders; the order's id.</summary>
        public async Task<string> OrderAsync(Identity? guest = null, string? form = null)
        {
            var made = await cafe.DoAsync(guest ?? People.John, "order_create", form ?? Form());
            return made.Result.GetProperty("orderId").GetString()!;
        }

        /// <summary>The provider reports a payment.</summary>
        public Task<Answer> PayAsync(string orderId) =>
            cafe.DoAsync(
                People.Bank,
                "payment_record",
                $$"""
                {"orderId": "{{orderId}}", "method": "card", "amount": {{cafe.Find(
                    orderId
                ).Total}}, "providerEventId": "evt-{{orderId}}"}
                """
            );

        /// <summary>A provider's webhook brings something.</summary>
        public async Task<ProviderEventOutcome> NotifyAsync(
            string eventId,
            ProviderEventKind kind,
            string? orderId,
            long amount,
            string? refundId = null,
            string? transactionId = null,
            string? cafeId = null
        ) =>
            await new ProviderEventHandler(cafe.Host.Registry, cafe.Journal).HandleAsync(
                new(
                    "stripe",
                    eventId,
                    kind,
                    orderId,
                    cafeId,
                    new(amount),
                    Money.Zero,
                    "EUR",
                    transactionId,
                    refundId,
                    null
                ),
                [],
                "192.0.2.9",
                CancellationToken.None
            );

        public async Task<string> PaidOrderAsync(Identity? guest = null, string? form = null)
        {
            var orderId = await cafe.OrderAsync(guest, form);
            await cafe.PayAsync(orderId);
            return orderId;
        }

        public Task<Answer> StatusAsync(
            Identity sender,
            string orderId,
            string status,
            string more = ""
        ) =>
            cafe.DoAsync(
                sender,
                "order_status_update",
                $$"""{"orderId": "{{orderId}}", "status": "{{status}}"{{more}}}"""
            );

        /// <summary>Every counter makes its part.</summary>
        public async Task MakeAsync(string orderId)
        {
            foreach (var maker in new[] { People.Anna, People.Chloe })
            {
                if (cafe.Find(orderId).Status < OrderStatus.Ready)
                {
                    await cafe.StatusAsync(maker, orderId, "preparing");
                    await cafe.StatusAsync(maker, orderId, "ready");
                }
            }
        }

        public async Task<string> ReadyOrderAsync(Identity? guest = null, string? form = null)
        {
            var orderId = await cafe.PaidOrderAsync(guest, form);
            await cafe.MakeAsync(orderId);
            Assert.Equal(OrderStatus.Ready, cafe.Find(orderId).Status);
            return orderId;
        }

        public Task<Answer> CollectAsync(string orderId) =>
            cafe.StatusAsync(
                People.Anna,
                orderId,
                "completed",
                $$""", "pickupCode": "{{cafe.Find(orderId).PickupCode!.Code}}" """
            );

        public Order Find(string orderId) => cafe.Cafe.Order(orderId)!;
    }
}
