using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>Several screens of one counter, and one that was away: what is done on one is seen on the other, line by line.</summary>
public sealed class CounterScreensTests(Browser browser) : CafePageTests(browser)
{
    private readonly List<IBrowserContext> _contexts = [];

    public override async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_line_is_ticked_on_one_screen_and_seen_on_the_other_and_an_item_goes_out_here()
    {
        var first = await OpenAsync("anna", "1111");
        var second = await OpenAsync("maya", "9999");
        await OrderAsync("latte", "cappuccino");

        // The one begins a line, the other one ends it; the line beside it stays as it is.
        await TickAsync(first, "Caffè Latte");
        await ExpectLineAsync(second, "Caffè Latte", "started");
        await TickAsync(second, "Caffè Latte");
        await ExpectLineAsync(first, "Caffè Latte", "ready");
        await ExpectLineAsync(first, "Cappuccino", "queued");
        await TickAsync(first, "Cappuccino");
        await ExpectLineAsync(second, "Cappuccino", "started");
        await TickAsync(second, "Cappuccino");
        await Expect(Tiles(first)).ToHaveCountAsync(0);
        await Expect(Tiles(second)).ToHaveCountAsync(0);

        // Whoever hands over has it made again.
        await TapAsync(second, "Hand-over");
        await TapAsync(second, "Make again");
        await Expect(Tiles(first)).ToContainTextAsync("Again for ORD-000001: To be made again");

        // It is out for guests, and what was ordered is to be made all the same.
        var guest = await PageAsync();
        await guest.GotoAsync(await Api.TableLinkAsync("7"));
        var item = guest.Locator("#guest-menu [data-value=cappuccino]");
        await Expect(item).ToBeEnabledAsync();
        await TapAsync(first, "Cappuccino is sold out");
        await Expect(item).ToContainTextAsync("Sold out");
        await Expect(item).ToBeDisabledAsync();
        await ExpectLineAsync(first, "Cappuccino", "queued");
        foreach (var page in new[] { first, second })
        {
            await Expect(page.Locator("#counter-problem")).ToBeEmptyAsync();
        }
    }

    [Fact]
    public async Task A_counter_that_was_away_is_told_what_it_missed_and_reads_nothing_anew()
    {
        var page = await OpenAsync("anna", "1111");
        var begun = await OrderAsync("latte", "cappuccino");
        await Expect(Tiles(page)).ToHaveCountAsync(1);

        await FlightMode.BeginAsync(page);
        await OrderAsync("americano");
        await Api.DoAsync(
            "employee",
            "anna",
            "order_status_update",
            $$"""{"orderId":"{{begun}}","status":"preparing"}"""
        );
        await Expect(Tiles(page)).ToHaveCountAsync(1);
        await FlightMode.EndAsync(page);
        await ExpectBothAsync(page);
        await Frames.ExpectAsync(page, "sent:reconnect");
        await Frames.ExpectAsync(page, "heard:message_replay");
        Assert.Equal(1, await Frames.CountAsync(page, "sent:subscribe"));

        // A reload goes on from where the page was.
        await page.ReloadAsync();
        await ExpectBothAsync(page);
        await Frames.ExpectAsync(page, "sent:reconnect");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        Assert.Equal(0, await Frames.CountAsync(page, "sent:subscribe"));
    }

    private static ILocator Tiles(IPage page) => page.GetByRole(AriaRole.Article);

    private static ILocator Line(IPage page, string item) =>
        Tiles(page).Locator("li.line").Filter(new() { HasText = item });

    private static Task TickAsync(IPage page, string item) =>
        Line(page, item).Locator("[data-action=line]").ClickAsync();

    private static Task ExpectLineAsync(IPage page, string item, string status) =>
        Expect(Line(page, item)).ToContainClassAsync(status);

    private static Task TapAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    // What was begun meanwhile, and what came meanwhile.
    private static async Task ExpectBothAsync(IPage page)
    {
        await Expect(Tiles(page)).ToHaveCountAsync(2);
        await ExpectLineAsync(page, "Caffè Latte", "started");
        await ExpectLineAsync(page, "Cappuccino", "started");
        await ExpectLineAsync(page, "Americano", "queued");
    }

    private async Task<IPage> PageAsync()
    {
        var context = await Browser.NewContextAsync(
            new()
            {
                Locale = "en-GB",
                ViewportSize = new() { Width = 1024, Height = 768 },
            }
        );
        _contexts.Add(context);
        await FlightMode.AllowAsync(context);
        await Frames.AllowAsync(context);
        return await context.NewPageAsync();
    }

    private async Task<IPage> OpenAsync(string who, string pin)
    {
        var page = await PageAsync();
        await page.GotoAsync(new Uri(Server.Url, "/c/espresso").ToString());
        await page.GetByLabel("Your id").FillAsync(who);
        await page.GetByLabel("PIN").FillAsync(pin);
        await TapAsync(page, "Sign in");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        return page;
    }

    // One of each at table 4, paid in cash: the id of the order.
    private async Task<string> OrderAsync(params string[] items)
    {
        var lines = items.Select(item => $$"""{"itemId":"{{item}}","quantity":1}""");
        await Api.DoAsync(
            "employee",
            "ben",
            "order_create",
            $$"""{"cafeId":"demo","orderType":"dine-in","tableNumber":"4","paymentMethod":"cash","items":[{{string.Join(',', lines)}}]}"""
        );
        var order = (await Api.OrdersAsync())[0];
        var orderId = order.GetProperty("orderId").GetString()!;
        await Api.DoAsync(
            "employee",
            "ben",
            "payment_record",
            $$"""{"orderId":"{{orderId}}","method":"cash","amount":{{order.GetProperty("total").GetRawText()}},"result":"success"}"""
        );
        return orderId;
    }
}
