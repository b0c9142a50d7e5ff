using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using static Microsoft.Playwright.Assertions;
using static TableTap.Pages.Tests.Pictures;

namespace TableTap.Pages.Tests.Guest;

/// <summary>The screen of a counter: tickets as tiles, one tap or one key for each step, and the way back.</summary>
public sealed partial class CounterPageTests(Browser browser) : CafePageTests(browser)
{
    [Fact]
    public async Task A_counter_makes_its_tickets_by_taps_and_keys_and_takes_back_a_tap_too_many()
    {
        await using var context = await Browser.NewContextAsync(Tablet(ColorScheme.Light));
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
    public async Task A_ticket_turns_amber_then_red_by_colour_sign_and_words_as_its_promise_runs_out()
    {
        await OrderAsync(1, "cappuccino");
        var order = (await Api.OrdersAsync())[0];
        var begun = order.GetProperty("confirmedAt").GetDateTimeOffset();
        var promised = order.GetProperty("estimatedReadyAt").GetDateTimeOffset();
        await using var context = await Browser.NewContextAsync(Tablet(ColorScheme.Light));
        // The page's clock, which the test sets.
        await context.AddInitScriptAsync(
            $"window.now = {begun.ToUnixTimeMilliseconds()}; Date.now = () => window.now;"
        );
        var page = await SignInAsync(context, "espresso", "anna", "1111");
        var tile = page.GetByRole(AriaRole.Article);
        await ExpectPaceAsync(tile, "fresh", "rgb(42, 103, 65)", "● ", "in time");

        // Nine tenths of the time that the guest was promised.
        await SetClockAsync(page, begun + ((promised - begun) * 0.9));
        await ExpectPaceAsync(tile, "due", "rgb(125, 82, 0)", "◐ ", "soon due");
        await Expect(tile.Locator(".pace")).ToContainTextAsync("left");

        await SetClockAsync(page, promised.AddMinutes(4));
        await ExpectPaceAsync(tile, "late", "rgb(163, 36, 27)", "▲ 4 minutes late", ", late");
        await PictureAsync(page, "counter-late");
    }

    [Fact]
    public async Task A_new_ticket_sounds_again_and_again_until_somebody_has_seen_it()
    {
        await using var context = await Browser.NewContextAsync(Tablet(ColorScheme.Light));
        // Counts tones in place of making them, and hands the repetition to the test.
        await context.AddInitScriptAsync(
            """
            window.tones = 0;
            window.again = null;
            window.AudioContext = class {
              state = 'suspended';
              currentTime = 0;
              destination = {};
              async resume() { await null; this.state = 'running'; }
              async suspend() { await null; this.state = 'suspended'; }
            };
            window.GainNode = class {
              gain = { linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} };
              connect(next) { return next; }
            };
            window.OscillatorNode = class {
              connect(next) { return next; }
              start() { window.tones++; }
              stop() {}
            };
            {
              const { setInterval, clearInterval } = window;
              window.setInterval = (run, pause, ...rest) => {
                if (pause !== 4_000) return setInterval(run, pause, ...rest);
                window.again = run;
                return -1;
              };
              window.clearInterval = (timer) => {
                if (timer === -1) window.again = null;
                else clearInterval(timer);
              };
            }
            """
        );
        var page = await SignInAsync(context, "espresso", "anna", "1111");
        await TapAsync(page, "Tap for sound");
        await OrderAsync(1, "cappuccino");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Seen (1 new)" }))
            .ToBeVisibleAsync();
        // Two notes at once, and two more each time.
        await page.WaitForFunctionAsync("() => window.tones === 2 && window.again");
        Assert.Equal(
            4,
            await page.EvaluateAsync<int>("() => { window.again(); return window.tones; }")
        );

        await TapAsync(page, "Seen (1 new)");
        await page.WaitForFunctionAsync("() => window.again === null");
        Assert.Equal(4, await page.EvaluateAsync<int>("() => window.tones"));

        // Switched off, it is silent, and the next ticket is still to be seen.
        await TapAsync(page, "Sound");
        await OrderAsync(2, "latte");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Seen (1 new)" }))
            .ToBeVisibleAsync();
        await page.WaitForFunctionAsync("() => window.again !== null");
        Assert.Equal(
            4,
            await page.EvaluateAsync<int>("() => { window.again(); return window.tones; }")
        );
    }

    [Fact]
    public async Task What_was_called_off_stays_struck_through_until_somebody_noticed_it()
    {
        await using var context = await Browser.NewContextAsync(Tablet(ColorScheme.Dark));
        var page = await SignInAsync(context, "espresso", "maya", "9999");
        var order = await OrderAsync(4, "cappuccino");
        var tile = page.GetByRole(AriaRole.Article);
        await Expect(tile).ToHaveCountAsync(1);

        // A manager at the hand-over lets an order be made before others.
        await TapAsync(page, "Hand-over");
        await PictureAsync(page, "counter-rush");
        await TapAsync(page, "Rush: ORD-000001");
        await Expect(tile).ToContainTextAsync("Urgent");
        await TapAsync(page, "Hand-over");
        await Expect(tile).ToContainTextAsync("Urgent");
        await Api.DoAsync(
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
        await using var context = await Browser.NewContextAsync(Tablet(ColorScheme.Light));
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
    public async Task What_is_not_for_every_age_is_handed_over_by_whoever_has_checked_it()
    {
        await ChangeAsync(file => Item(file, "latte")["minAge"] = 18);
        await using var context = await Browser.NewContextAsync(Tablet(ColorScheme.Light));
        var page = await SignInAsync(context, "espresso", "anna", "1111");
        await OrderAsync(1, "latte");
        var tile = page.GetByRole(AriaRole.Article);
        await Expect(tile).ToContainTextAsync("From 18 years");
        await TapAsync(page, "Start");
        await TapAsync(page, "Ready");
        await Expect(tile).ToHaveCountAsync(0);
        await TapAsync(page, "Hand-over");

        // The form cannot be sent before; the server would refuse it, too.
        var age = tile.GetByLabel("Age checked: 18 or older");
        await Expect(age).Not.ToBeCheckedAsync();
        await Expect(tile.Locator("form:invalid")).ToHaveCountAsync(1);
        await age.CheckAsync();
        await PictureAsync(page, "counter-age");
        await TapAsync(page, "Hand over");
        await Expect(tile).ToHaveCountAsync(0);
        var order = (await Api.OrdersAsync())[0];
        Assert.Equal("completed", order.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Somebody_of_another_counter_and_a_counter_that_is_not_there_are_told_so()
    {
        await using var context = await Browser.NewContextAsync(Tablet(ColorScheme.Light));
        var page = await SignInAsync(context, "espresso", "ben", "2222");
        await Expect(page.Locator("#counter-notice"))
            .ToContainTextAsync("You do not work at this counter");

        await page.GotoAsync(new Uri(Server.Url, "/c/nowhere").ToString());
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("No such counter.");
    }

    [Fact]
    public async Task A_ticket_goes_on_paper_alone_with_what_its_guest_cannot_eat()
    {
        await using var context = await Browser.NewContextAsync(Tablet(ColorScheme.Light));
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
        await using var context = await Browser.NewContextAsync(Tablet(ColorScheme.Light));
        var page = await SignInAsync(context, "espresso", "anna", "1111");
        await OrderAsync(1, "cappuccino");
        await OrderAsync(2, "latte");
        await Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(2);
        await TapAsync(page, "To make in all");
        await Accessibility.CheckLightAndDarkAsync(page);
        await TapAsync(page, "Hand-over");
        await Accessibility.CheckLightAndDarkAsync(page);
    }

    private static async Task ExpectPaceAsync(
        ILocator tile,
        string pace,
        string colour,
        string sign,
        string word
    )
    {
        await Expect(tile).ToContainClassAsync(pace);
        await Expect(tile).ToHaveCSSAsync("border-top-color", colour);
        await Expect(tile.Locator(".pace")).ToContainTextAsync(sign);
        await Expect(tile).ToHaveAccessibleNameAsync(new Regex($"{word}$"));
    }

    // What was seen is drawn at once, with the time as it is then.
    private static async Task SetClockAsync(IPage page, DateTimeOffset now)
    {
        await page.EvaluateAsync($"() => {{ window.now = {now.ToUnixTimeMilliseconds()}; }}");
        await TapAsync(page, "Larger");
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
        await page.GotoAsync(new Uri(Server.Url, $"/c/{counter}").ToString());
        await page.GetByLabel("Your id").FillAsync(who);
        await page.GetByLabel("PIN").FillAsync(pin);
        await TapAsync(page, "Sign in");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        return page;
    }

    private async Task<string> OrderAsync(int table, string item, bool isWhole = false)
    {
        await Api.DoAsync(
            "employee",
            "ben",
            "order_create",
            $$"""{"cafeId":"demo","orderType":"dine-in","tableNumber":"{{table}}","paymentMethod":"cash","items":[{{(isWhole ? item : $$"""{"itemId":"{{item}}","quantity":1}""")}}]}"""
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
