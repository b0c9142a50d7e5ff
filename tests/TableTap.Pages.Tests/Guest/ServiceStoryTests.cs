using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>
/// One order on six screens at once: the guest's phone, two screens of a counter, the staff's tablet, the manager's desk and
/// the board on the wall. Each screen loses its line once while something happens; two screens race for the same tap; the
/// server is killed; and all the while every session is so short that it is renewed under way.
/// </summary>
public sealed partial class ServiceStoryTests(Browser browser) : IAsyncLifetime
{
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
        var guest = await OpenAsync(390, 844, await _api.TableLinkAsync("7"));
        var first = await SignInAsync("/c/espresso", "anna", "1111");
        var second = await SignInAsync("/c/espresso", "anna", "1111");
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

        // Two people tap the same button: it is ready once, and neither screen keeps the ticket.
        await FlightMode.BeginAsync(board);
        await Task.WhenAll(
            first.EvaluateAsync("() => document.querySelector('[data-action=ready]')?.click()"),
            second.EvaluateAsync("() => document.querySelector('[data-action=ready]')?.click()")
        );
        await Expect(Tiles(first)).ToHaveCountAsync(0);
        await Expect(Tiles(second)).ToHaveCountAsync(0);
        await ExpectStepAsync(guest, "Ready");
        await Expect(board.Locator("body.stale")).ToHaveCountAsync(1);
        await Expect(board.Locator("#ready strong")).ToHaveCountAsync(0);
        await FlightMode.EndAsync(board);
        await Expect(board.Locator("#ready strong")).ToHaveTextAsync(["1"]);

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

        // It is collected while the manager's desk is away; the staff's tablet was away, too.
        await FlightMode.BeginAsync(manager);
        await FlightMode.BeginAsync(staff);
        await FlightMode.EndAsync(staff);
        var code = await guest.Locator("[data-code]").InnerTextAsync();
        await staff.GetByLabel("Pickup code").FillAsync(code);
        await TapAsync(staff, "Hand over");
        await ExpectStepAsync(guest, "Picked up");
        await Expect(board.Locator("#ready strong")).ToHaveCountAsync(0);
        await FlightMode.EndAsync(manager);
        await Expect(manager.Locator(".part.hour")).ToContainTextAsync("€3.50");
        await TapAsync(guest, "5 of 5 stars");
        await Expect(guest.GetByText("Thank you! ★★★★★")).ToBeVisibleAsync();

        // Three tickets wait when the machine breaks down, and they are there when it runs again.
        for (var table = 1; table <= 3; table++)
        {
            await BuyAsync(table);
        }

        await Expect(Tiles(first)).ToHaveCountAsync(3);
        await TapAsync(manager, "Take out of service: Espresso Bar");
        foreach (var page in new[] { first, second })
        {
            await Expect(page.Locator("#counter-notice"))
                .ToContainTextAsync("This counter is under repair");
        }

        await TapAsync(manager, "Open again: Espresso Bar");
        foreach (var page in new[] { first, second })
        {
            await Expect(page.Locator("#counter-notice")).ToBeEmptyAsync();
            await Expect(Tiles(page)).ToHaveCountAsync(3);
        }

        // What was wrong is over, and no screen goes on about it.
        foreach (var page in all)
        {
            await Expect(page.Locator(".problem", new() { HasText = "SERVICE_UNAVAILABLE" }))
                .ToHaveCountAsync(0);
        }

        await PictureAsync(all);
        Assert.Single(
            await _api.OrdersAsync(),
            order => order.GetProperty("status").GetString() == "completed"
        );
        Assert.Empty(_errors);
    }

    [GeneratedRegex("^Cappuccino")]
    private static partial Regex Cappuccino();

    [GeneratedRegex("^Add")]
    private static partial Regex Add();

    [GeneratedRegex("^Order ·")]
    private static partial Regex Order();

    private static ILocator Tiles(IPage page) => page.GetByRole(AriaRole.Article);

    private static ILocator Button(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static Task TapAsync(IPage page, string button) => Button(page, button).ClickAsync();

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
