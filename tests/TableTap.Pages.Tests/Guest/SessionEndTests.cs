using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>
/// Sessions of pages that are renewed under way, that end because the next token does not get through, and that are over
/// for good: nobody types a PIN or scans a code who need not, and who has to is asked for it.
/// </summary>
public sealed class SessionEndTests(Browser browser) : IAsyncLifetime
{
    private const string StaffKey = "tabletap.staff.demo";

    private readonly List<IBrowserContext> _contexts = [];
    private TestServer _server = null!;
    private DemoApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync([
            .. ServerProcess.Links,
            .. TestServer.Quiet,
            ("Auth:SessionLifetime", "3s"),
            ("Auth:ExpiryWarning", "2s"),
        ]);
        _api = new(_server.Url);
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
    public async Task A_session_is_renewed_and_one_that_ended_goes_on_without_a_pin_or_a_code()
    {
        var guest = await OpenAsync(await _api.TableLinkAsync("7"));
        var counter = await OpenAsync("/c/espresso");
        await SignInAsync(counter, "anna", "1111");
        var board = await OpenAsync(await _api.TableLinkAsync("3", "b"));
        IPage[] all = [guest, counter, board];
        foreach (var page in all)
        {
            await ExpectLiveAsync(page);
            await Frames.ExpectAsync(page, "sent:token_refresh");
            await Frames.ExpectAsync(page, "heard:token_refreshed");
        }

        // What asks for the next token gets through no more: the server ends each session.
        foreach (var page in all)
        {
            await page.RouteAsync("**/v1/auth/*", route => route.AbortAsync());
        }

        foreach (var page in all)
        {
            await Frames.ExpectAsync(page, "closed:4401");
            await Expect(page.Locator(".dot.live")).ToHaveCountAsync(0);
            await FlightMode.ExpectGreyAsync(page);
        }

        await BuyAsync();
        await Expect(counter.GetByRole(AriaRole.Article)).ToHaveCountAsync(0);
        foreach (var page in all)
        {
            await page.UnrouteAllAsync();
            await ExpectLiveAsync(page);
            await Frames.ExpectAsync(page, "heard:connection_established", 2);
        }

        await Expect(counter.GetByRole(AriaRole.Article)).ToHaveCountAsync(1);
        await Expect(counter.GetByLabel("PIN")).ToBeHiddenAsync();
        await Expect(guest.Locator("#guest-line")).ToContainTextAsync("7");
        await Expect(guest.Locator("#guest-problem")).ToBeEmptyAsync();
        await Expect(board.Locator("#board-problem")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task Whose_sign_in_is_over_signs_in_again_and_the_screen_on_the_wall_goes_on_by_itself()
    {
        var page = await OpenAsync("/c/espresso");
        foreach (
            var (address, who, pin) in new[]
            {
                ("/c/espresso", "anna", "1111"),
                ("/s/demo", "anna", "1111"),
                ("/m/demo", "maya", "9999"),
            }
        )
        {
            await GoAsync(page, address);
            await SignInAsync(page, who, pin);
            await ExpectLiveAsync(page);
            await EndAsync(page, StaffKey);
            await Expect(page.GetByLabel("PIN")).ToBeVisibleAsync();
            await Expect(page.Locator(".dot.live")).ToHaveCountAsync(0);
        }

        // The code of the scan is in memory alone: a page that was loaded anew has none.
        await GoAsync(page, await _api.TableLinkAsync("7"));
        await ExpectLiveAsync(page);
        await GoAsync(page, "/g/demo");
        await ExpectLiveAsync(page);
        await EndAsync(page, "tabletap.table.demo");
        await Expect(page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("Scan the code on your table again");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(0);

        await GoAsync(page, await _api.TableLinkAsync("3", "b"));
        await ExpectLiveAsync(page);
        await EndAsync(page, "tabletap.board.demo");
        await Frames.ExpectAsync(page, "closed:4401");
        await Frames.ExpectAsync(page, "heard:connection_established", 2);
        await ExpectLiveAsync(page);
    }

    private static Task ExpectLiveAsync(IPage page) =>
        Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);

    private static async Task SignInAsync(IPage page, string who, string pin)
    {
        await page.GetByLabel("Your id").FillAsync(who);
        await page.GetByLabel("PIN").FillAsync(pin);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })
            .ClickAsync();
    }

    // The server ends the sign-in of this device, whichever of its tokens it is by.
    private async Task EndAsync(IPage page, string key)
    {
        var refreshToken = await page.EvaluateAsync<string>(
            "key => JSON.parse(localStorage.getItem(key)).refreshToken",
            key
        );
        using var ended = await _server.Http.PostAsJsonAsync(
            new Uri(_server.Url, "/v1/auth/sign-out"),
            new { refreshToken },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
    }

    private Task GoAsync(IPage page, string address) =>
        page.GotoAsync(new Uri(_server.Url, address).ToString());

    private async Task<IPage> OpenAsync(string address)
    {
        var context = await browser.NewContextAsync(new() { Locale = "en-GB" });
        _contexts.Add(context);
        await Frames.AllowAsync(context);
        var page = await context.NewPageAsync();
        await GoAsync(page, address);
        return page;
    }

    private async Task BuyAsync()
    {
        await _api.DoAsync(
            "employee",
            "ben",
            "order_create",
            """{"cafeId":"demo","orderType":"dine-in","tableNumber":"4","paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":1}]}"""
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
