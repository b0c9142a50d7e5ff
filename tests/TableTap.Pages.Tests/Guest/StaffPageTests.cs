using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using static Microsoft.Playwright.Assertions;
using static TableTap.Pages.Tests.Pictures;

namespace TableTap.Pages.Tests.Guest;

/// <summary>The staff's page: somebody signs in by PIN on the café's tablet, works, clocks out and leaves it to the next one.</summary>
public sealed class StaffPageTests(Browser browser) : CafePageTests(browser)
{
    [Fact]
    public async Task Somebody_signs_in_by_pin_works_and_leaves_the_tablet_to_the_next_one()
    {
        await using var context = await Browser.NewContextAsync(Tablet(ColorScheme.Light));
        var page = await OpenAsync(context);
        await PictureAsync(page, "staff-sign-in");
        await SignInAsync(page, "anna", "0000");
        await Expect(page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("The id or the PIN is wrong.");
        await SignInAsync(page, "anna", "1111");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        await Expect(page.Locator("#clock")).ToContainTextAsync("You are at work.");

        await OrderAsync();
        var ticket = page.GetByRole(AriaRole.Article);
        await Expect(ticket).ToContainTextAsync("Cappuccino");
        await PictureAsync(page, "staff-ticket");

        // A reload asks for no PIN.
        await page.ReloadAsync();
        await ticket
            .GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true })
            .ClickAsync();
        await ticket
            .GetByRole(AriaRole.Button, new() { Name = "Ready", Exact = true })
            .ClickAsync();
        await Expect(ticket)
            .ToHaveAttributeAsync("class", new System.Text.RegularExpressions.Regex("ready"));

        await TapAsync(page, "Clock out");
        await Expect(page.Locator("#clock")).ToContainTextAsync("You are not clocked in");
        await TapAsync(page, "Clock in");
        await Expect(page.Locator("#clock")).ToContainTextAsync("You are at work.");

