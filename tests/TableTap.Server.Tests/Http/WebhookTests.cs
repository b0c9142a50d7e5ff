using System.Text;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Webhooks;
using TableTap.Storage.Sqlite;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http;

/// <summary>Section 5, "Webhooks": what a provider reports over HTTP.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private const string Stripe = "whsec_first_secret_of_stripe";
    private const string Rotated = "whsec_second_secret_of_stripe";
    private const string Bank = "a-secret-of-the-bank";
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(
            ("Payments:Providers:stripe:Scheme", "stripe"),
            ("Payments:Providers:stripe:Secrets", $"{Stripe},{Rotated}"),
            ("Payments:Providers:bank:Secrets", Bank),
            ("Payments:Providers:elsewhere:Secrets", Bank),
            ("Payments:Providers:elsewhere:Cafes", "other")
        );

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(Stripe)]
    [InlineData(Rotated)]
    public async Task Stripe_pays_an_order(string secret)
    {
        var orderId = await OrderAsync();
        var body = PaymentIntent("evt_1", orderId);

        for (var time = 0; time < 3; time++)
        {
            using var response = await PostAsync("stripe", body, secret);
            Assert.Equal(200, (int)response.StatusCode);
            Assert.Equal(
                "processed",
                (await response.JsonAsync()).GetProperty("status").GetString()
            );
        }

        await AssertPaidAsync(orderId, paid: true);
    }

    [Fact]
    public async Task Another_provider_pays_in_tabletaps_own_words()
    {
        var orderId = await OrderAsync();

        using var response = await PostAsync("bank", Event("evt-1", orderId), Bank);

        Assert.Equal(200, (int)response.StatusCode);
        await AssertPaidAsync(orderId, paid: true);
    }

    [Fact]
    public async Task A_paid_order_is_still_paid_after_a_restart_and_its_event_counted()
    {
        var orderId = await OrderAsync();
        using var first = await PostAsync("bank", Event("evt-1", orderId), Bank);
        await _server.RestartAsync();

        using var again = await PostAsync("bank", Event("evt-1", orderId), Bank);

        Assert.Equal(200, (int)again.StatusCode);
        await AssertPaidAsync(orderId, paid: true);
        await _server.StopAsync();
        Assert.Single(Audit("demo"), line => line.MessageId == "evt-1");
    }

    [Fact]
    public async Task A_payment_in_process_is_so_after_a_restart_and_ends_when_the_provider_cancels_it()
    {
        var orderId = await OrderAsync();
        using var started = await PostAsync("bank", Attempt("evt-1", "processing", orderId), Bank);
        await _server.RestartAsync();
        Assert.Equal("processing", await PaymentAsync(orderId));

        using var older = await PostAsync(
            "bank",
            Attempt("evt-2", "failed", orderId, "another"),
            Bank
        );
        Assert.Equal("processing", await PaymentAsync(orderId));
        using var cancelled = await PostAsync("bank", Attempt("evt-3", "canceled", orderId), Bank);

        Assert.All(
            new[] { started, older, cancelled },
            answer => Assert.Equal(200, (int)answer.StatusCode)
        );
        Assert.Equal("failed", await PaymentAsync(orderId));
        await AssertPaidAsync(orderId, paid: false);
    }

    [Fact]
    public async Task An_unknown_provider_is_not_found()
    {
        using var response = await PostAsync("paypal", "{}", Bank);

        await response.ProblemAsync(404, "NOT_FOUND");
    }

    [Fact]
    public async Task A_signature_that_is_missing_wrong_or_old_changes_nothing()
    {
        var orderId = await OrderAsync();
        var body = Event("evt-1", orderId);

        using var missing = await PostAsync("bank", body, null);
        using var wrong = await PostAsync("bank", body, "another-secret-of-a-bank");
        using var old = await PostAsync("bank", body, Bank, TimeSpan.FromMinutes(-6));
        using var foreign = await PostAsync("stripe", PaymentIntent("evt_1", orderId), Bank);

        await missing.ProblemAsync(401, "SIGNATURE_REQUIRED");
        await wrong.ProblemAsync(401, "SIGNATURE_INVALID");
        await old.ProblemAsync(401, "SIGNATURE_INVALID");
        await foreign.ProblemAsync(401, "SIGNATURE_INVALID");
        await AssertPaidAsync(orderId, paid: false);
        await _server.StopAsync();
        Assert.Equal(
            [
                ("bank", "SIGNATURE_INVALID", 2),
                ("bank", "SIGNATURE_REQUIRED", 1),
                ("stripe", "SIGNATURE_INVALID", 1),
            ],
            Audit("server")
                .Where(line => line.Command == "webhook")
                .Select(line => (line.Actor, line.Result, line.Count))
                .Order()
        );
    }

    [Fact]
    public async Task What_means_nothing_here_is_taken_and_ignored()
    {
        using var unknown = await PostAsync(
            "bank",
            """{"id": "evt-1", "type": "payout.paid", "amount": 5}""",
            Bank
        );
        using var customer = await PostAsync(
            "stripe",
            """{"id": "evt_1", "type": "customer.created", "data": {"object": {"id": "cus_1"}}}""",
            Stripe
        );

        foreach (var response in new[] { unknown, customer })
        {
            Assert.Equal(200, (int)response.StatusCode);
            Assert.Equal("ignored", (await response.JsonAsync()).GetProperty("status").GetString());
        }
    }

    [Theory]
    [InlineData("no json", 400, "MALFORMED_MESSAGE")]
    [InlineData("""{"id": "e", "type": "payment.succeeded"}""", 422, "VALIDATION_FAILED")]
    [InlineData(
        """{"id": "e", "type": "payment.succeeded", "orderId": "o", "amount": 99999999}""",
        400,
        "MALFORMED_MESSAGE"
    )]
    [InlineData(
        """{"id": "e", "type": "payment.succeeded", "orderId": "o", "amount": 1, "reason": "4111111111111111"}""",
        422,
        "VALIDATION_FAILED"
    )]
    public async Task A_broken_event_is_refused_and_not_logged(string body, int status, string code)
    {
        using var response = await PostAsync("bank", body, Bank);

        await response.ProblemAsync(status, code);
        Assert.DoesNotContain(
            "4111111111111111",
            string.Join('\n', _server.Logs.Lines),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_body_without_end_is_not_read()
    {
        using var response = await PostAsync("bank", new string(' ', 300 * 1024), Bank);

        Assert.Equal(413, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_provider_pays_in_its_own_cafés_only()
    {
        var orderId = await OrderAsync();

        using var response = await PostAsync("elsewhere", Event("evt-1", orderId), Bank);

        Assert.Equal(200, (int)response.StatusCode);
        await AssertPaidAsync(orderId, paid: false);
    }

    private static string Event(string id, string orderId) =>
        $$"""{"id": "{{id}}", "type": "payment.succeeded", "orderId": "{{orderId}}", "amount": 3.50, "currency": "EUR"}""";

    private static string Attempt(
        string id,
        string type,
        string orderId,
        string transactionId = "one"
    ) =>
        $$"""{"id":"{{id}}","type":"payment.{{type}}","orderId":"{{orderId}}","transactionId":"{{transactionId}}","amount":3.80}""";

    private async Task<string?> PaymentAsync(string orderId)
    {
        using var response = await _server.SendAsync(
            HttpMethod.Get,
            $"/v1/orders/{orderId}",
            _server.Token("maya", Role.Manager)
        );
        return (await response.JsonAsync())
            .GetProperty("order")
            .GetProperty("payment")
            .GetProperty("status")
            .GetString();
    }

    private static string PaymentIntent(string id, string orderId) =>
        $$"""
            {"id": "{{id}}", "object": "event", "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_1",
              "object": "payment_intent", "amount": 350, "amount_received": 350, "currency": "eur",
              "metadata": {"orderId": "{{orderId}}"}, "status": "succeeded"} } }
            """;

    private async Task<HttpResponseMessage> PostAsync(
        string provider,
        string body,
        string? secret,
        TimeSpan off = default
    )
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var content = new ByteArrayContent(bytes);
        if (secret is not null)
        {
            content.Headers.Add(
                provider == "stripe" ? "Stripe-Signature" : "TableTap-Signature",
                Signed.Header(secret, TimeProvider.System.GetUtcNow() + off, bytes)
            );
        }

        return await _server.Http.PostAsync(
            $"/v1/webhooks/payments/{provider}",
            content,
            TestContext.Current.CancellationToken
        );
    }

    private async Task<string> OrderAsync()
    {
        using var response = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token("guest", Role.Customer),
            """{"type":"order_create","messageId":"order","data":{"cafeId":"demo","orderType":"takeaway","items":[{"itemId":"cappuccino","quantity":1}]}}"""
        );
        return (await response.JsonAsync())
            .GetProperty("data")
            .GetProperty("result")
            .GetProperty("orderId")
            .GetString()!;
    }

    /// <summary>The test provider knows whether an order is paid: it refuses to take money for it again.</summary>
    private async Task AssertPaidAsync(string orderId, bool paid)
    {
        using var response = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/payments/test",
            _server.Token("guest", Role.Customer),
            $$"""{"orderId": "{{orderId}}", "token": "tok_timeout"}"""
        );
        Assert.Equal(paid ? 409 : 200, (int)response.StatusCode);
    }

    private List<AuditLine> Audit(string chain)
    {
        using var archive = AuditArchive.Open(Path.Combine(_server.DataDirectory, "tabletap.db"));
        return [.. archive.Lines(chain).Select(entry => entry.Line)];
    }
}
