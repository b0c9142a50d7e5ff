using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>The manager's page on a bad line and far from the café: money goes back once, and days are the café's.</summary>
public sealed class ManagerAwayTests(Browser browser) : CafePageTests(browser)
{
    [Fact]
    public async Task What_is_given_back_while_the_line_is_away_is_given_back_once()
    {
        await using var context = await Browser.NewContextAsync(Desk());
        var isMute = false;
        var held = new List<string>();
        IWebSocketRoute? line = null;
        var page = await OpenAsync(
            context,
            one =>
                one.RouteWebSocketAsync(
                    "**/v1",
                    socket =>
                    {
                        var server = socket.ConnectToServer();
                        socket.OnMessage(frame =>
                        {
                            // As on a bad network: what the page says does not arrive yet.
                            if (Volatile.Read(ref isMute))
                            {
                                lock (held)
                                {
                                    held.Add(frame.Text!);
                                }

                                return;
                            }

                            server.Send(frame.Text!);
                        });
                        line = server;
                    }
                )
        );
        await BuyAsync();
        await TapAsync(page, "Search");
        await TapAsync(page, "ORD-000001");
        var orders = page.Locator(".part.orders");
        await orders.GetByLabel("Give back").FillAsync("1.50");
        await orders.GetByLabel("Why").FillAsync("Cold");
        await TapAsync(page, "Give money back");
        await Expect(orders).ToContainTextAsync("of ORD-000001 back?");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "No, keep it" }))
            .ToBeFocusedAsync();
        Volatile.Write(ref isMute, true);
        await TapAsync(page, "Yes, give it back");

        // Nothing invites to do it again, also not after the order was read anew.
        await Expect(orders).ToContainTextAsync("€1.50 are on their way to be given back");
        await TapAsync(page, "Back to the list");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "ORD-000001" }))
            .ToBeFocusedAsync();
        await TapAsync(page, "ORD-000001");
        await Expect(orders).ToContainTextAsync("€1.50 are on their way to be given back");
        await Expect(orders.GetByLabel("Give back")).ToHaveCountAsync(0);

        Volatile.Write(ref isMute, false);
        lock (held)
        {
            held.ForEach(text => line!.Send(text));
        }

        await Expect(orders).ToContainTextAsync("€1.50 went back");
        await Expect(orders.GetByLabel("Give back")).ToHaveValueAsync("2.00");
        await Expect(page.Locator("#manager-said")).ToContainTextAsync("Done: Give money back");
    }

    [Fact]
    public async Task Days_are_those_of_the_café_wherever_its_manager_is()
    {
        var abroad = Desk();
        abroad.TimezoneId = "America/New_York";
        await using var context = await Browser.NewContextAsync(abroad);
        var page = await OpenAsync(context);
        await Expect(page.Locator("#manager-charts .chart canvas")).ToHaveCountAsync(5);

        // Also where the clocks change: a day of 23 hours, and one of 25.
        Assert.Equal(
            [
                "Europe/Brussels",
                "2026-03-13T23:00:00.000Z",
                "2026-03-28T23:00:00.000Z",
                "2026-03-29T22:00:00.000Z",
                "2026-10-24T22:00:00.000Z",
                "2026-10-25T23:00:00.000Z",
            ],
            await page.EvaluateAsync<string[]>(
                """
                async () => {
                  const { midnight, zoneInUse } = await import('/cafe-time.js');
                  return [zoneInUse(), midnight('2026-03-14'), midnight('2026-03-29'), midnight('2026-03-29', 1), midnight('2026-10-25'), midnight('2026-10-25', 1)];
                }
                """
            )
        );
        var asked = await page.RunAndWaitForRequestAsync(
            async () =>
            {
                await page.Locator(".part.orders").GetByLabel("From").FillAsync("2026-03-14");
                await TapAsync(page, "Search");
            },
            request => request.Url.Contains("/orders?", StringComparison.Ordinal)
        );
        Assert.Contains("from=2026-03-13T23%3A00", asked.Url, StringComparison.Ordinal);
    }

    private static BrowserNewContextOptions Desk() =>
        new()
        {
            Locale = "en-GB",
            BypassCSP = true,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = 1280, Height = 900 },
        };

    private static Task TapAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private async Task<IPage> OpenAsync(IBrowserContext context, Func<IPage, Task>? prepare = null)
    {
        var page = await context.NewPageAsync();
        await (prepare?.Invoke(page) ?? Task.CompletedTask);
        await page.GotoAsync(new Uri(Server.Url, "/m/demo").ToString());
        await page.GetByLabel("Your id").FillAsync("maya");
        await page.GetByLabel("PIN").FillAsync("9999");
        await TapAsync(page, "Sign in");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        return page;
    }

    private async Task BuyAsync()
    {
        await Api.DoAsync(
            "employee",
            "ben",
            "order_create",
            """{"cafeId":"demo","orderType":"dine-in","tableNumber":"4","paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":1}]}"""
        );
        var order = (await Api.OrdersAsync())[0].GetProperty("orderId").GetString();
        await Api.DoAsync(
            "employee",
            "ben",
            "payment_record",
            $$"""{"orderId":"{{order}}","method":"cash","amount":3.50,"result":"success"}"""
        );
    }
}
