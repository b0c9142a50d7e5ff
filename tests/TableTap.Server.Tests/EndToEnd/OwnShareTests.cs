using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http;
using TableTap.Server.Tests.Webhooks;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>Guests at one table pay by card what each of them ordered, over the whole server and its sockets.</summary>
public sealed class OwnShareTests : IAsyncLifetime
{
    private const string Bank = "a-secret-of-the-bank";
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(("Payments:Providers:bank:Secrets", Bank));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Each_is_told_alone_where_to_pay_and_all_of_the_table_what_is_left()
    {
        using var john = await ListenAsync("john");
        using var jane = await ListenAsync("jane");
        await OpenAsync();
        var latte = await OrderAsync("john", "latte");
        var croissant = await OrderAsync("jane", "croissant");

        var page = AssertPayable(await BillAsync(john, "6.20"), latte, croissant);
        AssertPayable(await BillAsync(jane, "6.20"), croissant, latte);
        var read = await ReadAsync("jane", "/v1/cafes/demo/bills");
        AssertPayable(read.GetProperty("bills")[0], croissant, latte);
        var order = (await ReadAsync("john", $"/v1/orders/{latte}")).GetProperty("order");
        Assert.Equal(
            page.ToString(),
            order.GetProperty("payment").GetProperty("paymentUrl").GetString()
        );

        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", "tok_ok")]);
        using var paid = await _server.Http.PostAsync(
            page,
            form,
            TestContext.Current.CancellationToken
        );
        Assert.Contains(
            "Paid.",
            await paid.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );

        var left = await BillAsync(john, "2.40");
        Assert.Equal("0.00", Of(left, latte).GetProperty("due").GetRawText());
        Assert.False(Of(left, latte).TryGetProperty("paymentUrl", out _));
        AssertPayable(await BillAsync(jane, "2.40"), croissant, latte);
    }

    [Fact]
    public async Task What_was_paid_at_the_table_meanwhile_goes_back()
    {
        using var john = await ListenAsync("john");
        var billId = await OpenAsync();
        var latte = await OrderAsync("john", "latte");
        await DoAsync(
            "anna",
            Role.Employee,
            "bill_pay",
            $$"""{"billId": "{{billId}}", "method": "cash", "amount": 1.00}"""
        );
        AssertPayable(await BillAsync(john, "2.80"), latte);

        // The guest had the page open before, and it asked for all.
        await ReportAsync(
            $$"""{"id": "evt-1", "type": "payment.succeeded", "orderId": "{{latte}}", "transactionId": "pi_1", "amount": 3.80, "currency": "EUR"}"""
        );

        await BillAsync(john, "0.00");
        await Patience.UntilAsync(async () =>
        {
            var order = (await ReadAsync("john", $"/v1/orders/{latte}")).GetProperty("order");
            var payment = order.GetProperty("payment");
            return payment.GetProperty("status").GetString() == "paid"
                && payment.GetProperty("captured").GetRawText() == "4.80"
                && payment.GetProperty("refunded").GetRawText() == "1.00";
        });
    }

    /// <summary>The page on which the reader of a bill pays an own order; of others they are told none.</summary>
    private static Uri AssertPayable(JsonElement bill, string own, params string[] others)
    {
        Assert.All(
            others,
            other => Assert.False(Of(bill, other).TryGetProperty("paymentUrl", out _))
        );
        var page = new Uri(Of(bill, own).GetProperty("paymentUrl").GetString()!);
        Assert.Equal($"/pay/{own}", page.AbsolutePath);
        return page;
    }

    private static JsonElement Of(JsonElement bill, string orderId) =>
        bill.GetProperty("orders")
            .EnumerateArray()
            .Single(order => order.GetProperty("orderId").GetString() == orderId);

    /// <summary>The next that a guest hears of the bill with so much due.</summary>
    private static async Task<JsonElement> BillAsync(WebSocket guest, string due)
    {
        while (true)
        {
            var bill = (await guest.ReadAsync("bill_changed")).GetProperty("data");
            if (bill.GetProperty("due").GetRawText() == due)
            {
                return bill;
            }
        }
    }

    private async Task<ClientWebSocket> ListenAsync(string guest)
    {
        var socket = await _server.ConnectAsync(_server.Token(guest, Role.Customer));
        await socket.SendAsync(
            $$"""{"type": "subscribe", "data": {"channels": ["orders:customer:{{guest}}"]} }"""
        );
        await socket.ReadAsync("subscription_confirmed");
        return socket;
    }

    private async Task<string> OpenAsync()
    {
        var made = await DoAsync("anna", Role.Employee, "bill_open", """{"tableNumber": "1"}""");
        return made.GetProperty("result").GetProperty("billId").GetString()!;
    }

    private async Task<string> OrderAsync(string guest, string item)
    {
        var made = await DoAsync(
            guest,
            Role.Customer,
            "order_create",
            $$"""
            {"cafeId": "demo", "orderType": "dine-in", "tableNumber": "1", "onBill": true,
             "items": [{"itemId": "{{item}}", "quantity": 1}]}
            """
        );
        return made.GetProperty("result").GetProperty("orderId").GetString()!;
    }

    private async Task<JsonElement> DoAsync(string user, Role role, string type, string data)
    {
        using var answer = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token(user, role),
            $$"""{"type": "{{type}}", "messageId": "{{Guid.CreateVersion7()}}", "data": {{data}} }"""
        );
        Assert.Equal(200, (int)answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("data");
    }

    private async Task<JsonElement> ReadAsync(string guest, string path)
    {
        using var answer = await _server.SendAsync(
            HttpMethod.Get,
            path,
            _server.Token(guest, Role.Customer)
        );
        return await answer.JsonAsync();
    }

    private async Task ReportAsync(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var content = new ByteArrayContent(bytes);
        content.Headers.Add(
            "TableTap-Signature",
            Signed.Header(Bank, TimeProvider.System.GetUtcNow(), bytes)
        );
        using var answer = await _server.Http.PostAsync(
            "/v1/webhooks/payments/bank",
            content,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(200, (int)answer.StatusCode);
    }
}
