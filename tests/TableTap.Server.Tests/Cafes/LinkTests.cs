using System.Text.Json;
using TableTap.Protocol;
using static TableTap.Server.Tests.Cafes.OrderSteps;

namespace TableTap.Server.Tests.Cafes;

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
