using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using static Microsoft.Playwright.Assertions;
using static TableTap.Pages.Tests.Pictures;

namespace TableTap.Pages.Tests.Guest;

/// <summary>What the QR code of a table opens: a guest orders, pays on the provider's page, and is told; the device stays signed in.</summary>
public sealed class GuestPageTests(Browser browser) : CafePageTests(browser)
{
    private readonly List<string> _complaints = [];
    private IBrowserContext _phone = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _phone = await Browser.NewContextAsync(
            new()
            {
                Locale = "en-GB",
                ViewportSize = new() { Width = 390, Height = 844 },
                HasTouch = true,
                IsMobile = true,
            }
        );
        _phone.Console += (_, line) =>
        {
            if (line.Type is "error" or "warning")
            {
                _complaints.Add(line.Text);
            }
        };
    }

    public override async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_guest_scans_orders_pays_and_is_told_until_the_order_is_on_the_table()
    {
        var page = await ScanAsync("7");
        Assert.DoesNotContain("t=", page.Url, StringComparison.Ordinal);
        await Expect(Line(page)).ToContainTextAsync("7");

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Cappuccino") })
            .ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();
        // Who scanned the code of a table sits there.
        await Expect(page.GetByLabel("At a table")).ToBeCheckedAsync();
        // The café offers no courses: nothing is asked.
        await Expect(page.Locator("select[name=course]")).ToHaveCountAsync(0);
        await Expect(page.GetByLabel("Table number")).ToHaveValueAsync("7");
        await PictureAsync(page, "guest-basket");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") }).ClickAsync();

        var order = page.GetByRole(AriaRole.Article);
        var pay = order.GetByRole(AriaRole.Link, new() { Name = "Pay €3.50" });
        await PictureAsync(page, "guest-pay");
        var provider = await _phone.RunAndWaitForPageAsync(() => pay.ClickAsync());
        await provider
            .GetByRole(AriaRole.Button, new() { Name = "Pay", Exact = true })
            .ClickAsync();
        await Expect(provider.GetByRole(AriaRole.Status)).ToContainTextAsync("Paid.");
        await provider.CloseAsync();
        await ExpectStepAsync(page, "Paid");

        // A reload asks for no code, and knows the order.
        await page.ReloadAsync();
        await ExpectStepAsync(page, "Paid");
        await MakeAsync();
        await ExpectStepAsync(page, "Ready");
        await PictureAsync(page, "guest-ready");
        // Whoever looks at another tab sees it there, until they look here.
        await Expect(page).ToHaveTitleAsync(new Regex("^● Order .* is ready"));
        await page.Keyboard.PressAsync("Shift");
        await Expect(page).ToHaveTitleAsync("TableTap");
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task A_guest_orders_on_the_bill_of_the_table_and_sees_what_is_due()
    {
        var opened = await Api.DoAsync("employee", "anna", "bill_open", """{"tableNumber":"7"}""");
        var page = await ScanAsync("7");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Cappuccino") })
            .ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();
        await page.GetByText("On the bill of the table").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") }).ClickAsync();

        var bill = page.GetByRole(AriaRole.Article, new() { Name = "BILL-000001" });
        await Expect(bill).ToContainTextAsync("€3.50 to pay, €0.00 paid");
        await ExpectStepAsync(page, "On the bill");
        await PictureAsync(page, "guest-bill");

        // A reload reads it again.
        await page.ReloadAsync();
        await Expect(bill).ToContainTextAsync("€3.50 to pay");
        var billId = JsonDocument
            .Parse(opened)
            .RootElement.GetProperty("data")
            .GetProperty("result")
            .GetProperty("billId")
            .GetString();
        await Api.DoAsync(
            "employee",
            "anna",
            "bill_pay",
            $$"""{"billId":"{{billId}}","method":"cash","amount":3.50}"""
        );
        await Expect(bill).ToHaveCountAsync(0);
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task A_guest_at_a_table_says_in_which_course_each_line_comes_and_sees_how_far_each_is()
    {
        await OfferCoursesAsync(3);
        await Api.DoAsync("employee", "anna", "bill_open", """{"tableNumber":"7"}""");
        var page = await ScanAsync("7");
        foreach (var item in new[] { "Cappuccino", "Caffè Latte", "Butter Croissant" })
        {
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{item}") })
                .ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();
        }

        // To take away, nothing is asked.
        await page.GetByText("To take away").ClickAsync();
        await Expect(page.Locator("select[name=course]")).ToHaveCountAsync(0);
        await page.GetByText("At a table").ClickAsync();
        await Expect(page.Locator("select[name=course]")).ToHaveCountAsync(3);
        var croissant = page.GetByLabel("Course of Butter Croissant", new() { Exact = true });
        await Expect(croissant.Locator("option"))
            .ToHaveTextAsync(["Straight away", "First course", "Second course", "Third course"]);
        Assert.True((await croissant.BoundingBoxAsync())!.Height >= 44);
        await page.GetByLabel("Course of Cappuccino", new() { Exact = true })
            .SelectOptionAsync("First course");
        await croissant.FocusAsync();
        await page.Keyboard.PressAsync("End");
        await croissant.SelectOptionAsync("Second course");
        await Expect(croissant).ToBeFocusedAsync();

        // The same dish again is another line: it may come with another course.
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Butter Croissant") })
            .ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();
        var both = page.GetByLabel("Course of Butter Croissant", new() { Exact = true });
        await Expect(both).ToHaveCountAsync(2);
        await Expect(both.Nth(1)).ToHaveValueAsync("0");
        await both.Nth(1).SelectOptionAsync("Third course");
        await page.ReloadAsync();
        await Expect(both.Nth(1)).ToHaveValueAsync("3");
        await PictureAsync(page, "guest-courses");
        // Each line is as high as what is in it, however many there are: the list scrolls.
        Assert.True(
            await page.EvaluateAsync<bool>(
                "() => [...document.querySelectorAll('.basket .lines li')].every((line) => line.scrollHeight <= line.clientHeight + 1)"
            )
        );

        await page.GetByText("On the bill of the table").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") }).ClickAsync();
        var steps = page.GetByRole(AriaRole.List, new() { Name = "Courses", Exact = true })
            .GetByRole(AriaRole.Listitem);
        await Expect(steps)
            .ToHaveTextAsync([
                "First course being made",
                "Second course comes later",
                "Third course comes later",
            ]);
        await PictureAsync(page, "guest-courses-order");
        Assert.Equal(
            [("cappuccino", 1), ("latte", 0), ("croissant", 2), ("croissant", 3)],
            (await Api.OrdersAsync())[0]
                .GetProperty("items")
                .EnumerateArray()
                .Select(line =>
                    (
                        line.GetProperty("itemId").GetString()!,
                        line.TryGetProperty("course", out var course) ? course.GetInt32() : 0
                    )
                )
        );

        await MakeFirstAsync();
        await Expect(steps)
            .ToHaveTextAsync([
                "First course ready",
                "Second course being made",
                "Third course comes later",
            ]);
        await Expect(page.Locator("#guest-news")).ToContainTextAsync("Second course, being made");
        await page.ReloadAsync();
        await Expect(steps.First).ToHaveTextAsync("First course ready");
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task An_order_waits_for_its_card_alone_and_what_another_part_has_to_say_is_said_once_it_is_here()
    {
        await OfferCoursesAsync(3);
        await Api.DoAsync("employee", "anna", "bill_open", """{"tableNumber":"7"}""");
        var page = await ScanAsync("7");
        foreach (
            var (item, course) in new[]
            {
                ("Cappuccino", "First course"),
                ("Butter Croissant", "Second course"),
            }
        )
        {
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{item}") })
                .ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();
            await page.GetByLabel($"Course of {item}", new() { Exact = true })
                .SelectOptionAsync(course);
        }

        await page.GetByText("On the bill of the table").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") }).ClickAsync();
        var steps = page.GetByRole(AriaRole.List, new() { Name = "Courses", Exact = true })
            .GetByRole(AriaRole.Listitem);
        await Expect(steps)
            .ToHaveTextAsync(["First course being made", "Second course comes later"]);

        var mayCome = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync(
            "**/item-form.js*",
            async route =>
            {
                await mayCome.Task;
                await route.ContinueAsync();
            }
        );
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        await MakeFirstAsync();
        await Expect(steps).ToHaveTextAsync(["First course ready", "Second course being made"]);
        await Expect(page.Locator("#guest-news")).ToBeEmptyAsync();

        mayCome.SetResult();
        await Expect(page.Locator("#guest-news")).ToContainTextAsync("Second course, being made");
    }

    [Fact]
    public async Task What_has_no_course_is_the_first_one_where_only_a_later_one_is_named()
    {
        var page = await ScanAsync("7");
        var sent = await page.EvaluateAsync<string>(
            """
            async () => {
              const { Basket } = await import('/basket.js');
              const items = (...courses) => new Basket(courses.map((course, place) => ({ key: `${place}`, itemId: 'x', customizations: [], quantity: 1, course }))).toItems(3).map(({ course }) => course ?? 0);
              return JSON.stringify([items(0, 0), items(0, 2), items(1, 0, 2), items(2, 2), items(0, 1), items(9, 0)]);
            }
            """
        );

        Assert.Equal("[[0,0],[1,2],[1,0,2],[2,2],[0,1],[0,0]]", sent);
    }

    /// <summary>A run of digits in an id of a command may be the number of a card by chance, and the server refuses it.</summary>
    [Fact]
    public async Task An_id_that_the_page_makes_has_no_digit_whatever_is_drawn()
    {
        var page = await ScanAsync("7");
        var ids = await page.EvaluateAsync<string[]>(
            """
            async () => {
              const { random } = await import('/random.js');
              const drawn = [];
              for (let byte = 0; byte < 256; byte++) {
                crypto.getRandomValues = (bytes) => bytes.fill(byte);
                drawn.push(random());
              }
              return drawn;
            }
            """
        );

        Assert.Equal(256, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-z]{20}$", id));
    }

    [Fact]
    public async Task A_guest_orders_for_later_pays_changes_the_time_and_is_told_when_it_is_made()
    {
        var page = await ScanAsync("7");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Cappuccino") })
            .ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();
        var times = page.GetByLabel("When");
        await Expect(times).ToHaveValueAsync("");
        await Expect(times.Locator("option").Nth(20)).ToBeAttachedAsync();
        await times.SelectOptionAsync(new SelectOptionValue { Index = 8 });
        await PictureAsync(page, "guest-when");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") }).ClickAsync();

        var order = page.GetByRole(AriaRole.Article);
        var provider = await _phone.RunAndWaitForPageAsync(() =>
            order.GetByRole(AriaRole.Link, new() { Name = "Pay €3.50" }).ClickAsync()
        );
        await provider
            .GetByRole(AriaRole.Button, new() { Name = "Pay", Exact = true })
            .ClickAsync();
        await Expect(provider.GetByRole(AriaRole.Status)).ToContainTextAsync("Paid.");
        await provider.CloseAsync();
        await ExpectStepAsync(page, "Planned");
        await PictureAsync(page, "guest-planned");

        var told = order.Locator(".later p");
        var before = await told.TextContentAsync();
        await order
            .GetByLabel("Another time")
            .SelectOptionAsync(new SelectOptionValue { Index = 14 });
        await Expect(told).Not.ToHaveTextAsync(before!);
        // A reload knows it as well.
        var after = await told.TextContentAsync();
        await page.ReloadAsync();
        await Expect(told).ToHaveTextAsync(after!);
        await ExpectStepAsync(page, "Planned");

        var orderId = (await Api.OrdersAsync())[0].GetProperty("orderId").GetString();
        await Api.DoAsync(
            "employee",
            "anna",
            "order_status_update",
            $$"""{"orderId":"{{orderId}}","status":"confirmed","reason":"The guest is here"}"""
        );
        await Expect(order.GetByLabel("Another time")).ToHaveCountAsync(0);
        await MakeAsync();
        await ExpectStepAsync(page, "Ready");
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task A_tab_opened_later_is_the_same_guest_and_another_phone_is_not()
    {
        var page = await ScanAsync("7");
        await OrderAsync(page);
        var later = await _phone.NewPageAsync();
        await later.GotoAsync(new Uri(Server.Url, "/g/demo").ToString());
        await Expect(later.GetByRole(AriaRole.Article)).ToHaveCountAsync(1);

        await using var other = await Browser.NewContextAsync(new() { Locale = "en-GB" });
        var stranger = await other.NewPageAsync();
        await stranger.GotoAsync(await Api.TableLinkAsync("8"));
        await Expect(Line(stranger)).ToContainTextAsync("8");
        await Expect(stranger.GetByRole(AriaRole.Article)).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("/g/demo", "en", "Scan the code on your table again")]
    [InlineData(
        "/g/demo?t=eyJhbGciOiJIUzI1NiJ9.eyJ0YWJsZSI6IjcifQ.c2ln",
        "nl",
        "Scan de code op je tafel opnieuw"
    )]
    [InlineData("/g/nowhere?t=x", "de", "Scannen Sie den Code auf Ihrem Tisch noch einmal")]
    public async Task Without_a_code_that_holds_it_says_what_to_do(
        string path,
        string language,
        string words
    )
    {
        await using var context = await Browser.NewContextAsync(new() { Locale = language });
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(Server.Url, path).ToString());
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(words);
    }

    [Fact]
    public async Task A_session_that_was_ended_goes_on_with_the_code_in_hand()
    {
        var page = await ScanAsync("7");
        await OrderAsync(page);
        await Api.SendAsync(
            HttpMethod.Delete,
            "/v1/cafes/demo/tables/7/code?guests=end",
            await Api.TokenAsync("manager", "maya"),
            null
        );

        await Expect(page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("Scan the code on your table again");
        await page.GotoAsync(await Api.TableLinkAsync("7"));
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        // Another guest, for the server: what the last one ordered is not theirs.
        await Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_page_keeps_the_rules_of_accessibility()
    {
        Accessibility.SkipUnlessInstalled();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var context = await Browser.NewContextAsync(
                new()
                {
                    Locale = "en-GB",
                    ColorScheme = scheme,
                    ReducedMotion = ReducedMotion.Reduce,
                    BypassCSP = true,
                    ViewportSize = new() { Width = 390, Height = 844 },
                }
            );
            var page = await context.NewPageAsync();
            await page.GotoAsync(await Api.TableLinkAsync("7"));
            await OrderAsync(page);
            await Accessibility.CheckAsync(page);
        }
    }

    private static ILocator Line(IPage page) => page.Locator("#guest-line");

    private static Task ExpectStepAsync(IPage page, string step) =>
        Expect(page.GetByRole(AriaRole.Article).Locator("[aria-current=step]"))
            .ToHaveTextAsync(step);

    private static async Task OrderAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Cappuccino") })
            .ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new(@"^ORD-\d{6}$") }))
            .ToHaveCountAsync(1);
    }

    private async Task<IPage> ScanAsync(string table)
    {
        var page = await _phone.NewPageAsync();
        page.PageError += (_, error) => _complaints.Add(error);
        await page.GotoAsync(await Api.TableLinkAsync(table));
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        return page;
    }

    private Task OfferCoursesAsync(int courses) =>
        ChangeAsync(file => file["limits"]!["coursesOffered"] = courses);

    /// <summary>Makes all that the counters have now: the first course, and what has none.</summary>
    private async Task MakeFirstAsync()
    {
        var order = (await Api.OrdersAsync())[0];
        foreach (
            var line in order
                .GetProperty("items")
                .EnumerateArray()
                .Where(line => line.GetProperty("status").GetString() == "queued")
                .ToList()
        )
        {
            foreach (var status in new[] { "started", "ready" })
            {
                await Api.DoAsync(
                    "manager",
                    "maya",
                    "order_item_update",
                    $$"""{"orderId":"{{order.GetProperty("orderId").GetString()}}","lineId":"{{line.GetProperty("lineId").GetString()}}","status":"{{status}}"}"""
                );
            }
        }
    }

    private async Task MakeAsync()
    {
        var order = (await Api.OrdersAsync())[0].GetProperty("orderId").GetString();
        foreach (var status in new[] { "preparing", "ready" })
        {
            await Api.DoAsync(
                "employee",
                "anna",
                "order_status_update",
                $$"""{"orderId":"{{order}}","status":"{{status}}"}"""
            );
        }
    }
}
