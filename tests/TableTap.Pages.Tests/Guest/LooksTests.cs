using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using TableTap.Terms;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>
/// Every page on a phone and at a desk, in the light and in the dark, as it is with something to do, and as it is when
/// nobody knows whether it still holds. The pictures are in the folder <c>artifacts/pictures</c>.
/// </summary>
public sealed class LooksTests(Browser browser) : IAsyncLifetime
{
    private TestServer _server = null!;
    private DemoApi _api = null!;
    private IBrowserContext _context = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await DemoServer.StartAsync();
        _api = new(_server.Url);
        _context = await browser.NewContextAsync(Looks.Options());
        await FlightMode.AllowAsync(_context);
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _api.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_guest_sees_a_dish_a_basket_and_a_bill()
    {
        await _api.DoAsync("employee", "anna", "bill_open", """{"tableNumber":"7"}""");
        var page = await OpenAsync(await _api.TableLinkAsync("7"));
        await ExpectLiveAsync(page);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Cappuccino") })
            .ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Looks.CheckAsync(page, "guest-dish");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();
        await page.GetByText("On the bill of the table").ClickAsync();
        await Looks.CheckAsync(page, "guest-order");

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "BILL-000001" }))
            .ToContainTextAsync("€3.50 to pay");
        await Looks.CheckAsync(page, "guest-on-bill");
        await LookAtStaleAsync(page, "guest-stale");
    }

    [Fact]
    public async Task The_staff_see_tickets_bills_breaks_and_what_is_left()
    {
        var page = await OpenAsync("/s/demo");
        await Expect(page.GetByLabel("Your id")).ToBeVisibleAsync();
        await Looks.CheckAsync(page, "staff-enter");
        await SignInAsync(page, "anna", "1111");
        await _api.DoAsync("employee", "ben", "bill_open", """{"tableNumber":"4"}""");
        await _api.DoAsync(
            "employee",
            "ben",
            "order_create",
            """{"cafeId":"demo","orderType":"dine-in","tableNumber":"4","onBill":true,"items":[{"itemId":"croissant","quantity":2}]}"""
        );
        await BuyAsync("""{"itemId":"cappuccino","quantity":1}""");
        await Expect(page.Locator("#bills")).ToContainTextAsync("ORD-000001");
        await Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(1);
        await Expect(page.Locator("#stock summary")).ToBeVisibleAsync();
        await Expect(page.Locator("#breaks summary")).ToBeVisibleAsync();
        await page.EvaluateAsync(
            "() => { for (const each of document.querySelectorAll('details')) each.open = true; }"
        );
        await Looks.CheckAsync(page, "staff-work");
        await LookAtStaleAsync(page, "staff-stale");
    }

    [Fact]
    public async Task A_counter_sees_what_is_late_and_what_was_called_off()
    {
        await _context.AddInitScriptAsync(
            "window.ahead = 0; const now = Date.now.bind(Date); Date.now = () => now() + window.ahead;"
        );
        await BuyAsync(
            """{"itemId":"latte","quantity":2,"note":"Hot","allergies":["nuts"],"customizations":["Oat milk"]}"""
        );
        var off = await BuyAsync("""{"itemId":"cappuccino","quantity":1}""");
        var page = await OpenAsync("/c/espresso");
        await Expect(page.GetByLabel("Your id")).ToBeVisibleAsync();
        await Looks.CheckAsync(page, "counter-enter");
        await SignInAsync(page, "anna", "1111");
        var tiles = page.GetByRole(AriaRole.Article);
        await Expect(tiles).ToHaveCountAsync(2);
        await _api.DoAsync(
            "employee",
            "anna",
            "order_cancel",
            $$"""{"orderId":"{{off}}","reason":"customer_request"}"""
        );
        await Expect(tiles.First).ToContainTextAsync("Called off: do not make it.");
        await page.EvaluateAsync("() => { window.ahead = 3_600_000; }");
        await page.GetByRole(AriaRole.Button, new() { Name = "To make in all", Exact = true })
            .ClickAsync();
        await Expect(page.Locator(".tile.late")).ToHaveCountAsync(1);
        await Looks.CheckAsync(page, "counter-late");
        await LookAtStaleAsync(page, "counter-stale");
    }

    [Fact]
    public async Task A_counter_sees_what_is_held()
    {
        var page = await OpenAsync("/c/kitchen");
        await SignInAsync(page, "chloe", "3333");
        await BuyAsync(
            """{"itemId":"cappuccino","quantity":1,"course":1},{"itemId":"croissant","quantity":1,"course":2}"""
        );
        await Expect(page.GetByRole(AriaRole.Article)).ToContainTextAsync("on hold");
        await Looks.CheckAsync(page, "counter-held");
    }

    [Fact]
    public async Task The_board_shows_what_is_made_and_what_is_ready()
    {
        var page = await OpenAsync("/b/demo");
        await ExpectLiveAsync(page);
        foreach (var step in new[] { "ready", "preparing" })
        {
            var order = await BuyAsync(
                """{"itemId":"cappuccino","quantity":1}""",
                "\"orderType\":\"takeaway\""
            );
            foreach (var status in new[] { "preparing", step }.Distinct())
            {
                await _api.DoAsync(
                    "employee",
                    "anna",
                    "order_status_update",
                    $$"""{"orderId":"{{order}}","status":"{{status}}"}"""
                );
            }
        }

        await Expect(page.Locator("#ready strong")).ToHaveTextAsync(["1"]);
        await Expect(page.Locator("#preparing strong")).ToHaveTextAsync(["2"]);
        await Looks.CheckAsync(page, "board");
        await LookAtStaleAsync(page, "board-stale");
    }

    [Fact]
    public async Task The_manager_sees_figures_alerts_and_the_last_hour()
    {
        await BuyAsync("""{"itemId":"cappuccino","quantity":1}""");
        var page = await OpenAsync("/m/demo");
        await SignInAsync(page, "maya", "9999");
        await Expect(page.Locator(".part.hour")).ToContainTextAsync("€3.50");
        await Looks.CheckAsync(page, "manager");
        await LookAtStaleAsync(page, "manager-stale");
    }

    [Fact]
    public async Task The_manager_sees_the_café_as_it_is_set_up()
    {
        var page = await OpenAsync("/setup/demo");
        await EnterAsync(page, "maya", "9999");
        await Expect(page.Locator("[data-part=menu]")).ToBeVisibleAsync();
        await Looks.CheckAsync(page, "setup");
    }

    [Fact]
    public async Task An_operator_sees_how_the_server_is_doing()
    {
        var page = await OpenAsync($"/admin#token={_server.Token("root", Role.Admin)}");
        await ExpectLiveAsync(page);
        await Looks.CheckAsync(page, "console");
        await LookAtStaleAsync(page, "console-stale");
    }

    [Fact]
    public async Task A_server_without_a_café_says_how_to_begin()
    {
        await using var empty = await TestServer.StartAsync([
            .. TestServer.Quiet,
            ("Demo:Enabled", "false"),
        ]);
        var page = await OpenAsync(empty.Url.ToString());
        await Expect(page.Locator("h1")).Not.ToBeEmptyAsync();
        await Looks.CheckAsync(page, "start");
    }

    private static Task ExpectLiveAsync(IPage page) =>
        Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);

    // Off the network it is grey and says of when it is, and back on it nothing of that is left.
    private static async Task LookAtStaleAsync(IPage page, string name)
    {
        await FlightMode.BeginAsync(page);
        await FlightMode.ExpectGreyAsync(page);
        await Looks.CheckAsync(page, name);
        await FlightMode.EndAsync(page);
        await Expect(page.Locator(".stale, .as-of")).ToHaveCountAsync(0);
    }

    private static async Task SignInAsync(IPage page, string who, string pin)
    {
        await EnterAsync(page, who, pin);
        await ExpectLiveAsync(page);
    }

    private static async Task EnterAsync(IPage page, string who, string pin)
    {
        await page.GetByLabel("Your id").FillAsync(who);
        await page.GetByLabel("PIN").FillAsync(pin);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })
            .ClickAsync();
    }

    private async Task<IPage> OpenAsync(string address)
    {
        var page = await _context.NewPageAsync();
        await page.GotoAsync(new Uri(_server.Url, address).ToString());
        return page;
    }

    // Ordered at table 4, unless it is to go elsewhere, and paid in cash: its id.
    private async Task<string> BuyAsync(
        string items,
        string where = "\"orderType\":\"dine-in\",\"tableNumber\":\"4\""
    )
    {
        await _api.DoAsync(
            "employee",
            "ben",
            "order_create",
            $$"""{"cafeId":"demo",{{where}},"paymentMethod":"cash","items":[{{items}}]}"""
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