        await TapAsync(page, "Sign out");
        await Expect(page.GetByLabel("Your id")).ToBeVisibleAsync();
        await SignInAsync(page, "maya", "9999");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        // A manager sees the tickets of all counters.
        await Expect(ticket).ToContainTextAsync("espresso");
    }

    [Fact]
    public async Task An_open_bill_is_there_until_its_money_was_taken()
    {
        await using var context = await Browser.NewContextAsync(Tablet(ColorScheme.Light));
        var page = await OpenAsync(context);
        await SignInAsync(page, "anna", "1111");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);

        await Api.DoAsync(
            "employee",
            "ben",
            "bill_open",
            """{"tableNumber":"4","name":"Window"}"""
        );
        var bills = page.Locator("#bills");
        await Expect(bills).ToContainTextAsync("Window");
        await Api.DoAsync(
            "employee",
            "ben",
            "order_create",
            """{"cafeId":"demo","orderType":"dine-in","tableNumber":"4","onBill":true,"items":[{"itemId":"croissant","quantity":2}]}"""
        );
        await Expect(bills).ToContainTextAsync("ORD-000001");
        await PictureAsync(page, "staff-bill");

        await bills.GetByRole(AriaRole.Button, new() { NameRegex = new("€4.80") }).ClickAsync();

        await Expect(bills).Not.ToContainTextAsync("Window");
    }

    [Fact]
    public async Task A_bill_is_divided_paid_in_parts_and_each_part_has_its_receipt()
    {
        await using var context = await Browser.NewContextAsync(Tablet(ColorScheme.Light));
        var page = await OpenAsync(context);
        await page.EvaluateAsync(
            "() => { window.papers = []; window.print = () => { window.papers.push(document.querySelector('.on-paper').innerText); dispatchEvent(new Event('afterprint')); }; }"
        );
        await SignInAsync(page, "anna", "1111");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        await Api.DoAsync("employee", "ben", "bill_open", """{"tableNumber":"4"}""");
        await Api.DoAsync(
            "employee",
            "ben",
            "order_create",
            """{"cafeId":"demo","orderType":"dine-in","tableNumber":"4","onBill":true,"items":[{"itemId":"croissant","quantity":2},{"itemId":"cappuccino","quantity":1}]}"""
        );
        var bills = page.Locator("#bills");
        await Expect(bills).ToContainTextAsync("ORD-000001");

        // What one guest ordered, at the terminal.
        await bills.GetByText("Divide, or take a part").ClickAsync();
        await TapAsync(page, "Divide by items");
        await bills.GetByLabel("Cappuccino").CheckAsync();
        await TapAsync(page, "These are one part");
        await bills
            .GetByLabel("What is paid")
            .SelectOptionAsync(new SelectOptionValue { Label = "Part 1 · €3.50" });
        await bills.Locator("[name=method]").SelectOptionAsync("card");
        await bills.GetByLabel("Reference of the terminal").FillAsync("T1-4711");
        await bills.GetByLabel("Tip, on top").FillAsync("0.50");
        await TapAsync(page, "The money is here");
        await Expect(bills).ToContainTextAsync("€3.50 of €8.30 paid");
        await Expect(bills.GetByLabel("Tip, on top")).ToHaveValueAsync("");
        await PictureAsync(page, "staff-bill-parts");

        // The rest in two equal parts, and of those an amount.
        await bills.GetByLabel("Equal parts").FillAsync("2");
        await TapAsync(page, "Divide evenly");
        await bills
            .GetByLabel("What is paid")
            .SelectOptionAsync(new SelectOptionValue { Label = "Part 2 · €2.40" });
        await bills.Locator("[name=method]").SelectOptionAsync("cash");
        await TapAsync(page, "The money is here");
        await Expect(bills).ToContainTextAsync("€5.90 of €8.30 paid");
        await bills.GetByLabel("What is paid").SelectOptionAsync("amount");
        await bills.GetByLabel("Amount", new() { Exact = true }).FillAsync("0.40");
        await TapAsync(page, "The money is here");
        await Expect(bills).ToContainTextAsync("€6.30 of €8.30 paid");

        await TapAsync(page, "Receipt of €3.50");
        await TapAsync(page, "Print the receipt");
        await page.WaitForFunctionAsync("() => window.papers.length === 2");
        var papers = await page.EvaluateAsync<string[]>("() => window.papers");
        Assert.Contains("Cappuccino", papers[0], StringComparison.Ordinal);
        Assert.Contains("T1-4711", papers[0], StringComparison.Ordinal);
        Assert.Contains("€0.50", papers[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Croissant", papers[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Still due", papers[0], StringComparison.Ordinal);
        Assert.Contains("over €8.30", papers[0], StringComparison.Ordinal);
        Assert.Contains("2 × Butter Croissant", papers[1], StringComparison.Ordinal);
        Assert.Contains("Still due", papers[1], StringComparison.Ordinal);
        await Expect(page.Locator(".on-paper")).ToHaveCountAsync(0);

        await bills
            .GetByRole(AriaRole.Button, new() { NameRegex = new("Took") })
            .First.ClickAsync();
        await Expect(bills).ToContainTextAsync("Paid lately");
    }

    [Fact]
    public async Task A_break_is_covered_by_whoever_gets_its_tickets_until_it_ends()
    {
        await using var context = await Browser.NewContextAsync(Tablet(ColorScheme.Light));
        var anna = await OpenAsync(context);
        await SignInAsync(anna, "anna", "1111");
        await Expect(anna.Locator(".dot.live")).ToHaveCountAsync(1);

        // Chloé works in the kitchen: what she gets Anna does not see, unless she covers.
        await OrderAsync(item: "croissant");
        await Expect(anna.Locator("#breaks summary")).ToContainTextAsync("3 others");
        await Expect(anna.GetByRole(AriaRole.Article)).ToHaveCountAsync(0);
        await Api.DoAsync(
            "employee",
            "chloe",
            "break_start",
            """{"breakType":"meal","duration":20,"coveringEmployees":["anna"],"cafeId":"demo"}"""
        );
        await Expect(anna.GetByRole(AriaRole.Article)).ToContainTextAsync("Croissant");
        await anna.Locator("#breaks summary").ClickAsync();
        await Expect(anna.Locator("#breaks")).ToContainTextAsync("Anna Peeters covers");
        await PictureAsync(anna, "staff-cover");
        await Api.DoAsync("employee", "chloe", "break_end", """{"cafeId":"demo"}""");
        await Expect(anna.GetByRole(AriaRole.Article)).ToHaveCountAsync(0);
        await Expect(anna.GetByRole(AriaRole.Alert).Locator(".problem")).ToHaveCountAsync(0);

        // Who comes or goes moves nobody's tick.
        var chloe = anna.GetByLabel("Chloé Dubois");
        await chloe.CheckAsync();
        await Api.DoAsync("employee", "ben", "employee_clock_out", "{}");
        await Expect(anna.Locator("#breaks summary")).ToContainTextAsync("2 others");
        await Expect(chloe).ToBeCheckedAsync();
        await Expect(anna.Locator("#breaks [name=cover]:checked")).ToHaveCountAsync(1);
        await chloe.UncheckAsync();
        await Api.DoAsync("employee", "ben", "employee_clock_in", "{}");
        await Expect(anna.Locator("#breaks summary")).ToContainTextAsync("3 others");

        // Her own break needs somebody, or she is told so.
        await OrderAsync();
        await Expect(anna.GetByRole(AriaRole.Article)).ToContainTextAsync("Cappuccino");
        await TapAsync(anna, "Begin the break");
        await Expect(anna.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("Somebody has to cover the counter first.");
        await TapAsync(anna, "Dismiss");
        await anna.GetByLabel("Ben Janssens").CheckAsync();
        await TapAsync(anna, "Begin the break");
        await Expect(anna.Locator("#breaks")).ToContainTextAsync("You are on a break until");
        await TapAsync(anna, "I am back");
        await Expect(anna.Locator("#breaks")).Not.ToContainTextAsync("You are on a break");

        await Api.DoAsync(
            "manager",
            "maya",
            "announcement_publish",
            """{"audience":"staff","message":"Inspection at three","cafeId":"demo"}"""
        );
        await Expect(anna.Locator("#staff-told")).ToContainTextAsync("Inspection at three");
    }

    [Fact]
    public async Task What_is_to_come_is_shown_with_its_time_and_can_be_made_now()
    {
        await using var context = await Browser.NewContextAsync(Tablet(ColorScheme.Light));
        var page = await OpenAsync(context);
        await SignInAsync(page, "anna", "1111");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        await Expect(page.Locator("#coming")).ToBeEmptyAsync();

        await OrderAsync($"{DateTimeOffset.UtcNow.AddHours(3):yyyy-MM-ddTHH:mm:ss.fffZ}");
        var coming = page.Locator("#coming");
        await Expect(coming).ToContainTextAsync("To come (1)");
        await Expect(coming).ToContainTextAsync("1 × Cappuccino");
        await Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(0);
        await PictureAsync(page, "staff-coming");

        await TapAsync(page, "Make it now");
        await Expect(page.GetByRole(AriaRole.Article)).ToContainTextAsync("Cappuccino");
        await Expect(coming).ToBeEmptyAsync();
    }

    [Fact]
    public async Task A_browser_that_keeps_nothing_works_until_the_page_is_left()
    {
        await using var context = await Browser.NewContextAsync(Tablet(ColorScheme.Light));
        await context.AddInitScriptAsync(
            "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
        );
        var page = await OpenAsync(context);
        await SignInAsync(page, "anna", "1111");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        await TapAsync(page, "Sign out");
        await Expect(page.GetByLabel("Your id")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task It_keeps_the_rules_of_accessibility(ColorScheme scheme)
    {
        Accessibility.SkipUnlessInstalled();
        await using var context = await Browser.NewContextAsync(Tablet(scheme));
        var page = await OpenAsync(context);
        await Accessibility.CheckAsync(page);
        await SignInAsync(page, "anna", "1111");
        await OrderAsync();
        await Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(1);
        await Accessibility.CheckAsync(page);
    }

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

    private static async Task SignInAsync(IPage page, string who, string pin)
    {
        await page.GetByLabel("Your id").FillAsync(who);
        await page.GetByLabel("PIN").FillAsync(pin);
        await TapAsync(page, "Sign in");
    }

    private async Task<IPage> OpenAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(Server.Url, "/s/demo").ToString());
        await Expect(page.GetByLabel("Your id")).ToBeVisibleAsync();
        return page;
    }

    private async Task OrderAsync(string? scheduledFor = null, string item = "cappuccino")
    {
        var time = scheduledFor is null ? "" : $",\"scheduledFor\":\"{scheduledFor}\"";
        await Api.DoAsync(
            "employee",
            "ben",
            "order_create",
            $$"""{"cafeId":"demo","orderType":"dine-in","tableNumber":"4","paymentMethod":"cash"{{time}},"items":[{"itemId":"{{item}}","quantity":1}]}"""
        );
        var order = (await Api.OrdersAsync())[0].GetProperty("orderId").GetString();
        await Api.DoAsync(
            "employee",
            "ben",
            "payment_record",
            $$"""{"orderId":"{{order}}","method":"cash","amount":{{(item == "croissant" ? "2.40" : "3.50")}},"result":"success"}"""
        );
    }
}
