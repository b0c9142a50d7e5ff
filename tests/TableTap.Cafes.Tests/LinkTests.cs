using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests;

/// <summary>The pages guests are sent to come from the settings.</summary>
public sealed class LinkTests
{
    [Fact]
    public async Task The_demo_sends_guests_to_its_own_payment_page()
    {
        await using var server = await TestServer.StartAsync();

        var url = await PaymentUrlAsync(server);

        Assert.StartsWith(new Uri(server.Url, "/pay/").ToString(), url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_payment_page_comes_first()
    {
        await using var server = await TestServer.StartAsync(
            ("Links:Payment", "https://pay.example.com/orders/")
        );

        var url = await PaymentUrlAsync(server);

        Assert.StartsWith("https://pay.example.com/orders/0", url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_order_may_stand_anywhere_in_a_payment_page()
    {
        await using var server = await TestServer.StartAsync(
            ("Links:Payment", "https://pay.example.com/?order={orderId}&shop=demo")
        );

        var url = await PaymentUrlAsync(server);

        Assert.Matches(@"^https://pay\.example\.com/\?order=[0-9a-f-]{36}&shop=demo$", url);
    }

    [Fact]
    public async Task Without_a_page_or_a_provider_nobody_orders_by_card()
    {
        await using var cafe = await OpenCafe.OpenAsync(links: new());

        var card = await cafe.SendAsync(People.John, "order_create", Form());
        var cash = await cafe.SendAsync(People.John, "order_create", Form(payment: "cash"));

        Assert.Equal("VALIDATION_FAILED", card.Code);
        Assert.Equal(
            "paymentMethod",
            card.Error.GetProperty("details")[0].GetProperty("path").GetString()
        );
        Assert.True(cash.IsAcknowledged, cash.Bytes);
        Assert.Equal(1, cafe.Cafe.OpenOrders.Count);
    }

    [Fact]
    public async Task The_demos_receipts_and_ratings_answer()
    {
        await using var server = await TestServer.StartAsync();
        var order = new Uri(await PaymentUrlAsync(server)).Segments[^1];
        using var paid = await server.SendAsync(
            HttpMethod.Post,
            "/v1/payments/test",
            server.Token("john", Role.Customer),
            $$"""{"orderId": "{{order}}", "token": "tok_ok"}"""
        );
        using var receipt = await server.SendAsync(HttpMethod.Get, $"/receipts/txn_{order}");
        using var unknown = await server.SendAsync(HttpMethod.Get, "/receipts/txn_none");
        using var rating = await server.SendAsync(HttpMethod.Get, $"/rate/{order}");
        using var stars = new FormUrlEncodedContent([KeyValuePair.Create("stars", "5")]);
        using var early = await server.Http.PostAsync(
            new Uri(server.Url, $"/rate/{order}"),
            stars,
            TestContext.Current.CancellationToken
        );

        Assert.True(paid.IsSuccessStatusCode);
        Assert.Equal(200, (int)receipt.StatusCode);
        Assert.Contains(
            "Paid: <strong>",
            await receipt.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.Equal(404, (int)unknown.StatusCode);
        Assert.Equal(200, (int)rating.StatusCode);
        Assert.Contains(
            "1 star\"",
            await rating.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.Equal(409, (int)early.StatusCode);
        Assert.Contains(
            "Only a completed order is rated",
            await early.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    private static async Task<string> PaymentUrlAsync(TestServer server)
    {
        using var response = await server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            server.Token("john", Role.Customer),
            $$"""{"type": "order_create", "messageId": "m-1", "data": {{Form()}}}"""
        );
        var text = await response.Content.ReadAsStringAsync();
        using var answer = JsonDocument.Parse(text);
        return answer
            .RootElement.GetProperty("data")
            .GetProperty("result")
            .GetProperty("paymentUrl")
            .GetString()!;
    }
}
