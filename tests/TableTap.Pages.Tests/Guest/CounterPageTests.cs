using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>The screen of a counter: tickets as tiles, one tap or one key for each step, and the way back.</summary>
public sealed partial class CounterPageTests(Browser browser) : IAsyncLifetime
{
    private TestServer _server = null!;
    private DemoApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await DemoServer.StartAsync();
        _api = new(_server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_counter_makes_its_tickets_by_taps_and_keys_and_takes_back_a_tap_too_many()
    {
        await using var context = await browser.NewContextAsync(Tablet(ColorScheme.Light));
        var page = await SignInAsync(context, "espresso", "anna", "1111");
        for (var table = 1; table <= 8; table++)
        {
            await OrderAsync(table, table % 2 == 0 ? "latte" : "cappuccino");
        }

        var tiles = page.GetByRole(AriaRole.Article);
        await Expect(tiles).ToHaveCountAsync(8);
        // All of them at once, whole: the last one's button is on the screen, too.
        await Expect(tiles.Nth(7).GetByRole(AriaRole.Button, new() { Name = "Start" }))
            .ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(tiles.First).ToHaveClassAsync(Fresh());
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Seen (8 new)" }))
            .ToBeVisibleAsync();
        await PictureAsync(page, "counter-eight");

        await TapAsync(page, "To make in all");
        await Expect(page.Locator("#all-day")).ToContainTextAsync("4 × Cappuccino");
        await Expect(page.Locator("#all-day")).ToContainTextAsync("4 × Caffè Latte");
        await TapAsync(page, "Larger");
        await PictureAsync(page, "counter-all-day");
        await TapAsync(page, "To make in all");
        await page.Keyboard.PressAsync("s");
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = Seen() }))
            .ToHaveCountAsync(0);

        var first = page.Locator("article", new() { HasText = "Table 1" });
        await page.Keyboard.PressAsync("1");
        await Expect(first.GetByRole(AriaRole.Button, new() { Name = "Ready", Exact = true }))
            .ToBeVisibleAsync();
        await first.GetByRole(AriaRole.Button, new() { Name = "Ready", Exact = true }).ClickAsync();
        await Expect(tiles).ToHaveCountAsync(7);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Undo() }).ClickAsync();
        await Expect(tiles).ToHaveCountAsync(8);
        await first.GetByRole(AriaRole.Button, new() { Name = "Ready", Exact = true }).ClickAsync();
        await Expect(tiles).ToHaveCountAsync(7);

        // A reload keeps what was seen, and asks for no PIN.
        await page.ReloadAsync();
        await Expect(tiles).ToHaveCountAsync(7);
        await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = Seen() }))
            .ToHaveCountAsync(0);
        await page.Locator("#counter-last")
            .GetByRole(AriaRole.Button, new() { NameRegex = Recall() })
            .ClickAsync();
        await Expect(tiles).ToHaveCountAsync(8);
        await first.GetByRole(AriaRole.Button, new() { Name = "Ready", Exact = true }).ClickAsync();
        await Expect(tiles).ToHaveCountAsync(7);

        await TapAsync(page, "Hand-over");
        await Expect(tiles).ToHaveCountAsync(8);
        await PictureAsync(page, "counter-hand-over");
        await tiles
            .First.GetByRole(AriaRole.Button, new() { Name = "Hand over", Exact = true })
            .ClickAsync();
        await Expect(tiles).ToHaveCountAsync(7);
    }

    [Fact]
    public async Task What_was_called_off_stays_struck_through_until_somebody_noticed_it()
    {
        await using var context = await browser.NewContextAsync(Tablet(ColorScheme.Dark));
        var page = await SignInAsync(context, "espresso", "maya", "9999");
        var order = await OrderAsync(4, "cappuccino");
        var tile = page.GetByRole(AriaRole.Article);
        await Expect(tile).ToHaveCountAsync(1);
        await _api.DoAsync(
            "employee",
            "anna",
            "order_cancel",
            $$"""{"orderId":"{{order}}","reason":"customer_request"}"""
        );

        await Expect(tile).ToContainTextAsync("Called off: do not make it.");
        await page.ReloadAsync();
        await Expect(tile).ToContainTextAsync("Called off: do not make it.");
        await PictureAsync(page, "counter-called-off");
        await TapAsync(page, "Noticed");
        await Expect(tile).ToHaveCountAsync(0);

        // Whoever may do so takes the counter out of service from here.
        await TapAsync(page, "Out of service");
        await Expect(page.Locator("#counter-notice"))
            .ToContainTextAsync("This counter is under repair");
        await TapAsync(page, "Back in service");
        await Expect(page.Locator("#counter-notice")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task A_later_course_is_held_until_somebody_fires_it_and_can_be_held_again()
    {
        await using var context = await browser.NewContextAsync(Tablet(ColorScheme.Light));
        var page = await SignInAsync(context, "kitchen", "chloe", "3333");
        await OrderAsync(
            3,
            """{"itemId":"cappuccino","quantity":1,"course":1},{"itemId":"croissant","quantity":1,"course":2}""",
            isWhole: true
        );
        var tile = page.GetByRole(AriaRole.Article);
        await Expect(tile).ToContainTextAsync("Course 2");
        await Expect(tile).ToContainTextAsync("on hold");
        await Expect(tile.GetByRole(AriaRole.Button, new() { Name = "Start" })).ToHaveCountAsync(0);
        await PictureAsync(page, "counter-course");

        await TapAsync(page, "Fire course 2");
        await Expect(tile.GetByRole(AriaRole.Button, new() { Name = "Start" })).ToBeVisibleAsync();
        await TapAsync(page, "Hold course 2");
        await Expect(tile).ToContainTextAsync("It is of a later course.");
        await page.ReloadAsync();
        await Expect(tile).ToContainTextAsync("on hold");
    }

    [Fact]
    public async Task Somebody_of_another_counter_and_a_counter_that_is_not_there_are_told_so()
    {
        await using var context = await browser.NewContextAsync(Tablet(ColorScheme.Light));
        var page = await SignInAsync(context, "espresso", "ben", "2222");
        await Expect(page.Locator("#counter-notice"))
            .ToContainTextAsync("You do not work at this counter");

        await page.GotoAsync(new Uri(_server.Url, "/c/nowhere").ToString());
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("No such counter.");
    }

    [Fact]
    public async Task A_ticket_goes_on_paper_alone_with_what_its_guest_cannot_eat()
    {
        await using var context = await browser.NewContextAsync(Tablet(ColorScheme.Light));
        var page = await SignInAsync(context, "espresso", "anna", "1111");
        // A browser without a screen has no printer: the sheet stays for as long as it would print.
        await page.EvaluateAsync("() => { window.print = () => {}; }");
        await OrderAsync(
            5,
            """{"itemId":"latte","quantity":2,"note":"Hot","allergies":["nuts"],"customizations":["Oat milk"]}""",
            isWhole: true
        );
        var tile = page.GetByRole(AriaRole.Article);
        await tile.GetByRole(AriaRole.Button, new() { NameRegex = PrintOf() }).ClickAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        var paper = page.Locator(".on-paper");
        await Expect(paper).ToBeVisibleAsync();
        await Expect(paper).ToContainTextAsync("Table 5");
        await Expect(paper).ToContainTextAsync("2 × Caffè Latte");
        await Expect(paper).ToContainTextAsync("Oat milk");
        await Expect(paper.GetByText("Allergy: nuts")).ToHaveCountAsync(2);
        await Expect(page.Locator("main")).ToBeHiddenAsync();
        await PictureAsync(page, "counter-paper");

        await page.EvaluateAsync("() => dispatchEvent(new Event('afterprint'))");
        await Expect(paper).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task It_keeps_the_rules_of_accessibility()
    {
        Accessibility.SkipUnlessInstalled();
        await using var context = await browser.NewContextAsync(Tablet(ColorScheme.Light));
        var page = await SignInAsync(context, "espresso", "anna", "1111");
        await OrderAsync(1, "cappuccino");
        await OrderAsync(2, "latte");
        await Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(2);
        await TapAsync(page, "To make in all");
        await Accessibility.CheckLightAndDarkAsync(page);
        await TapAsync(page, "Hand-over");
        await Accessibility.CheckLightAndDarkAsync(page);
    }

    [GeneratedRegex("fresh")]
    private static partial Regex Fresh();

    [GeneratedRegex("^Seen")]
    private static partial Regex Seen();

    [GeneratedRegex("^Print ORD-")]
    private static partial Regex PrintOf();

    [GeneratedRegex("^Undo")]
    private static partial Regex Undo();

    [GeneratedRegex("back to work$")]
    private static partial Regex Recall();

    private static BrowserNewContextOptions Tablet(ColorScheme scheme) =>
        new()
        {
            Locale = "en-GB",
            ColorScheme = scheme,
            BypassCSP = true,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = 1024, Height = 768 },
        };

    private static Task PictureAsync(IPage page, string name) =>
        page.ScreenshotAsync(
            new() { Path = Path.Combine(Repository.Root, "artifacts", "pictures", $"{name}.png") }
        );

    private static Task TapAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private async Task<IPage> SignInAsync(
        IBrowserContext context,
        string counter,
        string who,
        string pin
    )
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(_server.Url, $"/c/{counter}").ToString());
        await page.GetByLabel("Your id").FillAsync(who);
        await page.GetByLabel("PIN").FillAsync(pin);
        await TapAsync(page, "Sign in");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        return page;
    }

    private async Task<string> OrderAsync(int table, string item, bool isWhole = false)
    {
        await _api.DoAsync(
            "employee",
            "ben",
            "order_create",
            $$"""{"cafeId":"demo","orderType":"dine-in","tableNumber":"{{table}}","paymentMethod":"cash","items":[{{(isWhole ? item : $$"""{"itemId":"{{item}}","quantity":1}""")}}]}"""
        );
        var order = (await _api.OrdersAsync())[0];
        var orderId = order.GetProperty("orderId").GetString()!;
        await _api.DoAsync(
            "employee",
            "ben",
            "payment_record",
            $$"""{"orderId":"{{orderId}}","method":"cash","amount":{{order.GetProperty("total").GetRawText()}},"result":"success"}"""
        );
        return orderId;
    }
}
