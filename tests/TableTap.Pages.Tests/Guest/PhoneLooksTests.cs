using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>
/// What is looked at on a phone alone: the longer words of the other languages on every page, and an order of a guest in
/// each of its states. The pictures are in the folder <c>artifacts/pictures</c>.
/// </summary>
public sealed class PhoneLooksTests(Browser browser) : CafePageTests(browser)
{
    [Theory]
    [InlineData("de")]
    [InlineData("fr")]
    [InlineData("nl")]
    public async Task Every_page_fits_in_another_language(string language)
    {
        await Api.DoAsync("employee", "anna", "bill_open", """{"tableNumber":"7"}""");
        await BuyAsync(
            """{"itemId":"latte","quantity":2,"note":"Hot","allergies":["nuts"],"customizations":["Oat milk"]}"""
        );
        await using var context = await Browser.NewContextAsync(Phone(language));
        var page = await context.NewPageAsync();
        await page.GotoAsync(await Api.TableLinkAsync("7"));
        await ExpectLiveAsync(page);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
        await page.Locator("#guest-menu [data-value=latte]").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Looks.FitsAsync(page, $"{language}-guest-dish");
        await page.Locator("#item-form [value=add]").ClickAsync();
        await page.Locator("label.choice:has([value=bill])").ClickAsync();
        await Looks.FitsAsync(page, $"{language}-guest-basket");
        await page.Locator("#guest-basket [data-action=order]").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "BILL-000001" }))
            .ToBeVisibleAsync();
        await Looks.FitsAsync(page, $"{language}-guest-bill");

        // Who manages sees most, and signs in once for all pages.
        await GoAsync(page, "/c/espresso");
        await page.Locator("#sign-in [name=employee]").FillAsync("maya");
        await page.Locator("#sign-in [name=pin]").FillAsync("9999");
        await Looks.FitsAsync(page, $"{language}-sign-in");
        await page.Locator("#sign-in [type=submit]").ClickAsync();
        await ExpectLiveAsync(page);
        await Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(2);
        await page.Locator("[data-action=allDay]").ClickAsync();
        await Expect(page.Locator("#all-day")).ToBeVisibleAsync();
        await Looks.FitsAsync(page, $"{language}-counter");
        await page.Locator("[data-action=handOver]").ClickAsync();
        await Expect(page.Locator("[data-action=rush]")).ToHaveCountAsync(2);
        await Looks.FitsAsync(page, $"{language}-hand-over");

        await GoAsync(page, "/s/demo");
        await Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(2);
        await Expect(page.Locator("#bills")).ToContainTextAsync("BILL-000001");
        await Expect(page.Locator("#stock summary")).ToBeVisibleAsync();
        await page.EvaluateAsync(
            "() => { for (const each of document.querySelectorAll('details')) each.open = true; }"
        );
        await Looks.FitsAsync(page, $"{language}-staff");

        await Api.DoAsync(
            "manager",
            "maya",
            "counter_status_update",
            """{"counterId":"cold","status":"maintenance"}"""
        );
        await GoAsync(page, "/m/demo");
        await Expect(page.Locator(".part.alerts li.alert").First).ToBeVisibleAsync();
        await Expect(page.Locator("#manager-charts .chart canvas").First).ToBeVisibleAsync();
        await Looks.FitsAsync(page, $"{language}-manager");

        await GoAsync(page, "/setup/demo");
        await Expect(page.Locator("[data-part=menu]")).ToBeVisibleAsync();
        await Looks.FitsAsync(page, $"{language}-setup");

        await GoAsync(page, "/b/demo");
        await ExpectLiveAsync(page);
        await Looks.FitsAsync(page, $"{language}-board");
    }

    [Fact]
    public async Task A_guest_sees_an_order_in_each_of_its_states()
    {
        await using var context = await Browser.NewContextAsync(Phone("en-GB"));
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(Server.Url, "/g/demo").ToString());
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Scan the code");
        await LookAsync(page, "no-code");
        await page.GotoAsync(await Api.TableLinkAsync("7"));
        await ExpectLiveAsync(page);
        await Expect(page.Locator("#guest-menu [data-value=cappuccino]")).ToBeVisibleAsync();
        await LookAsync(page, "menu");

        await OrderAsync(page, "At the counter");
        var order = page.GetByRole(AriaRole.Article);
        await Expect(order).ToContainTextAsync("Please pay €3.50 at the counter");
        await LookAsync(page, "to-pay-at-the-counter");
        await PayAsync();
        foreach (
            var (status, step) in new[]
            {
                ("confirmed", "Paid"),
                ("preparing", "Being made"),
                ("ready", "Ready"),
            }
        )
        {
            if (status != "confirmed")
            {
                await StatusAsync(status);
            }

            await Expect(order.Locator("[aria-current=step]")).ToHaveTextAsync(step);
            await LookAsync(page, status);
        }

        await Expect(order.Locator("[data-code]")).ToBeVisibleAsync();
        await StatusAsync("completed");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "How was it?" }))
            .ToBeVisibleAsync();
        await LookAsync(page, "completed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Order again" }).ClickAsync();
        await Expect(order).ToHaveCountAsync(0);

        // Two at once: one that waits for its card, and one that is called off.
        await OrderAsync(page, "By card");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Pay €3.50" }))
            .ToBeVisibleAsync();
        await OrderAsync(page, "By card");
        await Expect(order).ToHaveCountAsync(2);
        await LookAsync(page, "two-to-pay");
        var cancel = page.GetByRole(AriaRole.Button, new() { Name = "Cancel the order" });
        await cancel.First.ClickAsync();
        await Expect(order).ToHaveCountAsync(1);
        await cancel.ClickAsync();
        await Expect(order).ToContainTextAsync("Cancelled: you asked for it.");
        await LookAsync(page, "cancelled");
    }

    private static BrowserNewContextOptions Phone(string locale)
    {
        var options = Looks.Options();
        options.Locale = locale;
        options.ViewportSize = new() { Width = 390, Height = 844 };
        return options;
    }

    private static Task ExpectLiveAsync(IPage page) =>
        Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);

    private static async Task LookAsync(IPage page, string state)
    {
        await Looks.FitsAsync(page, $"guest-state-{state}");
        if (Accessibility.IsInstalled)
        {
            await Accessibility.CheckAsync(page);
        }
    }

    // To take away, so that it has a code.
    private static async Task OrderAsync(IPage page, string how)
    {
        await page.Locator("#guest-menu [data-value=cappuccino]").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();
        await page.Locator("#guest-basket").GetByText("To take away").ClickAsync();
        await page.Locator("#guest-basket").GetByText(how).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") }).ClickAsync();
        await Expect(page.Locator("#guest-basket")).ToBeEmptyAsync();
    }

    private Task GoAsync(IPage page, string address) =>
        page.GotoAsync(new Uri(Server.Url, address).ToString());

    // Of the latest order; a manager needs no code.
    private async Task StatusAsync(string status)
    {
        var orderId = (await Api.OrdersAsync())[0].GetProperty("orderId").GetString();
        await Api.DoAsync(
            "manager",
            "maya",
            "order_status_update",
            $$"""{"orderId":"{{orderId}}","status":"{{status}}","reason":"as asked"}"""
        );
    }

    private async Task BuyAsync(string items)
    {
        await Api.DoAsync(
            "employee",
            "ben",
            "order_create",
            $$"""{"cafeId":"demo","orderType":"dine-in","tableNumber":"4","paymentMethod":"cash","items":[{{items}}]}"""
        );
        await PayAsync();
    }

    // The latest order, in cash.
    private async Task PayAsync()
    {
        var order = (await Api.OrdersAsync())[0];
        await Api.DoAsync(
            "employee",
            "ben",
            "payment_record",
            $$"""{"orderId":"{{order.GetProperty("orderId").GetString()}}","method":"cash","amount":{{order.GetProperty("total").GetRawText()}},"result":"success"}"""
        );
    }
}
