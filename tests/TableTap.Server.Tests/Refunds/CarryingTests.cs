using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http.State;
using TableTap.Server.Tests.Webhooks;
using TableTap.Server.Webhooks;
using TableTap.Testing;

namespace TableTap.Server.Tests.Refunds;

/// <summary>Section 5, "Carrying refunds out": from a manager's command to the provider and back, over real HTTP.</summary>
public sealed class CarryingTests : IAsyncLifetime
{
    private const string Webhook = "whsec_secret_of_stripes_webhook";
    private const string Key = "sk_test_key_that_nobody_may_see";
    private const string Bank = "a-secret-of-the-bank-provider";
    private const string List = "/v1/cafes/demo/refunds";
    private readonly FakeTimeProvider _time = new(new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero));
    private FakeProvider _stripe = null!;
    private FakeProvider _bank = null!;
    private DemoDoor _door = null!;
    private int _events;

    public async ValueTask InitializeAsync()
    {
        _stripe = await FakeProvider.StartAsync();
        _bank = await FakeProvider.StartAsync();
        _door = new(
            await TestServer.StartAsync(
                _time,
                ("Payments:Providers:stripe:Scheme", "stripe"),
                ("Payments:Providers:stripe:Secrets", Webhook),
                ("Payments:Providers:stripe:SecretKey", Key),
                ("Payments:Providers:stripe:ApiBase", _stripe.Url),
                ("Payments:Providers:stripe:Timeout", "10m"),
                ("Payments:Providers:bank:Secrets", Bank),
                ("Payments:Providers:bank:Timeout", "10m"),
                ("Payments:Providers:bank:RefundsUrl", $"{_bank.Url}/refunds?from=tabletap"),
                ("Payments:Providers:quiet:Secrets", Bank),
                ("Payments:Providers:gifts:Secrets", Bank),
                ("Payments:Providers:gifts:VouchersUrl", $"{_bank.Url}/vouchers"),
                ("Limits:MessagesPerMinute", "100000")
            )
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _door.Server.DisposeAsync();
        await _stripe.DisposeAsync();
        await _bank.DisposeAsync();
    }

    [Fact]
    public async Task Stripe_is_asked_for_the_refund_and_its_answer_ends_it()
    {
        var (orderId, refundId) = await RefundedAsync("stripe");

        await EndedAsync(orderId, "succeeded");

        var asked = Assert.Single(_stripe.Requests);
        Assert.Equal(("POST", "/v1/refunds"), (asked.Method, asked.Path));
        Assert.Equal($"Bearer {Key}", asked.Headers["Authorization"]);
        Assert.Equal(refundId, asked.Headers["Idempotency-Key"]);
        Assert.Equal(
            $"payment_intent=pi_1&amount=150&metadata%5BrefundId%5D={refundId}&metadata%5BorderId%5D={orderId}&metadata%5BcafeId%5D=demo",
            asked.Body
        );
        var refund = await RefundAsync(orderId);
        Assert.Equal(
            (1.5, "too cold", "stripe", "pi_1", "re_1"),
            (
                refund.GetProperty("amount").GetDouble(),
                refund.GetProperty("reason").GetString(),
                refund.GetProperty("provider").GetString(),
                refund.GetProperty("transactionId").GetString(),
                refund.GetProperty("providerRefundId").GetString()
            )
        );
        Assert.False(refund.TryGetProperty("delivery", out _));
    }

    [Fact]
    public async Task Who_issues_vouchers_is_not_told_of_cards_that_nobody_gives_money_back_for()
    {
        var (orderId, _) = await RefundedAsync("gifts");
        await RefundedAsync("bank", "pi_2");

        await Patience.UntilAsync(() => !_bank.Requests.IsEmpty, Second);
        Second();
        Second();

        Assert.DoesNotContain(
            _bank.Requests,
            asked => asked.Path.Contains("vouchers", StringComparison.Ordinal)
        );
        Assert.Equal("pending", (await RefundAsync(orderId)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task One_that_is_pending_at_stripe_ends_by_webhook_and_is_asked_for_once()
    {
        _stripe.Status = "pending";
        var (orderId, refundId) = await RefundedAsync("stripe");
        await Patience.UntilAsync(
            async () => (await RefundAsync(orderId)).TryGetProperty("providerRefundId", out _),
            Second
        );
        _time.Pass(TimeSpan.FromMinutes(5));

        await ReportAsync(
            "stripe",
            $$"""
            {"id": "evt_{{++_events}}", "type": "refund.updated", "data": {"object": {"id": "re_1", "object": "refund",
              "amount": 150, "currency": "eur", "payment_intent": "pi_1", "status": "succeeded",
              "metadata": {"refundId": "{{refundId}}"} } } }
            """
        );

        Assert.Equal("succeeded", (await RefundAsync(orderId)).GetProperty("status").GetString());
        Assert.Single(_stripe.Requests);
    }

    [Fact]
    public async Task What_fails_is_tried_again_later_and_looked_for_first()
    {
        _stripe.Refuse(500);
        _stripe.Refuse(429);
        var (orderId, refundId) = await RefundedAsync("stripe");
        await FailedOnceAsync(_stripe, orderId);
        var waiting = (await RefundAsync(orderId)).GetProperty("delivery");
        Assert.Equal("it answers 500", waiting.GetProperty("lastError").GetString());
        Assert.False(waiting.GetProperty("dead").GetBoolean());

        await EndedAsync(orderId, "succeeded");

        Assert.Equal(
            ["POST", "GET", "GET", "POST"],
            _stripe.Requests.Select(request => request.Method)
        );
        Assert.Equal([refundId], _stripe.Made.Keys);
    }

    [Fact]
    public async Task A_provider_that_hangs_is_left_after_its_time()
    {
        _ = _stripe.Hang();
        var (orderId, _) = await RefundedAsync("stripe");

        await EndedAsync(orderId, "succeeded");

        Assert.True(_stripe.Requests.Count > 1);
    }

    /// <summary>The key of the first try may be forgotten by then, so the refund is looked for.</summary>
    [Fact]
    public async Task One_that_was_made_while_its_answer_was_lost_is_not_made_twice()
    {
        _stripe.LoseTheAnswer();
        var (orderId, _) = await RefundedAsync("stripe");
        await FailedOnceAsync(_stripe, orderId);
        _stripe.ForgetKeys();

        await EndedAsync(orderId, "succeeded");

        Assert.Single(_stripe.Made);
        Assert.Equal(
            "re_1",
            (await RefundAsync(orderId)).GetProperty("providerRefundId").GetString()
        );
    }

    [Fact]
    public async Task What_stripe_will_never_do_has_failed_and_the_café_has_the_money_again()
    {
        _stripe.Refuse(400, """{"error": {"code": "charge_disputed", "message": "No: 4242"} }""");
        var (orderId, _) = await RefundedAsync("stripe");

        await EndedAsync(orderId, "failed");

        Assert.Single(_stripe.Requests);
        var payment = (await OrderAsync(orderId)).GetProperty("payment");
        Assert.Equal(0, payment.GetProperty("refunded").GetDouble());
        Assert.Equal("paid", payment.GetProperty("status").GetString());
        await Patience.UntilAsync(async () => (await AlertsAsync()).Count == 1, Second);
        Assert.Equal("critical", (await AlertsAsync())[0].GetProperty("severity").GetString());
    }

    [Fact]
    public async Task A_wrong_key_is_the_settings_fault_and_is_tried_again()
    {
        _stripe.Refuse(401);
        var (orderId, _) = await RefundedAsync("stripe");
        await FailedOnceAsync(_stripe, orderId);

        Assert.Equal(
            "it refuses the key of the settings (401)",
            (await RefundAsync(orderId))
                .GetProperty("delivery")
                .GetProperty("lastError")
                .GetString()
        );
        await EndedAsync(orderId, "succeeded");
    }

    [Fact]
    public async Task No_secret_gets_into_the_log()
    {
        _stripe.Refuse(500, Key);
        _bank.Refuse(500, Bank);
        var (orderId, _) = await RefundedAsync("stripe");
        var (other, _) = await RefundedAsync("bank");
        await EndedAsync(orderId, "succeeded");
        await Patience.UntilAsync(
            async () =>
                (await RefundAsync(other))
                    .GetProperty("delivery")
                    .TryGetProperty("handedOverAt", out _),
            Second
        );

        var log = string.Join('\n', _door.Server.Logs.Lines);
        Assert.Contains("it answers 500", log, StringComparison.Ordinal);
        foreach (var secret in new[] { Key, Bank, Webhook })
        {
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_provider_is_told_by_a_signed_request_and_says_how_it_ended()
    {
        var (orderId, refundId) = await RefundedAsync("bank");
        await Patience.UntilAsync(() => !_bank.Requests.IsEmpty, Second);

        var told = Assert.Single(_bank.Requests);
        Assert.Equal(("POST", "/refunds?from=tabletap"), (told.Method, told.Path));
        Assert.Equal(
            SignatureVerdict.Right,
            WebhookSignature.Check(
                told.Headers["TableTap-Signature"],
                Encoding.UTF8.GetBytes(told.Body),
                [Bank],
                TimeSpan.FromMinutes(5),
                _time.GetUtcNow()
            )
        );
        var body = JsonDocument.Parse(told.Body).RootElement;
        Assert.Equal(
            ("refund.requested", refundId, orderId, "demo", 1.5, "EUR", "pi_1", "too cold"),
            (
                body.GetProperty("type").GetString(),
                body.GetProperty("refundId").GetString(),
                body.GetProperty("orderId").GetString(),
                body.GetProperty("cafeId").GetString(),
                body.GetProperty("amount").GetDouble(),
                body.GetProperty("currency").GetString(),
                body.GetProperty("transactionId").GetString(),
                body.GetProperty("reason").GetString()
            )
        );
        await Patience.UntilAsync(
            async () =>
                (await RefundAsync(orderId))
                    .GetProperty("delivery")
                    .TryGetProperty("handedOverAt", out _),
            Second
        );
        _time.Pass(TimeSpan.FromMinutes(2));
        Assert.Single(_bank.Requests);

        await ReportAsync(
            "bank",
            $$"""{"id": "evt-{{++_events}}", "type": "refund.succeeded", "orderId": "{{orderId}}", "amount": 1.50, "refundId": "{{refundId}}"}"""
        );
        Assert.Equal("succeeded", (await RefundAsync(orderId)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_redirect_is_followed_nowhere()
    {
        _bank.Redirect($"{_stripe.Url}/v1/refunds");
        var (orderId, _) = await RefundedAsync("bank");

        await FailedOnceAsync(_bank, orderId);

        Assert.Empty(_stripe.Requests);
    }

    [Fact]
    public async Task What_nobody_takes_becomes_a_dead_letter_that_a_manager_sends_again()
    {
        _bank.IsDown = true;
        var (orderId, refundId) = await RefundedAsync("bank");
        await RefundedAsync("quiet", "pi_2");
        Assert.Empty(Refunds(await _door.ReadAsync("maya", $"{List}?status=dead")));
        await Patience.UntilAsync(
            async () =>
                (await RefundAsync(orderId))
                    .GetProperty("delivery")
                    .GetProperty("dead")
                    .GetBoolean(),
            () => _time.Advance(TimeSpan.FromHours(1)),
            pauseMs: 20
        );
        Assert.Equal(12, Attempts(await RefundAsync(orderId)));
        _time.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(12, Attempts(await RefundAsync(orderId)));
        Assert.Equal(2, Refunds(await _door.ReadAsync("maya", $"{List}?status=pending")).Count);
        var letter = Assert.Single(Refunds(await _door.ReadAsync("maya", $"{List}?status=dead")));
        Assert.Equal(refundId, letter.GetProperty("refundId").GetString());
        Assert.True(letter.GetProperty("delivery").GetProperty("dead").GetBoolean());

        _bank.IsDown = false;
        await _door.DoAsync(
            "maya",
            "refund_update",
            $$"""{"orderId":"{{orderId}}","refundId":"{{refundId}}","status":"pending"}"""
        );
        Assert.Empty(Refunds(await _door.ReadAsync("maya", $"{List}?status=dead")));
        await Patience.UntilAsync(
            async () =>
                (await RefundAsync(orderId))
                    .GetProperty("delivery")
                    .TryGetProperty("handedOverAt", out _),
            Second
        );
    }

    [Fact]
    public async Task What_was_not_carried_out_yet_is_after_a_restart()
    {
        _stripe.Refuse(500);
        var (orderId, refundId) = await RefundedAsync("stripe");
        await FailedOnceAsync(_stripe, orderId);
        await _door.Server.RestartAsync();
        Assert.Equal(1, Attempts(await RefundAsync(orderId)));

        await EndedAsync(orderId, "succeeded");

        Assert.Equal([refundId], _stripe.Made.Keys);
    }

    [Fact]
    public async Task What_nobody_carries_out_is_listed_and_a_manager_is_alerted()
    {
        var (orderId, refundId) = await RefundedAsync("quiet");
        _time.Pass(TimeSpan.FromMinutes(16));
        await Patience.UntilAsync(async () => (await AlertsAsync()).Count == 1, Second);

        Assert.Equal(
            "refund_pending",
            (await AlertsAsync())[0].GetProperty("category").GetString()
        );
        var listed = Assert.Single(
            Refunds(await _door.ReadAsync("bank", $"{List}?status=pending"))
        );
        Assert.Equal(
            (refundId, orderId, "ORD-000001"),
            (
                listed.GetProperty("refundId").GetString(),
                listed.GetProperty("orderId").GetString(),
                listed.GetProperty("orderNumber").GetString()
            )
        );
        await _door.DoAsync(
            "bank",
            "refund_update",
            $$"""{"orderId":"{{orderId}}","refundId":"{{refundId}}","status":"succeeded","reason":"done by hand"}"""
        );
        Assert.Empty(Refunds(await _door.ReadAsync("maya", $"{List}?status=pending")));
        await Patience.UntilAsync(async () => (await AlertsAsync()).Count == 0, Second);
    }

    private void Second() => _time.Advance(TimeSpan.FromSeconds(1));

    /// <summary>
    /// The first try failed, and that is stored. The clock stands from when the provider was asked: on a busy machine it would
    /// come to the next try before anybody has seen how the first one ended.
    /// </summary>
    private async Task FailedOnceAsync(FakeProvider provider, string orderId)
    {
        await Patience.UntilAsync(() => !provider.Requests.IsEmpty, Second);
        await Patience.UntilAsync(async () => Attempts(await RefundAsync(orderId)) == 1);
    }

    private Task EndedAsync(string orderId, string status) =>
        Patience.UntilAsync(
            async () => (await RefundAsync(orderId)).GetProperty("status").GetString() == status,
            Second
        );

    /// <summary>An order that was paid at a provider, and of which a manager gives something back.</summary>
    private async Task<(string OrderId, string RefundId)> RefundedAsync(
        string provider,
        string transaction = "pi_1"
    )
    {
        var orderId = await _door.OrderAsync("john", payment: "card");
        await ReportAsync(
            provider,
            provider == "stripe"
                ? $$"""
                {"id": "evt_{{++_events}}", "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_1",
                  "object": "payment_intent", "amount": 350, "amount_received": 350, "currency": "eur",
                  "metadata": {"orderId": "{{orderId}}"} } } }
                """
                : $$"""{"id": "evt-{{++_events}}", "type": "payment.succeeded", "orderId": "{{orderId}}", "amount": 3.50, "currency": "EUR", "transactionId": "{{transaction}}"}"""
        );
        var made = await _door.DoAsync(
            "maya",
            "refund_issue",
            $$"""{"orderId":"{{orderId}}","amount":1.50,"reason":"too cold"}"""
        );
        return (
            orderId,
            made.GetProperty("data").GetProperty("result").GetProperty("refundId").GetString()!
        );
    }

    private async Task ReportAsync(string provider, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var content = new ByteArrayContent(bytes);
        content.Headers.Add(
            provider == "stripe" ? "Stripe-Signature" : "TableTap-Signature",
            Signed.Header(provider == "stripe" ? Webhook : Bank, _time.GetUtcNow(), bytes)
        );
        using var response = await _door.Server.Http.PostAsync(
            $"/v1/webhooks/payments/{provider}",
            content,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(200, (int)response.StatusCode);
    }

    private async Task<JsonElement> OrderAsync(string orderId)
    {
        _door.SignOut();
        return (await _door.ReadAsync("maya", $"/v1/orders/{orderId}")).GetProperty("order");
    }

    private async Task<JsonElement> RefundAsync(string orderId) =>
        Assert.Single(
            (await OrderAsync(orderId))
                .GetProperty("payment")
                .GetProperty("refunds")
                .EnumerateArray()
        );

    private async Task<List<JsonElement>> AlertsAsync()
    {
        _door.SignOut();
        return
        [
            .. (await _door.ReadAsync("maya", "/v1/cafes/demo/alerts"))
                .GetProperty("alerts")
                .EnumerateArray()
                .Where(alert => alert.GetProperty("category").GetString() == "refund_pending"),
        ];
    }

    private static int Attempts(JsonElement refund) =>
        refund.TryGetProperty("delivery", out var delivery)
            ? delivery.GetProperty("attempts").GetInt32()
            : 0;

    private static List<JsonElement> Refunds(JsonElement answer) =>
        [.. answer.GetProperty("refunds").EnumerateArray()];
}
