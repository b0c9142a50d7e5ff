using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http.State;

/// <summary>Sections 5 and 10: a table of a café that counts tax orders twice, pays in two parts, and everybody can read it.</summary>
public sealed class BillStateTests : IAsyncLifetime
{
    private const string Taxed = """

        tax: { included: false, classes: [{ taxClassId: food, name: Food, rate: 12.5 }] }
        seller: { address: [Rue Haute 1, 1000 Brussels], taxNumber: BE 0123.456.789 }
        """;

    private DemoDoor _door = null!;

    public async ValueTask InitializeAsync()
    {
        _door = new(await TestServer.StartAsync());
        await _door.ChangeFileAsync(file =>
            $"{file.Replace("coursesOffered: 0", "coursesOffered: 3", StringComparison.Ordinal)}{Taxed}\n"
        );
    }

    public ValueTask DisposeAsync() => _door.Server.DisposeAsync();

    [Fact]
    public async Task Two_rounds_are_one_bill_with_its_tax_and_its_receipts()
    {
        var menu = await _door.ReadAsync("john", "/v1/cafes/demo/menu");
        Assert.Equal(
            """{"included":false,"rounding":"order","decimals":2,"classes":[{"taxClassId":"food","name":"Food","rate":12.5,"takeawayRate":12.5}]}""",
            menu.GetProperty("tax").GetRawText()
        );
        const string Seller =
            """{"address":["Rue Haute 1","1000 Brussels"],"taxNumber":"BE 0123.456.789"}""";
        Assert.Equal(Seller, menu.GetProperty("seller").GetRawText());
        Assert.Equal("join", menu.GetProperty("bills").GetString());
        Assert.Equal(3, menu.GetProperty("courses").GetInt32());
        await _door.DoAsync("anna", "bill_open", """{"tableNumber":"3"}""");
        foreach (var guest in new[] { "john", "jane" })
        {
            await _door.DoAsync(
                guest,
                "order_create",
                """{"cafeId":"demo","orderType":"dine-in","tableNumber":"3","onBill":true,"items":[{"itemId":"croissant","quantity":1}]}"""
            );
        }

        var bill = Assert.Single(
            (await _door.ReadAsync("jane", "/v1/cafes/demo/bills"))
                .GetProperty("bills")
                .EnumerateArray()
        );
        Assert.Equal("5.40", bill.GetProperty("due").GetRawText());
        Assert.Empty(
            (await _door.ReadAsync("jack", "/v1/cafes/demo/bills"))
                .GetProperty("bills")
                .EnumerateArray()
        );
        var billId = bill.GetProperty("billId").GetString();
        foreach (var amount in new[] { "3.00", "2.40" })
        {
            await _door.DoAsync(
                "anna",
                "bill_pay",
                $$"""{"billId":"{{billId}}","method":"cash","amount":{{amount}}}"""
            );
        }

        var paid = Assert.Single(
            (await _door.ReadAsync("maya", "/v1/cafes/demo/bills"))
                .GetProperty("bills")
                .EnumerateArray()
        );
        Assert.Equal("paid", paid.GetProperty("status").GetString());
        Assert.Equal(
            ["1", "2"],
            paid.GetProperty("payments")
                .EnumerateArray()
                .Select(one => one.GetProperty("receiptNumber").GetRawText())
        );
        var onPaper = await _door.ReadAsync("anna", $"/v1/cafes/demo/bills/{billId}/receipt");
        Assert.Equal(Seller, onPaper.GetProperty("seller").GetRawText());
        Assert.Equal(
            ["12.5", "12.5"],
            onPaper
                .GetProperty("lines")
                .EnumerateArray()
                .Select(one => one.GetProperty("taxRate").GetRawText())
        );
        Assert.Equal(
            [
                """[{"rate":12.5,"net":2.67,"tax":0.33}]""",
                """[{"rate":12.5,"net":2.13,"tax":0.27}]""",
            ],
            onPaper
                .GetProperty("payments")
                .EnumerateArray()
                .Select(one => one.GetProperty("taxes").GetRawText())
        );
        Assert.Equal(
            """[{"rate":12.5,"net":4.80,"tax":0.60}]""",
            onPaper.GetProperty("taxes").GetRawText()
        );
        Assert.Equal(
            ["cash 3.00 1", "cash 2.40 2"],
            onPaper
                .GetProperty("payments")
                .EnumerateArray()
                .Select(one =>
                    $"{one.GetProperty("tender")} {one.GetProperty("amount").GetRawText()} {one.GetProperty("receiptNumber")}"
                )
        );
        using var foreign = await _door.Server.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/bills/no-such-bill/receipt",
            _door.Server.Token("anna", Role.Employee)
        );
        Assert.Equal(404, (int)foreign.StatusCode);
        var taxes = await _door.ReadAsync("maya", "/v1/cafes/demo/taxes");
        Assert.Equal("2", taxes.GetProperty("lastReceiptNumber").GetRawText());
        Assert.Equal(
            """[{"rate":12.5,"net":4.80,"tax":0.60}]""",
            taxes.GetProperty("days")[0].GetProperty("taxes").GetRawText()
        );
        var order = (
            await _door.ReadAsync(
                "john",
                $"/v1/orders/{paid.GetProperty("orders")[0].GetProperty("orderId").GetString()}"
            )
        ).GetProperty("order");
        Assert.Equal(billId, order.GetProperty("billId").GetString());
        Assert.Equal(
            """[{"rate":12.5,"net":2.40,"tax":0.30}]""",
            order.GetProperty("taxes").GetRawText()
        );
        Assert.Equal("paid", order.GetProperty("payment").GetProperty("status").GetString());
        var capture = Assert.Single(
            order.GetProperty("payment").GetProperty("captures").EnumerateArray()
        );
        Assert.Equal(
            ("cash", "2.70", "1"),
            (
                capture.GetProperty("tender").GetString(),
                capture.GetProperty("amount").GetRawText(),
                capture.GetProperty("receiptNumber").GetRawText()
            )
        );
        var receipt = await PageAsync(order);
        Assert.Contains("Receipt 1 for ORD-000001", receipt, StringComparison.Ordinal);
        Assert.Contains(
            "Part of BILL-000001, whose receipt has the tax",
            receipt,
            StringComparison.Ordinal
        );
        Assert.Contains("Paid: <strong>2.70 EUR", receipt, StringComparison.Ordinal);
        Assert.DoesNotContain("Tax 12.5 %", receipt, StringComparison.Ordinal);

