using Microsoft.Playwright;
using TableTap.Server.Testing;
using TableTap.Terms;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>What a guest's page shows when something goes out before the order is paid, and when the menu changes.</summary>
public sealed class UnpaidOrderTests(Browser browser)
{
    [Fact]
    public async Task What_went_out_is_struck_from_the_order_and_the_rest_is_paid()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Cappuccino");
        await page.AddAsync("Butter Croissant");
        await page.PlaceAsync();
        await Expect(page.Order).ToContainTextAsync("€5.90");

        using var api = new DemoApi(server.Url);
        await api.DoAsync(
            "employee",
            "chloe",
            "item_availability_update",
            """{"itemId":"croissant","available":false,"cafeId":"demo"}"""
        );

        await Expect(page.Order.Locator(".line.voided")).ToContainTextAsync("not to be had");
        await Expect(page.Order).ToContainTextAsync("€3.50");
        await page.PayAsync("Good card");
        await page.ExpectStepAsync("Paid");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_changed_price_is_shown_at_once()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        var latte = page.Guest.GetByRole(AriaRole.Button, new() { NameRegex = new("^Cappuccino") });
        await Expect(latte).ToContainTextAsync("€3.50");
        var admin = server.Token("root", Role.Admin);
        using var api = new DemoApi(server.Url);
        var file = await api.SendAsync(HttpMethod.Get, "/v1/admin/cafes/demo", admin, null);

        await api.SendAsync(
            HttpMethod.Put,
            "/v1/admin/cafes/demo",
            admin,
            file.Replace("3.50", "3.95", StringComparison.Ordinal)
        );

        await Expect(latte).ToContainTextAsync("€3.95");
        await page.AddAsync("Cappuccino");
        await page.PlaceAsync();
        await Expect(page.Order).ToContainTextAsync("€3.95");
    }
}
