using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>
/// One order on six screens at once: the guest's phone, two screens of a counter, the staff's tablet, the manager's desk and
/// the board on the wall. Each screen loses its line once while something happens; two people race for the same tap; the
/// server is killed; a counter breaks down at the peak; and all the while every session is so short that it is renewed.
/// </summary>
public sealed partial class ServiceStoryTests(Browser browser) : IAsyncLifetime
{
    // Each table has an order at the peak; the first order of all was the guest's.
    private const int Tables = 12;
    private const int FirstOfPeak = 2;

    private readonly List<IBrowserContext> _contexts = [];
    private readonly List<string> _errors = [];
    private ServerProcess _server = null!;
    private DemoApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(
            [("Auth:SessionLifetime", "20s"), ("Auth:ExpiryWarning", "15s")],
            null
        );
        _api = new(_server);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.DisposeAsync();
        }

        _api.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_order_is_paid_made_called_collected_and_rated_on_six_screens_over_cuts_a_race_and_a_dead_server()
    {
        await StaffTheBarAsync();
        var guest = await OpenAsync(390, 844, await _api.TableLinkAsync("7"));
        var first = await SignInAsync("/c/espresso", "anna", "1111");
        var second = await SignInAsync("/c/espresso", "ben", "2222");
        var staff = await SignInAsync("/s/demo", "anna", "1111");
        var manager = await SignInAsync("/m/demo", "maya", "9999");
        var board = await OpenAsync(1920, 1080, "/b/demo");
        IPage[] all = [guest, first, second, staff, manager, board];
        foreach (var page in all)
        {
            await ExpectLiveAsync(page);
        }

        await guest.GetByRole(AriaRole.Button, new() { NameRegex = Cappuccino() }).ClickAsync();
        await guest.GetByRole(AriaRole.Button, new() { NameRegex = Add() }).ClickAsync();
        await guest.GetByText("To take away").ClickAsync();
        await guest.GetByLabel("Your name, if we may call it").FillAsync("Zoë Maes");
        await Pictures.PictureAsync(guest, "guest-name");
        await guest.GetByRole(AriaRole.Button, new() { NameRegex = Order() }).ClickAsync();
        var pay = guest.GetByRole(AriaRole.Link, new() { Name = "Pay €3.50" });
        var provider = await guest.Context.RunAndWaitForPageAsync(() => pay.ClickAsync());
        await TapAsync(provider, "Pay");
        await Expect(provider.GetByRole(AriaRole.Status)).ToContainTextAsync("Paid.");
        await provider.CloseAsync();
        await ExpectStepAsync(guest, "Paid");
        foreach (var page in new[] { first, second, staff })
        {
            await Expect(Tiles(page)).ToHaveCountAsync(1);
            await Expect(Tiles(page)).ToContainTextAsync("Zoë M.");
        }

        // The guest and one screen of the counter are away while the other one starts it.
        await FlightMode.BeginAsync(guest);
        await FlightMode.BeginAsync(first);
        await TapAsync(second, "Start");
        await Expect(board.Locator("#preparing strong")).ToHaveTextAsync(["1"]);
        await FlightMode.EndAsync(first);
        await Expect(Button(first, "Ready")).ToBeVisibleAsync();
        await FlightMode.EndAsync(guest);
        await ExpectStepAsync(guest, "Being made");

        // Two people tap the same button before either hears of the other, while the board and the tablet are away: it
        // is ready once, and nobody is told off.
        await FlightMode.BeginAsync(board);
        await FlightMode.BeginAsync(staff);
        await RaceAsync(first, second);
        await ExpectStepAsync(guest, "Ready");
        await Expect(board.Locator("body.stale")).ToHaveCountAsync(1);
        await Expect(board.Locator("#ready strong")).ToHaveCountAsync(0);
        await Expect(staff.GetByLabel("Pickup code")).ToHaveCountAsync(0);
        await FlightMode.EndAsync(board);
        await FlightMode.EndAsync(staff);
        await Expect(board.Locator("#ready strong")).ToHaveTextAsync(["1"]);
        await Expect(staff.GetByLabel("Pickup code")).ToBeVisibleAsync();

        await _server.KillAsync();
        foreach (var page in all)
        {
            await Expect(page.Locator(".dot.live")).ToHaveCountAsync(0);
            await FlightMode.ExpectGreyAsync(page);
        }

        await _server.StartAgainAsync();
        foreach (var page in all)
        {
            await ExpectLiveAsync(page);
        }

        // It is collected and rated while the manager's desk is away.
        await FlightMode.BeginAsync(manager);
        var code = await guest.Locator("[data-code]").InnerTextAsync();
        await staff.GetByLabel("Pickup code").FillAsync(code);
        await TapAsync(staff, "Hand over");
        await ExpectStepAsync(guest, "Picked up");
        await Expect(board.Locator("#ready strong")).ToHaveCountAsync(0);
        await TapAsync(guest, "5 of 5 stars");
        await Expect(guest.GetByText("Thank you! ★★★★★")).ToBeVisibleAsync();
        var done = manager.Locator(".part.hour [data-key=completed] dd");
        await Expect(done).ToHaveTextAsync("0");
        await FlightMode.EndAsync(manager);
        await Expect(done).ToHaveTextAsync("1");
        await Expect(manager.Locator(".part.hour")).ToContainTextAsync("€3.50");

        await BreakDownAtThePeakAsync(manager, first, second);

        // What was wrong is over, and no screen goes on about it.
        foreach (var page in all)
        {
            await Expect(page.Locator(".problem", new() { HasText = "SERVICE_UNAVAILABLE" }))
                .ToHaveCountAsync(0);
        }

        await PictureAsync(all);
        var orders = await _api.OrdersAsync();
        Assert.Equal("completed", orders[^1].GetProperty("status").GetString());
        Assert.All(
            orders.SkipLast(1),
            order => Assert.Equal("ready", order.GetProperty("status").GetString())
        );
        Assert.Empty(_errors);
    }

    // Both say "ready" before the server has heard either; then it hears them one after the other.
    private async Task RaceAsync(IPage first, IPage second)
    {
        foreach (var page in new[] { first, second })
        {
            await Frames.HoldAsync(page);
            await TapAsync(page, "Ready");
            await Frames.ExpectAsync(page, "held:order_status_update");
            Assert.Equal(1, await Frames.CountAsync(page, "held:order_status_update"));
        }

        await Frames.LetGoAsync(first);
        await Frames.LetGoAsync(second);
        // Each answer has come: the second screen has that of its start, too.
        await Frames.ExpectAsync(first, "heard:message_acknowledged");
        await Frames.ExpectAsync(second, "heard:message_acknowledged", 2);
        foreach (var page in new[] { first, second })
        {
            await Expect(Tiles(page)).ToHaveCountAsync(0);
            await Expect(page.Locator("#counter-problem")).ToBeEmptyAsync();
            Assert.Equal(0, await Frames.CountAsync(page, "heard:message_error"));
        }

        Assert.Equal(1, await CountFactsAsync("order_ready"));
    }

    // Twelve tickets wait, one of them begun while the second screen is away, when the machine breaks down. What is begun
    // stays, the others come back with the machine, and both people finish them all.
    private async Task BreakDownAtThePeakAsync(IPage manager, IPage first, IPage second)
    {
        await FlightMode.BeginAsync(second);
        for (var table = 1; table <= Tables; table++)
        {
            await BuyAsync(table);
        }

        await Expect(Tiles(first)).ToHaveCountAsync(Tables);
        await TapAsync(Tile(first, FirstOfPeak), "Start");
        await FlightMode.EndAsync(second);
        await Expect(Tiles(second)).ToHaveCountAsync(Tables);
        await Expect(Button(Tile(second, FirstOfPeak), "Ready")).ToBeVisibleAsync();

        await TapAsync(manager, "Take out of service: Espresso Bar");
        foreach (var page in new[] { first, second })
        {
            await Expect(page.Locator("#counter-notice"))
                .ToContainTextAsync("This counter is under repair");
            // What nobody has begun is called off here, and what is begun stays.
            await Expect(Tiles(page).Filter(new() { HasText = "Called off" }))
                .ToHaveCountAsync(Tables - 1);
            await Expect(Tiles(page)).ToHaveCountAsync(Tables);
        }

        await TapAsync(manager, "Open again: Espresso Bar");
        foreach (var page in new[] { first, second })
        {
            await Expect(page.Locator("#counter-notice")).ToBeEmptyAsync();
            await Expect(Tiles(page).Filter(new() { HasText = "Called off" })).ToHaveCountAsync(0);
            await Expect(Tiles(page)).ToHaveCountAsync(Tables);
        }

        for (var number = FirstOfPeak; number < FirstOfPeak + Tables; number++)
        {
            var tile = Tile(number % 2 == 0 ? second : first, number);
            if (number > FirstOfPeak)
            {
                await TapAsync(tile, "Start");
            }

            await TapAsync(tile, "Ready");
        }

        foreach (var page in new[] { first, second })
        {
            await Expect(Tiles(page)).ToHaveCountAsync(0);
        }
    }

    [GeneratedRegex("^Cappuccino")]
    private static partial Regex Cappuccino();

    [GeneratedRegex("^Add")]
    private static partial Regex Add();

    [GeneratedRegex("^Order ·")]
    private static partial Regex Order();

    private static ILocator Tiles(IPage page) => page.GetByRole(AriaRole.Article);

    private static ILocator Tile(IPage page, int number) =>
        page.GetByRole(AriaRole.Article, new() { NameRegex = new($"^ORD-{number:D6},") });

    private static ILocator Button(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Button(ILocator part, string name) =>
        part.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static Task TapAsync(IPage page, string button) => Button(page, button).ClickAsync();

    private static Task TapAsync(ILocator part, string button) => Button(part, button).ClickAsync();

    private static Task ExpectLiveAsync(IPage page) =>
        Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);

    private static Task ExpectStepAsync(IPage page, string step) =>
        Expect(page.GetByRole(AriaRole.Article).Locator("[aria-current=step]"))
            .ToHaveTextAsync(step);

    private static async Task PictureAsync(IPage[] pages)
    {
        string[] names = ["guest", "counter", "counter-2", "staff", "manager", "board"];
        foreach (var (name, page) in names.Zip(pages))
        {
            await Pictures.PictureAsync(page, $"story-{name}");
        }
    }

    private async Task<IPage> OpenAsync(int width, int height, string address)
    {
        var context = await browser.NewContextAsync(
            new()
            {
                Locale = "en-GB",
                ViewportSize = new() { Width = width, Height = height },
            }
        );
        _contexts.Add(context);
        await FlightMode.AllowAsync(context);
        await Frames.AllowAsync(context);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) =>
        {
            lock (_errors)
            {
                _errors.Add($"{page.Url}: {error}");
            }
        };
        await page.GotoAsync(new Uri(_server.Http, address).ToString());
        return page;
    }

    private async Task<IPage> SignInAsync(string address, string who, string pin)
    {
        var page = await OpenAsync(1024, 768, address);
        await page.GetByLabel("Your id").FillAsync(who);
        await page.GetByLabel("PIN").FillAsync(pin);
        await TapAsync(page, "Sign in");
        return page;
    }

    // Two people work at the bar, so that both can tap at once.
    private async Task StaffTheBarAsync()
    {
        const string path = "/v1/admin/cafes/demo";
        var admin = _server.Token("root", "admin");
        var file = JsonNode.Parse(await _api.SendAsync(HttpMethod.Get, path, admin, null))!;
        var ben = file["staff"]!
            .AsArray()
            .Single(one => one!["employeeId"]!.GetValue<string>() == "ben")!;
        ben["counters"] = new JsonArray("cold", "espresso");
        await _api.SendAsync(HttpMethod.Put, path, admin, file.ToJsonString());
    }

    // How often something happened to the latest order.
    private async Task<int> CountFactsAsync(string type)
    {
        var order = (await _api.OrdersAsync())[0].GetProperty("orderId").GetString();
        var manager = await _api.TokenAsync("manager", "maya");
        var text = await _api.SendAsync(HttpMethod.Get, $"/v1/orders/{order}", manager, null);
        return JsonDocument
            .Parse(text)
            .RootElement.GetProperty("history")
            .EnumerateArray()
            .Count(fact => fact.GetProperty("type").GetString() == type);
    }

    private async Task BuyAsync(int table)
    {
        await _api.DoAsync(
            "employee",
            "ben",
            "order_create",
            $$"""{"cafeId":"demo","orderType":"dine-in","tableNumber":"{{table}}","paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":1}]}"""
        );
        var order = (await _api.OrdersAsync())[0].GetProperty("orderId").GetString();
        await _api.DoAsync(
            "employee",
            "ben",
            "payment_record",
            $$"""{"orderId":"{{order}}","method":"cash","amount":3.50,"result":"success"}"""
        );
    }
}
