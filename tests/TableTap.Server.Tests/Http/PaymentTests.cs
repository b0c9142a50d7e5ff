using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http;

public sealed class PaymentTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("tok_ok", "succeeded")]
    [InlineData("tok_declined", "failed")]
    [InlineData("tok_timeout", "processing")]
    [InlineData("tok_late", "processing")]
    public async Task Test_card_does_as_its_name_says(string card, string status)
    {
        var order = await OrderAsync("guest");

        using var response = await PayAsync("guest", order.OrderId, card);

        Assert.Equal(200, (int)response.StatusCode);
        var answer = await response.JsonAsync();
        Assert.Equal(order.OrderId, answer.GetProperty("orderId").GetString());
        Assert.Equal(status, answer.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Paid_order_is_not_paid_again()
    {
        var order = await OrderAsync("guest");
        using var first = await PayAsync("guest", order.OrderId, "tok_ok");
        using var again = await PayAsync("guest", order.OrderId, "tok_ok");

        await again.ProblemAsync(409, "CONFLICT");
    }

    [Fact]
    public async Task Only_the_owner_pays()
    {
        var order = await OrderAsync("guest");

        using var response = await PayAsync("somebody-else", order.OrderId, "tok_ok");

        await response.ProblemAsync(404, "NOT_FOUND");
    }

    [Theory]
    [InlineData("""{"orderId":"ORDER","token":"4111111111111111"}""", 422, "VALIDATION_FAILED")]
    [InlineData("""{"orderId":"ORDER"}""", 400, "MALFORMED_MESSAGE")]
    [InlineData("""{"orderId":null,"token":"tok_ok"}""", 400, "MALFORMED_MESSAGE")]
    [InlineData("tok_ok", 400, "MALFORMED_MESSAGE")]
    public async Task Broken_payment_is_refused(string body, int status, string code)
    {
        var order = await OrderAsync("guest");

        using var response = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/payments/test",
            _server.Token("guest", Role.Customer),
            body.Replace("ORDER", order.OrderId, StringComparison.Ordinal)
        );

        await response.ProblemAsync(status, code);
    }

    [Fact]
    public async Task Payment_page_shows_the_order_and_pays_by_button()
    {
        var order = await OrderAsync("guest");
        var page = new Uri(order.PaymentUrl);
        Assert.Equal(_server.Url.Authority, page.Authority);

        using var shown = await _server.SendAsync(HttpMethod.Get, page.PathAndQuery);
        using var declined = await PressAsync(page, "tok_declined");
        using var paid = await PressAsync(page, "tok_ok");
        using var again = await PressAsync(page, "tok_ok");

        var html = await TextAsync(shown);
        Assert.Contains("3.50 EUR", html, StringComparison.Ordinal);
        Assert.Contains("value=\"tok_late\"", html, StringComparison.Ordinal);
        Assert.Contains("declined", await TextAsync(declined), StringComparison.Ordinal);
        Assert.Contains("value=\"tok_ok\"", await TextAsync(declined), StringComparison.Ordinal);
        Assert.Contains("Paid", await TextAsync(paid), StringComparison.Ordinal);
        Assert.Equal(409, (int)again.StatusCode);
    }

    [Theory]
    [InlineData("/pay/nothing")]
    [InlineData("/pay/%3Cscript%3E")]
    public async Task Unknown_payment_shows_a_page_that_says_so(string path)
    {
        using var response = await _server.SendAsync(HttpMethod.Get, path);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.DoesNotContain("<script>", await TextAsync(response), StringComparison.Ordinal);
    }

    private static Task<string> TextAsync(HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private async Task<HttpResponseMessage> PressAsync(Uri page, string button)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", button)]);
        return await _server.Http.PostAsync(page, form, TestContext.Current.CancellationToken);
    }

    private Task<HttpResponseMessage> PayAsync(string user, string orderId, string card) =>
        _server.SendAsync(
            HttpMethod.Post,
            "/v1/payments/test",
            _server.Token(user, Role.Customer),
            JsonSerializer.Serialize(
                new Dictionary<string, string> { ["orderId"] = orderId, ["token"] = card },
                TestJson.Default.DictionaryStringString
            )
        );

    private async Task<(string OrderId, string PaymentUrl)> OrderAsync(string user)
    {
        using var response = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token(user, Role.Customer),
            """{"type":"order_create","messageId":"order","data":{"cafeId":"demo","orderType":"takeaway","items":[{"itemId":"cappuccino","quantity":1}]}}"""
        );
        var result = (await response.JsonAsync()).GetProperty("data").GetProperty("result");
        return (
            result.GetProperty("orderId").GetString()!,
            result.GetProperty("paymentUrl").GetString()!
        );
    }
}
