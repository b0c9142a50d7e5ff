using System.Text.Json;
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

    private static Task TapAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    // What went on paper last, once so many papers did.
    private static async Task<string> PaperAsync(IPage page, int count)
    {
        await page.WaitForFunctionAsync($"() => window.papers.length === {count}");
        return await page.EvaluateAsync<string>("() => window.papers.at(-1)");
    }

    // An order in cash, and a bill with a tip.
    private async Task SellAsync()
    {
        await DoAsync(
            "order_create",
            """{"cafeId":"demo","orderType":"dine-in","tableNumber":"4","paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":1}]}"""
        );
        var order = (await Api.OrdersAsync())[0].GetProperty("orderId").GetString();
        await DoAsync(
            "payment_record",
            $$"""{"orderId":"{{order}}","method":"cash","amount":3.50,"result":"success"}"""
        );
        await DoAsync("bill_open", """{"tableNumber":"5"}""");
        await DoAsync(
            "order_create",
            """{"cafeId":"demo","orderType":"dine-in","tableNumber":"5","onBill":true,"items":[{"itemId":"croissant","quantity":2}]}"""
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
            $$"""{"billId":"{{bill}}","method":"cash","amount":4.80,"tip":1.20,"cafeId":"demo"}"""
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
