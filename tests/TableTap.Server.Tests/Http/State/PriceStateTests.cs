using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http.State;

/// <summary>Sections 5 and 10: a café with discounts, a service charge and rounded cash, by its file; and everybody reads what concerns them.</summary>
public sealed class PriceStateTests : IAsyncLifetime
{
    private const string Prices = """

        discounts:
          employeePercent: 10
          named:
            - { discountId: happy_hour, name: Happy hour, percent: 20, by: employee }
        serviceCharge: { percent: 12.5 }
        cashRounding: 0.05
        """;

    private DemoDoor _door = null!;

    public async ValueTask InitializeAsync()
    {
        _door = new(await TestServer.StartAsync());
        await _door.ChangeFileAsync(file => $"{file}{Prices}\n");
    }

    public ValueTask DisposeAsync() => _door.Server.DisposeAsync();

    [Fact]
    public async Task The_menu_tells_guests_what_is_added_and_the_staff_what_may_be_taken_off()
    {
        var forGuest = await _door.ReadAsync("john", "/v1/cafes/demo/menu");
        Assert.Equal(
            """{"percent":12.5,"decimals":2}""",
            forGuest.GetProperty("serviceCharge").GetRawText()
        );
        Assert.Equal("0.05", forGuest.GetProperty("cashRounding").GetRawText());
        Assert.False(forGuest.TryGetProperty("discounts", out _));
        Assert.Equal(
            """{"named":[{"discountId":"happy_hour","name":"Happy hour","by":"employee","percent":20}],"employeePercent":10,"employeeComps":false}""",
            (await _door.ReadAsync("anna", "/v1/cafes/demo/menu"))
                .GetProperty("discounts")
                .GetRawText()
        );
        Assert.Contains("cashRounding: 0.05", await ExportAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_shows_each_figure_its_history_and_its_receipt()
    {
        await _door.DoAsync("anna", "bill_open", """{"tableNumber":"3"}""");
        await _door.DoAsync(
            "john",
            "order_create",
            """{"cafeId":"demo","orderType":"dine-in","tableNumber":"3","onBill":true,"items":[{"itemId":"croissant","quantity":2}]}"""
        );
        var billId = (await BillAsync()).GetProperty("billId").GetString();
        await _door.DoAsync(
            "anna",
            "discount_apply",
            $$"""{"billId":"{{billId}}","discount":{"discountId":"happy_hour"} }"""
        );
        await _door.DoAsync(
            "maya",
            "discount_apply",
            $$"""{"billId":"{{billId}}","discount":{"amount":0.50},"reason":"waited long"}"""
        );

        // 4.80 less 0.96 and 0.50 is 3.34, and 0.42 for the service.
        var bill = await BillAsync();
        Assert.Equal(
            ("3.76", "1.46", "0.42", "3.75"),
            (
                bill.GetProperty("due").GetRawText(),
                bill.GetProperty("discount").GetRawText(),
                bill.GetProperty("serviceCharge").GetRawText(),
                bill.GetProperty("cashDue").GetRawText()
            )
        );
        await _door.DoAsync(
            "anna",
            "bill_pay",
            $$"""{"billId":"{{billId}}","method":"cash","amount":3.75}"""
        );

        var orderId = bill.GetProperty("orders")[0].GetProperty("orderId").GetString();
        var read = await _door.ReadAsync("john", $"/v1/orders/{orderId}");
        var order = read.GetProperty("order");
        Assert.Equal(
            ("3.75", "1.46", "0.42", "-0.01"),
            (
                order.GetProperty("total").GetRawText(),
                order.GetProperty("discount").GetRawText(),
                order.GetProperty("serviceCharge").GetRawText(),
                order.GetProperty("rounding").GetRawText()
            )
        );
        Assert.Equal("1.46", order.GetProperty("items")[0].GetProperty("discount").GetRawText());
        Assert.Contains(
            "Happy hour: EUR 0.96 less",
            read.GetProperty("history")
                .EnumerateArray()
                .Select(one => one.GetProperty("text").GetString())
        );
        Assert.Contains(
            "Discount: EUR 0.50 less (waited long)",
            (await _door.ReadAsync("maya", $"/v1/orders/{orderId}"))
                .GetProperty("history")
                .EnumerateArray()
                .Select(one => one.GetProperty("text").GetString())
        );
        Assert.DoesNotContain("waited long", read.GetRawText(), StringComparison.Ordinal);
        var receipt = await _door.Server.Http.GetStringAsync(
            new Uri(
                $"/receipts/{order.GetProperty("payment").GetProperty("transactionId").GetString()}",
                UriKind.Relative
            ),
            TestContext.Current.CancellationToken
        );
        foreach (
            var line in (string[])
                [
                    "Happy hour: -0.96 EUR",
                    "Discount: -0.50 EUR",
                    "Service charge: 0.42 EUR",
                    "Rounding: -0.01 EUR",
                ]
        )
        {
            Assert.Contains(line, receipt, StringComparison.Ordinal);
        }
    }

    private async Task<JsonElement> BillAsync() =>
        Assert.Single(
            (await _door.ReadAsync("maya", "/v1/cafes/demo/bills"))
                .GetProperty("bills")
                .EnumerateArray()
        );

    private async Task<string> ExportAsync()
    {
        using var exported = await _door.Server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/cafes/demo",
            _door.Server.Token("root", Role.Admin)
        );
        return await exported.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
