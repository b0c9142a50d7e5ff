using Microsoft.Playwright;
using TableTap.Server.Testing;
using TableTap.Terms;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>An order that is paid at the counter: the screens of all counters list it until somebody took its money (section 5).</summary>
public sealed class CashTests(Browser browser)
{
    [Fact]
    public async Task An_order_to_be_paid_at_the_counter_is_listed_there_until_its_money_was_taken()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Americano");
        await page.PlaceAsync();
        await page.AddAsync("Cappuccino");
        var number = await OrderWithCashAsync(page);
        await Expect(page.Guest)
            .ToContainTextAsync($"Please pay €3.50 at the counter; your number is {number}.");

        // Who opens a screen later, at another counter, sees it too; and nobody the one that a card pays.
        await using var other = await ExplorerPage.OpenAsync(
            browser,
            server.Url,
            query: "?show=staff&staff=chloe"
        );
        foreach (var screen in new[] { page, other })
        {
            await Expect(screen.Waiting).ToHaveCountAsync(1);
            await Expect(screen.Waiting).ToContainTextAsync($"{number}");
            await Expect(screen.Waiting).ToContainTextAsync("1 × Cappuccino");
            await Expect(screen.Ticket).ToHaveCountAsync(0);
        }

        await TakeAsync(other, "€3.50");

        await Expect(other.Waiting).ToHaveCountAsync(0);
        await Expect(page.Ticket).ToContainTextAsync(number);
        await page.TapAsync("Start");
        await Expect(page.Waiting).ToHaveCountAsync(0);
        await Expect(page.Staff.GetByRole(AriaRole.Alert)).ToBeEmptyAsync();
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Money_is_not_taken_for_an_order_that_its_guest_gave_up()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Cappuccino");
        await OrderWithCashAsync(page);
        await Expect(page.Waiting).ToHaveCountAsync(1);
        await page
            .Order.GetByRole(AriaRole.Button, new() { Name = "Cancel the order" })
            .ClickAsync();
        await Expect(page.Order).ToContainTextAsync("Cancelled");

        await TakeAsync(page, "€3.50");

        await Expect(page.Staff.GetByRole(AriaRole.Alert)).Not.ToBeEmptyAsync();
        await Expect(page.Waiting).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_a_manager_takes_off_is_not_to_be_paid()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Cappuccino");
        await OrderWithCashAsync(page);
        await using var other = await ExplorerPage.OpenAsync(
            browser,
            server.Url,
            query: "?show=staff&staff=maya"
        );
        await other.Waiting.GetByText("Discount").First.ClickAsync();
        await other.Waiting.GetByLabel("What").SelectOptionAsync("percent");
        await other.Waiting.GetByLabel("How much").FillAsync("20");
        await other.Waiting.GetByLabel("Why").FillAsync("A long wait");

        await other.Waiting.GetByRole(AriaRole.Button, new() { Name = "Take off" }).ClickAsync();

        await Expect(other.Waiting).ToContainTextAsync("Discount: €0.70 less");
        await Expect(page.Order).ToContainTextAsync("Discount: €0.70 less");
        await TakeAsync(other, "€2.80");
        await Expect(other.Waiting).ToHaveCountAsync(0);
        await Expect(page.Order).ToContainTextAsync("€2.80");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task What_the_guest_sees_is_with_the_service_and_its_tax_and_the_till_takes_it_rounded()
    {
        await using var server = await DemoServer.StartAsync();
        var admin = server.Token("root", Role.Admin);
        using var api = new DemoApi(server.Url);
        var file = await api.SendAsync(HttpMethod.Get, "/v1/admin/cafes/demo", admin, null);
        await api.SendAsync(
            HttpMethod.Put,
            "/v1/admin/cafes/demo",
            admin,
            $$"""
            {{file.TrimEnd()[..^1]}},
            "tax": {"included": false, "classes": [{"taxClassId": "all", "name": "All", "rate": 10}]},
            "serviceCharge": {"percent": 12.5},
            "cashRounding": 0.05
            }
            """
        );
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Cappuccino");

        // 3.50 and 0.44 for the service, and 10 percent of both.
        await Expect(
                page.Guest.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order · €4.33") })
            )
            .ToBeVisibleAsync();
        await OrderWithCashAsync(page);

        await Expect(page.Order).ToContainTextAsync("Service charge: €0.44");
        await Expect(page.Guest).ToContainTextAsync("Please pay €4.35 at the counter");
        await TakeAsync(page, "€4.35");
        await Expect(page.Waiting).ToHaveCountAsync(0);
        Assert.Empty(page.Complaints);
    }

    private static async Task<string> OrderWithCashAsync(ExplorerPage page)
    {
        await page.Guest.GetByRole(AriaRole.Radio, new() { Name = "At the counter" }).CheckAsync();
        await page
            .Guest.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") })
            .ClickAsync();
        var paying = page.Order.Filter(new() { HasText = "at the counter" });
        await Expect(paying).ToHaveCountAsync(1);
        return await paying.GetByRole(AriaRole.Heading).First.InnerTextAsync();
    }

    private static Task TakeAsync(ExplorerPage page, string amount) =>
        page
            .Waiting.GetByRole(AriaRole.Button, new() { Name = $"Took {amount} in cash" })
            .ClickAsync();
}
