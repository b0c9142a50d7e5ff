using Microsoft.Playwright;
using TableTap.Server.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>How many are left, from whoever counts them at the counter to the guest who reads the menu (section 5).</summary>
public sealed class StockTests(Browser browser)
{
    [Fact]
    public async Task What_is_counted_goes_down_with_each_order_and_is_sold_out_at_none()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server);
        var item = page.Guest.GetByRole(
            AriaRole.Button,
            new() { NameRegex = new("^Butter Croissant") }
        );
        await page.Staff.GetByText("What is left").ClickAsync();
        await page
            .Staff.GetByLabel("Item or option")
            .SelectOptionAsync(new SelectOptionValue { Label = "Butter Croissant" });
        await page.Staff.GetByLabel("How many are left").FillAsync("2");
        await page
            .Staff.GetByRole(AriaRole.Button, new() { Name = "Count them down" })
            .ClickAsync();

        await Expect(item).ToContainTextAsync("2 left");
        await page.BuyAsync("Butter Croissant");
        await Expect(item).ToContainTextAsync("1 left");
        await page.BuyAsync("Butter Croissant");
        await Expect(item).ToContainTextAsync("Sold out");
        await Expect(item).ToBeDisabledAsync();

        await page
            .Staff.GetByRole(AriaRole.Button, new() { Name = "Butter Croissant is there again" })
            .ClickAsync();
        await Expect(item).ToBeEnabledAsync();
        await Expect(item).Not.ToContainTextAsync("left");
        Assert.Empty(page.Complaints);
    }
}
