using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>The guest's page for those who cannot point, or do not see: all of an order by keys, and each of its steps in words.</summary>
public sealed class GuestAccessTests(Browser browser) : CafePageTests(browser)
{
    [Fact]
    public async Task An_order_is_placed_paid_and_rated_by_keys_alone_and_each_step_is_said()
    {
        await using var context = await Browser.NewContextAsync(
            new()
            {
                Locale = "en-GB",
                ViewportSize = new() { Width = 390, Height = 844 },
            }
        );
        var page = await context.NewPageAsync();
        await page.GotoAsync(await Api.TableLinkAsync("7"));
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);

        // The form of a dish says whose it is, goes with Escape, and gives the place back.
        var dish = page.GetByRole(AriaRole.Dialog, new() { Name = "Cappuccino", Exact = true });
        await PressAsync(page, "Cappuccino");
        await Expect(dish).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(dish).ToBeHiddenAsync();
        await Expect(page.Locator("#guest-menu [data-value=cappuccino]")).ToBeFocusedAsync();
        await PressAsync(page, "Cappuccino");
        await Expect(dish).ToBeVisibleAsync();
        await PressAsync(page, "Add ·");
        await Expect(dish).ToBeHiddenAsync();
        await PressAsync(page, "Order ·");
        await ExpectSaidAsync(page, "Order ORD-000001 is placed.");

        var provider = await context.RunAndWaitForPageAsync(() => PressAsync(page, "Pay €3.50"));
        await Expect(provider.GetByRole(AriaRole.Button, new() { Name = "Pay", Exact = true }))
            .ToBeVisibleAsync();
        await PressAsync(provider, "Pay");
        await Expect(provider.GetByRole(AriaRole.Status)).ToContainTextAsync("Paid.");
        await provider.CloseAsync();
        await ExpectSaidAsync(page, "Order ORD-000001 is paid.");
        var now = page.GetByRole(AriaRole.List, new() { Name = "Progress", Exact = true })
            .Locator("[aria-current=step]");
        await Expect(now).ToHaveTextAsync("Paid");

        await StatusAsync("preparing");
        await ExpectSaidAsync(page, "Order ORD-000001 is being made.");
        await StatusAsync("ready");
        // To a table it is brought: there is no code to say.
        await ExpectSaidAsync(page, "Order ORD-000001 is ready at Espresso Bar.");
        await Expect(now).ToHaveTextAsync("Ready");
        await StatusAsync("completed");
        await ExpectSaidAsync(page, "Order ORD-000001 is picked up.");
        var stars = page.GetByRole(AriaRole.Group, new() { Name = "How was it?", Exact = true });
        await stars
            .GetByRole(AriaRole.Button, new() { Name = "4 of 5 stars", Exact = true })
            .FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await Expect(page.GetByText("Thank you! ★★★★")).ToBeVisibleAsync();
        await Expect(page.Locator("#guest-problem")).ToBeEmptyAsync();
    }

    private static async Task PressAsync(IPage page, string words)
    {
        await Keyboard.TabToAsync(page, words);
        await page.Keyboard.PressAsync("Enter");
    }

    // In what a screen reader reads out by itself.
    private static Task ExpectSaidAsync(IPage page, string words) =>
        Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasTextRegex = new($"^{words}$") }))
            .ToHaveCountAsync(1);

    private async Task StatusAsync(string status)
    {
        var order = (await Api.OrdersAsync())[0].GetProperty("orderId").GetString();
        await Api.DoAsync(
            "employee",
            "anna",
            "order_status_update",
            $$"""{"orderId":"{{order}}","status":"{{status}}"}"""
        );
    }
}