        // Both payments paid the second round: the page of one of them has what that one paid of it.
        var second = await _door.ReadAsync(
            "jane",
            $"/v1/orders/{paid.GetProperty("orders")[1].GetProperty("orderId").GetString()}"
        );
        receipt = await PageAsync(second.GetProperty("order"));
        Assert.Contains("Receipt 2 for ORD-000002", receipt, StringComparison.Ordinal);
        Assert.Contains("Paid: <strong>2.40 EUR", receipt, StringComparison.Ordinal);
        Assert.DoesNotContain("2.70 EUR", receipt, StringComparison.Ordinal);
        Assert.DoesNotContain("Tax 12.5 %", receipt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_chosen_and_the_tax_of_a_guests_own_card_stand_on_the_receipts()
    {
        await _door.DoAsync("anna", "bill_open", """{"tableNumber":"4"}""");
        var made = await _door.DoAsync(
            "john",
            "order_create",
            """{"cafeId":"demo","orderType":"dine-in","tableNumber":"4","onBill":true,"items":[{"itemId":"matcha-latte","quantity":1,"options":["large","almond-drink"],"customizations":["Honey"]}]}"""
        );
        var orderId = made.GetProperty("data")
            .GetProperty("result")
            .GetProperty("orderId")
            .GetString();
        await _door.DoAsync(
            "bank",
            "payment_record",
            $$"""{"orderId":"{{orderId}}","method":"card","amount":6.64,"result":"success","providerEventId":"ev-1"}"""
        );

        var order = (await _door.ReadAsync("john", $"/v1/orders/{orderId}")).GetProperty("order");
        var onPaper = await _door.ReadAsync(
            "anna",
            $"/v1/cafes/demo/bills/{order.GetProperty("billId").GetString()}/receipt"
        );
        Assert.Equal(
            """["Large","Almond drink","Honey"]""",
            onPaper.GetProperty("lines")[0].GetProperty("details").GetRawText()
        );
        var page = await PageAsync(order);
        foreach (
            var said in (string[])
                [
                    "Matcha Latte (Large, Almond drink, Honey): 5.90 EUR",
                    "<p>Part of BILL-000001</p>",
                    "Tax 12.5 % of 5.90 EUR: 0.74 EUR",
                    "Paid: <strong>6.64 EUR",
                ]
        )
        {
            Assert.Contains(said, page, StringComparison.Ordinal);
        }
    }

    private Task<string> PageAsync(JsonElement order) =>
        _door.Server.Http.GetStringAsync(
            new Uri(
                $"/receipts/{order.GetProperty("payment").GetProperty("transactionId").GetString()}",
                UriKind.Relative
            ),
            TestContext.Current.CancellationToken
        );
}
