using System.Text;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Webhooks;
using TableTap.Testing;

namespace TableTap.Server.Tests.Refunds;

/// <summary>
/// The real program is killed while a provider carries a refund out: nothing of that is stored yet, so that the next life asks once more
/// under the same key, and the money goes back once (section 5, "Carrying refunds out").
/// </summary>
[Collection("Environment")]
public sealed class KilledCarrierTests : IAsyncLifetime
{
    private const string Webhook = "whsec_secret_of_stripes_webhook";
    private readonly TemporaryDirectory _directory = new();
    private readonly HttpClient _http = new();
    private FakeProvider _stripe = null!;
    private ServerProcess _server = null!;
    private string _orderId = "";
    private string _refundId = "";

    public async ValueTask InitializeAsync()
    {
        _stripe = await FakeProvider.StartAsync();
        var settings = Path.Combine(_directory.Path, "appsettings.json");
        await File.WriteAllTextAsync(
            settings,
            $$"""
            {"Payments": {"Providers": {"stripe": {"Scheme": "stripe", "Secrets": "{{Webhook}}",
              "SecretKey": "sk_test_key_that_nobody_may_see", "ApiBase": "{{_stripe.Url}}"} } } }
            """,
            Cancel
        );
        _server = await ServerProcess.StartAsync("--config", settings);
        _http.BaseAddress = _server.Http;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _stripe.DisposeAsync();
        _http.Dispose();
        _directory.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_the_provider_had_before_the_kill_is_made_once(bool isMade)
    {
        var isThere = _stripe.Hang(isMade);
        await RefundAllAsync();
        await isThere.Soon();

        await _server.KillAsync();
        Assert.Equal(isMade ? 1 : 0, _stripe.Made.Count);
        await _server.StartAgainAsync();

        await AssertDoneOnceAsync();
        Assert.Equal(2, _stripe.Requests.Count);
    }

    /// <summary>Around the answer: whether it got into the store before the kill is all the same.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(30)]
    public async Task One_that_was_answered_before_the_kill_is_made_once(int afterMs)
    {
        await RefundAllAsync();
        await Patience.UntilAsync(() => _stripe.Made.Count == 1, pauseMs: 1);
        await Task.Delay(afterMs, Cancel);

        await _server.KillAsync();
        await _server.StartAgainAsync();

        await AssertDoneOnceAsync();
    }

    private async Task AssertDoneOnceAsync()
    {
        await Patience.UntilAsync(
            async () => Text(Refund(await PaymentAsync()), "status") == "succeeded",
            pauseMs: 50
        );
        var payment = await PaymentAsync();
        Assert.Equal("refunded", Text(payment, "status"));
        Assert.Equal(3.5, payment.GetProperty("refunded").GetDouble());
        Assert.Equal("re_1", Text(Refund(payment), "providerRefundId"));
        Assert.Equal([_refundId], _stripe.Made.Keys);
        Assert.All(
            _stripe.Requests.Where(request => request.Method == "POST"),
            request => Assert.Equal(_refundId, request.Headers["Idempotency-Key"])
        );
    }

    /// <summary>An order that was paid at the provider, and all of which a manager gives back.</summary>
    private async Task RefundAllAsync()
    {
        var ordered = await DoAsync(
            "customer",
            "john",
            """{"type":"order_create","messageId":"order","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","items":[{"itemId":"cappuccino","quantity":1}]}}"""
        );
        _orderId = Text(ordered, "orderId");
        var paid = Encoding.UTF8.GetBytes(
            $$"""
            {"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_1", "object": "payment_intent",
              "amount": 350, "amount_received": 350, "currency": "eur", "metadata": {"orderId": "{{_orderId}}"} } } }
            """
        );
        using var content = new ByteArrayContent(paid);
        content.Headers.Add(
            "Stripe-Signature",
            Signed.Header(Webhook, TimeProvider.System.GetUtcNow(), paid)
        );
        using var taken = await _http.PostAsync("/v1/webhooks/payments/stripe", content, Cancel);
        Assert.Equal(200, (int)taken.StatusCode);
        var refunded = await DoAsync(
            "manager",
            "maya",
            $$"""{"type":"refund_issue","messageId":"refund","data":{"orderId":"{{_orderId}}","amount":3.50,"reason":"too cold"} }"""
        );
        _refundId = Text(refunded, "refundId");
    }

    private async Task<JsonElement> DoAsync(string role, string user, string command)
    {
        using var content = new StringContent(command, Encoding.UTF8, "application/json");
        var answer = await AskAsync(HttpMethod.Post, "/v1/commands", role, user, content);
        return answer.GetProperty("data").GetProperty("result");
    }

    private async Task<JsonElement> PaymentAsync() =>
        (await AskAsync(HttpMethod.Get, $"/v1/orders/{_orderId}", "manager", "maya", null))
            .GetProperty("order")
            .GetProperty("payment");

    private async Task<JsonElement> AskAsync(
        HttpMethod method,
        string path,
        string role,
        string user,
        HttpContent? content
    )
    {
        var session = await _http.GetStringAsync($"/demo/session?role={role}&user={user}", Cancel);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new(
            "Bearer",
            Text(JsonDocument.Parse(session).RootElement, "token")
        );
        using var answer = await _http.SendAsync(request, Cancel);
        var body = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement;
    }

    private static JsonElement Refund(JsonElement payment) =>
        Assert.Single(payment.GetProperty("refunds").EnumerateArray());

    private static string Text(JsonElement of, string field) => of.GetProperty(field).GetString()!;
}
