using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using static Microsoft.Playwright.Assertions;
using static TableTap.Pages.Tests.Pictures;

namespace TableTap.Pages.Tests.Guest;

/// <summary>A manager finds the receipts of a day and prints them: of orders that were paid by themselves, and of bills.</summary>
public sealed class ReceiptsTests(Browser browser) : CafePageTests(browser)
{
    [Fact]
    public async Task Receipts_of_a_day_are_found_by_number_and_printed_alone()
    {
        Accessibility.SkipUnlessInstalled();
        await SellAsync();
        await using var context = await Browser.NewContextAsync(
            new()
            {
                Locale = "en-GB",
                BypassCSP = true,
                ReducedMotion = ReducedMotion.Reduce,
                ViewportSize = new() { Width = 1280, Height = 900 },
            }
        );
        var page = await OpenAsync(context);
        var receipts = page.Locator(".part.receipts");
        await TapAsync(page, "Find receipts");
        await Expect(receipts.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await Accessibility.CheckAsync(page);
        await receipts.ScrollIntoViewIfNeededAsync();
        await PictureAsync(page, "manager-receipts");

        // An order that was paid by itself, from the list and from the order.
        await TapAsync(page, "Print the receipt: ORD-000001");
        var paper = await PaperAsync(page, 1);
        Assert.Contains("TableTap Demo Café", paper, StringComparison.Ordinal);
        Assert.Contains("1 × Cappuccino", paper, StringComparison.Ordinal);
        Assert.Contains("Cash", paper, StringComparison.Ordinal);
        Assert.Contains("€3.50", paper, StringComparison.Ordinal);
        await TapAsync(page, "Search");
        await TapAsync(page, "ORD-000001");
        await TapAsync(page, "Print the receipt");
        Assert.Equal(paper, await PaperAsync(page, 2));

        // A round of a bill is found with the bill, whose receipt has the tip and nothing that is still due.
        await receipts.GetByLabel("Order, bill or receipt").FillAsync("2");
        await TapAsync(page, "Find receipts");
        await Expect(receipts.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await page.EvaluateAsync("() => { window.isLooking = true; }");
        await TapAsync(page, "Print the receipt: BILL-000001");
        paper = await PaperAsync(page, 3);
        Assert.Contains("2 × Butter Croissant", paper, StringComparison.Ordinal);
        Assert.Contains("€1.20", paper, StringComparison.Ordinal);
        Assert.DoesNotContain("Still due", paper, StringComparison.Ordinal);

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.Locator(".on-paper")).ToBeVisibleAsync();
        await Expect(receipts).ToBeHiddenAsync();
        await PictureAsync(page, "manager-receipt-paper");
        await page.EmulateMediaAsync(new() { Media = Media.Screen });

        await receipts.GetByLabel("Order, bill or receipt").FillAsync("77");
        await TapAsync(page, "Find receipts");
        await Expect(receipts).ToContainTextAsync("There is no receipt like that on this day.");

        // Money that went back has a paper of its own.
        await page.EvaluateAsync(
            "() => { window.isLooking = false; dispatchEvent(new Event('afterprint')); }"
        );
        var order = (await Api.OrdersAsync())
            .First(one => one.GetProperty("orderNumber").GetString() == "ORD-000001")
            .GetProperty("orderId")
            .GetString();
        await Api.DoAsync(
            "manager",
            "maya",
            "refund_issue",
            $$"""{"orderId":"{{order}}","amount":1.00,"reason":"Cold"}"""
        );
        await receipts.GetByLabel("Order, bill or receipt").FillAsync("1");
        await TapAsync(page, "Find receipts");
        await TapAsync(page, "Paper of the refund of €1.00: ORD-000001");
        paper = await PaperAsync(page, 4);
        Assert.Contains("Refund for ORD-000001", paper, StringComparison.Ordinal);
        Assert.Contains("Cold", paper, StringComparison.Ordinal);
        Assert.Contains("€1.00", paper, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receipts_say_what_was_chosen_its_tax_and_who_sold_it()
    {
        await ChangeAsync(file =>
        {
            file["tax"] = JsonNode.Parse(
                """{"classes":[{"taxClassId":"food","name":"Food","rate":12},{"taxClassId":"drinks","name":"Drinks","rate":21}]}"""
            );
            file["seller"] = JsonNode.Parse(
                """{"address":["Rue Haute 1"],"taxNumber":"BE 0123.456.789"}"""
            );
            Item(file, "matcha-latte")["taxClass"] = "drinks";
        });
        const string Matcha =
            """{"itemId":"matcha-latte","quantity":1,"options":["large","almond-drink"]}""";
        await SellAsync(
            Matcha,
            "5.60",
            $$"""{{Matcha}},{"itemId":"croissant","quantity":1}""",
            "8.00"
        );
        await using var context = await Browser.NewContextAsync(
            new() { Locale = "en-GB", BypassCSP = true }
        );
        var page = await OpenAsync(context);
        await TapAsync(page, "Find receipts");

        // The letter of its rate is behind each price: the highest rate is A.
        await TapAsync(page, "Print the receipt: ORD-000001");
        var paper = await PaperAsync(page, 1);
        Assert.Contains("Rue Haute 1", paper, StringComparison.Ordinal);
        Assert.Contains("Tax number BE 0123.456.789", paper, StringComparison.Ordinal);
        Assert.Contains(
            "1 × Matcha Latte (Large, Almond drink)€5.60 A",
            paper,
            StringComparison.Ordinal
        );
        Assert.Contains("A · Tax 21 % of €4.63€0.97", paper, StringComparison.Ordinal);
        Assert.Contains("Cash · receipt 1€5.60", paper, StringComparison.Ordinal);

        await TapAsync(page, "Print the receipt: BILL-000001");
        paper = await PaperAsync(page, 2);
        Assert.Contains("Rue Haute 1", paper, StringComparison.Ordinal);
        Assert.Contains("Tax number BE 0123.456.789", paper, StringComparison.Ordinal);
        Assert.Contains(
            "1 × Matcha Latte (Large, Almond drink)€5.60 A",
            paper,
            StringComparison.Ordinal
        );
        Assert.Contains("1 × Butter Croissant€2.40 B", paper, StringComparison.Ordinal);
        Assert.Contains("A · Tax 21 % of €4.63€0.97", paper, StringComparison.Ordinal);
        Assert.Contains("B · Tax 12 % of €2.14€0.26", paper, StringComparison.Ordinal);
        Assert.Contains("Cash · receipt 2 · ", paper, StringComparison.Ordinal);
    }

    private static Task TapAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    // What went on paper last, once so many papers did.
    private static async Task<string> PaperAsync(IPage page, int count)
    {
        await page.WaitForFunctionAsync($"() => window.papers.length === {count}");
        return await page.EvaluateAsync<string>("() => window.papers.at(-1)");
    }

    // An order in cash, and a bill with a tip.
    private async Task SellAsync(
        string items = """{"itemId":"cappuccino","quantity":1}""",
        string price = "3.50",
        string itemsOfBill = """{"itemId":"croissant","quantity":2}""",
        string priceOfBill = "4.80"
    )
    {
        await DoAsync(
            "order_create",
            $$"""{"cafeId":"demo","orderType":"dine-in","tableNumber":"4","paymentMethod":"cash","items":[{{items}}]}"""
        );
        var order = (await Api.OrdersAsync())[0].GetProperty("orderId").GetString();
        await DoAsync(
            "payment_record",
            $$"""{"orderId":"{{order}}","method":"cash","amount":{{price}},"result":"success"}"""
        );
        await DoAsync("bill_open", """{"tableNumber":"5"}""");
        await DoAsync(
            "order_create",
            $$"""{"cafeId":"demo","orderType":"dine-in","tableNumber":"5","onBill":true,"items":[{{itemsOfBill}}]}"""
        );
        using var bills = JsonDocument.Parse(
            await Api.SendAsync(
                HttpMethod.Get,
                "/v1/cafes/demo/bills",
                await Api.TokenAsync("manager", "maya"),
                null
            )
        );
        var bill = bills.RootElement.GetProperty("bills")[0].GetProperty("billId").GetString();
        await DoAsync(
            "bill_pay",
            $$"""{"billId":"{{bill}}","method":"cash","amount":{{priceOfBill}},"tip":1.20,"cafeId":"demo"}"""
        );
    }

    private Task<string> DoAsync(string type, string data) =>
        Api.DoAsync("employee", "ben", type, data);

    private async Task<IPage> OpenAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync(
            "window.papers = []; window.print = () => { window.papers.push(document.querySelector('.on-paper').textContent); if (!window.isLooking) dispatchEvent(new Event('afterprint')); };"
        );
        await page.GotoAsync(new Uri(Server.Url, "/m/demo").ToString());
        await page.GetByLabel("Your id").FillAsync("maya");
        await page.GetByLabel("PIN").FillAsync("9999");
        await TapAsync(page, "Sign in");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        return page;
    }
}
