using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>
/// A reload off the network: what a page is made of is on the device, and it shows what it knew, grey and with the time of it. Over TLS,
/// as a café's pages come; on a machine's own address nothing is kept.
/// </summary>
public sealed partial class ShellWorkerTests(Browser browser) : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private TestServer _server = null!;
    private DemoApi _api = null!;
    private IBrowserContext _context = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync([
            ("Server:Urls", "http://127.0.0.1:0,https://127.0.0.1:0"),
            ("Kestrel:Certificates:Default:Path", PageLoadMeasure.Certificate(_directory.Path)),
            .. ServerProcess.Links,
            .. TestServer.Quiet,
        ]);
        _api = new(_server.Url);
        _context = await browser.NewContextAsync(
            new()
            {
                Locale = "en-GB",
                ViewportSize = new() { Width = 1024, Height = 768 },
                IgnoreHTTPSErrors = true,
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _api.Dispose();
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_guest_who_reloads_in_flight_mode_sees_what_is_known_and_of_when()
    {
        var page = await OpenAsync(new Uri(await _api.TableLinkAsync("7")).PathAndQuery);
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Cappuccino() }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Add() }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Order() }).ClickAsync();
        var order = page.GetByRole(AriaRole.Article);
        await Expect(order).ToContainTextAsync("ORD-000001");
        await ExpectKeptAsync(page, "g/demo", "guest.js", "texts/en.js", "order-card.js");
        // The code that signs in is in no address that is kept.
        Assert.DoesNotContain(
            await KeptAsync(page),
            address => address.Contains('?', StringComparison.Ordinal)
        );

        await _context.SetOfflineAsync(true);
        await page.ReloadAsync();

        await Expect(order).ToContainTextAsync("ORD-000001");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(0);
        await FlightMode.ExpectGreyAsync(page);
        await _context.SetOfflineAsync(false);
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        await Expect(order).ToContainTextAsync("ORD-000001");
    }

    [Fact]
    public async Task A_counter_that_reloads_while_the_network_is_away_keeps_its_tickets()
    {
        var page = await OpenAsync("/c/espresso");
        await page.GetByLabel("Your id").FillAsync("anna");
        await page.GetByLabel("PIN").FillAsync("1111");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })
            .ClickAsync();
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        await BuyAsync();
        var tile = page.GetByRole(AriaRole.Article);
        await Expect(tile).ToHaveCountAsync(1);
        await ExpectKeptAsync(page, "c/espresso", "counter-screen.js", "counter.css");

        await _context.SetOfflineAsync(true);
        await page.ReloadAsync();

        await Expect(tile).ToHaveCountAsync(1);
        await FlightMode.ExpectGreyAsync(page);
        await _context.SetOfflineAsync(false);
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        await Expect(tile).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task What_another_build_kept_is_thrown_away()
    {
        // The reference is no page that is kept.
        var page = await OpenAsync("/reference");
        await page.EvaluateAsync(
            """
            async () => {
              await caches.open('tabletap.shell.0123456789abcdef');
              await caches.open('tabletap.push');
            }
            """
        );
        await page.GotoAsync(new Uri(_server.LastUrl, "/s/demo").ToString());

        await page.WaitForFunctionAsync(
            """
            async () => {
              const names = await caches.keys();
              return !names.includes('tabletap.shell.0123456789abcdef') && names.includes('tabletap.push');
            }
            """
        );
        using var answer = await _server.SendAsync(HttpMethod.Get, "/shell-worker.js");
        Assert.Matches(
            Build(),
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    [GeneratedRegex("^Cappuccino")]
    private static partial Regex Cappuccino();

    [GeneratedRegex("^Add")]
    private static partial Regex Add();

    [GeneratedRegex("^Order ·")]
    private static partial Regex Order();

    [GeneratedRegex(@"\$\{shellName\}[0-9a-f]{16}`")]
    private static partial Regex Build();

    private static Task<string[]> KeptAsync(IPage page) =>
        page.EvaluateAsync<string[]>(
            """
            async () => {
              const names = (await caches.keys()).filter((name) => name.startsWith('tabletap.shell.'));
              const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
              return all.flat().map(({ url }) => url);
            }
            """
        );

    private static Task ExpectKeptAsync(IPage page, params string[] files) =>
        Patience.UntilAsync(
            async () =>
            {
                var kept = await KeptAsync(page);
                return files.All(file =>
                    kept.Any(address => address.EndsWith($"/{file}", StringComparison.Ordinal))
                );
            },
            pauseMs: 50
        );

    private async Task<IPage> OpenAsync(string address)
    {
        var page = await _context.NewPageAsync();
        await page.GotoAsync(new Uri(_server.LastUrl, address).ToString());
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
