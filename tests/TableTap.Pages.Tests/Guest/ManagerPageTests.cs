using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using TableTap.Terms;
using static Microsoft.Playwright.Assertions;
using static TableTap.Pages.Tests.Pictures;

namespace TableTap.Pages.Tests.Guest;

/// <summary>The manager's page: figures and alerts as they happen, and what a manager does about them.</summary>
public sealed class ManagerPageTests(Browser browser) : IAsyncLifetime
{
    private TestServer _server = null!;
    private Uri _site = null!;
    private DemoApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await DemoServer.StartAsync();
        Visit(_server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Figures_and_alerts_come_by_themselves_and_each_can_be_answered()
    {
        await using var server = await ServerProcess.StartAsync();
        Visit(server.Http);
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context, "maya", "9999");
        await Expect(Part(page, "hour")).ToContainTextAsync("€0.00");
        await BuyAsync();
        await Expect(Part(page, "hour")).ToContainTextAsync("€3.50");
        await Expect(Part(page, "items")).ToContainTextAsync("Cappuccino");

        await TapAsync(page, "Take out of service: Espresso Bar");
        await Expect(Part(page, "counters")).ToContainTextAsync("under repair");
        var alert = Part(page, "alerts")
            .Locator("li.alert")
            .Filter(new() { HasText = "Espresso Bar" });
        await Expect(alert.First).ToBeVisibleAsync();
        await PictureAsync(page, "manager-alert");
        await alert
            .First.GetByRole(AriaRole.Button, new() { Name = "I look after it" })
            .ClickAsync();
        await Expect(alert.First).ToContainTextAsync("maya looks after it");
        await TapAsync(page, "Open again: Espresso Bar");
        await Expect(alert).ToHaveCountAsync(0);

        await TapAsync(page, "Pause for 15 minutes");
        await Expect(Part(page, "intake")).ToContainTextAsync(new Regex("paused.*until"));
        await TapAsync(page, "Take orders again");
        await Expect(Part(page, "intake")).Not.ToContainTextAsync("paused");
        await Expect(Part(page, "intake")).Not.ToContainTextAsync("until");

        await TapAsync(page, "Show the QR codes");
        await Expect(page.GetByRole(AriaRole.Img)).ToHaveCountAsync(12);
        await Expect(
                page.GetByRole(AriaRole.Img, new() { Name = "QR code of table 7", Exact = true })
            )
            .ToHaveJSPropertyAsync("complete", true);
        await PictureAsync(page, "manager-codes");

        await server.KillAsync();
        await Expect(page.Locator("#manager.stale")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_hour_is_drawn_and_played_once_more_and_an_order_is_found_and_refunded()
    {
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context, "maya", "9999");
        var charts = page.Locator("#manager-charts");
        await Expect(charts.Locator(".chart canvas")).ToHaveCountAsync(5);
        await BuyAsync();

        // The picture has its figures as a table, too.
        await charts.GetByText("The same as a table").ClickAsync();
        await Expect(charts.GetByRole(AriaRole.Table)).ToContainTextAsync("€3.50");
        await Expect(charts.GetByRole(AriaRole.Table)).ToContainTextAsync("Espresso Bar");
        await Expect(Part(page, "hour")).ToContainTextAsync("On duty");

        // An hour ago nothing was sold; the page says that this is not now.
        await TapAsync(page, "Replay the last hour");
        await Expect(page.Locator("#manager.replaying")).ToHaveCountAsync(1);
        await SeekAsync(charts, "min");
        await Expect(Part(page, "hour")).Not.ToContainTextAsync("€3.50");
        await SeekAsync(charts, "max");
        await Expect(charts).ToContainTextAsync("As it was at");
        await Expect(Part(page, "hour")).ToContainTextAsync("€3.50");
        await PictureAsync(page, "manager-replay");
        await TapAsync(page, "Back to now");
        await Expect(page.Locator("#manager.replaying")).ToHaveCountAsync(0);

        // The order with its history, by the digits of its number.
        var orders = Part(page, "orders");
        await orders.GetByLabel("Number").FillAsync("1");
        await TapAsync(page, "Search");
        await TapAsync(page, "ORD-000001");
        await Expect(orders.GetByRole(AriaRole.List).Last).ToContainTextAsync("Ordered for");
        await orders.GetByLabel("Give back").FillAsync("1.50");
        await orders.GetByLabel("Why").FillAsync("Cold");
        await TapAsync(page, "Give money back");
        await TapAsync(page, "Yes, give it back");
        await Expect(orders).ToContainTextAsync("€1.50 went back");
        await PictureAsync(page, "manager-order");

        var refunds = Part(page, "refunds");
        await refunds.GetByLabel("Status").SelectOptionAsync("succeeded");
        await Expect(refunds).ToContainTextAsync("ORD-000001");
        await Expect(refunds).ToContainTextAsync("Cold");
        await TapAsync(page, "Back to the list");
        await orders.GetByLabel("Number").FillAsync("77");
        await TapAsync(page, "Search");
        await Expect(orders).ToContainTextAsync("No order is like that.");
    }

    [Fact]
    public async Task What_is_suggested_about_an_alert_is_a_button()
    {
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context, "maya", "9999");
        await TapAsync(page, "Take out of service: Espresso Bar");
        var alert = Part(page, "alerts")
            .Locator("li.alert")
            .Filter(new() { HasText = "Espresso Bar" });
        await alert
            .First.GetByRole(AriaRole.Button, new() { Name = "Put the counter back in service" })
            .ClickAsync();
        await Expect(Part(page, "counters")).Not.ToContainTextAsync("under repair");
        await Expect(alert).ToHaveCountAsync(0);

        await using var phones = await browser.NewContextAsync(Desk(ColorScheme.Light, 390));
        var guest = await phones.NewPageAsync();
        await guest.GotoAsync(await _api.TableLinkAsync("7"));
        await Expect(guest.Locator(".dot.live")).ToHaveCountAsync(1);
        await Part(page, "tell").GetByLabel("Message").FillAsync("Fresh cake at the bar");
        await TapAsync(page, "Tell it");
        await Expect(guest.Locator(".announcement")).ToContainTextAsync("Fresh cake at the bar");
        await guest.ReloadAsync();
        await Expect(guest.Locator(".announcement")).ToContainTextAsync("Fresh cake at the bar");
        await TapAsync(guest, "Dismiss");
        await Expect(guest.Locator(".announcement")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_day_is_looked_at_closed_and_printed_alone()
    {
        await _api.ChangeFileAsync(
            _server.Token("root", Role.Admin),
            file =>
                file["tax"] = JsonNode.Parse(
                    """{"classes":[{"taxClassId":"all","name":"All","rate":21}]}"""
                )
        );
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context, "maya", "9999");
        await page.EvaluateAsync(
            "() => { window.printed = 0; window.print = () => window.printed++; }"
        );
        await BuyAsync();
        var closing = Part(page, "closing");

        await TapAsync(page, "What moved today");
        await Expect(closing.GetByRole(AriaRole.Article)).ToContainTextAsync("X report");
        await Expect(closing.Locator("table").First).ToContainTextAsync("€3.50");
        await Expect(closing).ToContainTextAsync("Cappuccino");
        await Expect(closing.GetByRole(AriaRole.Table, new() { Name = "Tax by rate" }))
            .ToContainTextAsync("21 %€2.89€0.61");
        await Expect(closing.GetByRole(AriaRole.Table, new() { Name = "By person" }))
            .ToContainTextAsync("Ben Janssens · Cash1€3.50");
        await closing.GetByLabel("Counted").FillAsync("153.00");
        await TapAsync(page, "Close the day");
        await TapAsync(page, "Yes, close it for good");

        var report = closing.GetByRole(AriaRole.Article);
        await Expect(report).ToContainTextAsync("Z report 1");
        await Expect(report).ToContainTextAsync("-€0.50");
        await Expect(
                closing.GetByRole(AriaRole.Button, new() { Name = "Z report 1", Exact = true })
            )
            .ToBeVisibleAsync();
        await PictureAsync(page, "manager-closing");

        await TapAsync(page, "Print the report");
        Assert.Equal(1, await page.EvaluateAsync<int>("() => window.printed"));
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(report).ToBeVisibleAsync();
        await Expect(Part(page, "hour")).ToBeHiddenAsync();
        await Expect(Part(page, "tables")).ToBeHiddenAsync();
        await PictureAsync(page, "manager-closing-paper");
        await page.EmulateMediaAsync(new() { Media = Media.Screen });

        var saved = await page.RunAndWaitForDownloadAsync(() => TapAsync(page, "Save as CSV"));
        Assert.Equal("z-1.csv", saved.SuggestedFilename);
    }

    [Fact]
    public async Task What_is_left_over_is_completed_with_one_tap_and_cancelled_with_two()
    {
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        await context.RouteAsync("**/v1/cafes/demo/alerts", TellOfLeftOversAsync);
        var sent = new ConcurrentQueue<string>();
        context.Page += (_, opened) =>
            opened.WebSocket += (_, socket) =>
                socket.FrameSent += (_, frame) =>
                {
                    if (frame.Text?.Contains("orders_settle", StringComparison.Ordinal) == true)
                    {
                        sent.Enqueue(frame.Text);
                    }
                };
        var page = await OpenAsync(context, "maya", "9999");
        var said = page.Locator("#manager-said");

        await TapAsync(page, "Complete all");
        await Expect(said).ToHaveTextAsync("Done: Complete all");
        // What gives money back is asked about once more.
        await TapAsync(page, "Cancel all");
        await TapAsync(page, "No, leave it");
        await TapAsync(page, "Cancel all");
        await TapAsync(page, "Yes, do it");
        await Expect(said).ToHaveTextAsync("Done: Cancel all");
        Assert.Equal(
            ["completed", "cancelled"],
            sent.Select(frame => JsonNode.Parse(frame)!["data"]!["status"]!.GetValue<string>())
        );
    }

    [Fact]
    public async Task The_orders_of_a_day_are_saved_for_a_spreadsheet()
    {
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context, "maya", "9999");
        await BuyAsync();
        var placed = (await _api.OrdersAsync())[0].GetProperty("createdAt").GetDateTimeOffset();
        var day = LocalTime
            .DayOf(DemoCafe.Planned, placed)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        await Part(page, "orders").GetByLabel("Day", new() { Exact = true }).FillAsync(day);
        var saved = await page.RunAndWaitForDownloadAsync(() =>
            TapAsync(page, "Save the orders as CSV")
        );

        Assert.Equal($"orders-{day}.csv", saved.SuggestedFilename);
        var rows = await File.ReadAllLinesAsync(
            await saved.PathAsync(),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(2, rows.Length);
        Assert.StartsWith("number,placed,", rows[0], StringComparison.Ordinal);
        Assert.StartsWith("ORD-000001,", rows[1], StringComparison.Ordinal);
        Assert.Contains(",Cappuccino,", rows[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_manages_nothing_is_told_so()
    {
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context, "anna", "1111", lines: 0);
        await Expect(page.GetByRole(AriaRole.Alert).Locator("visible=true"))
            .ToContainTextAsync("INSUFFICIENT_PERMISSIONS");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task It_keeps_the_rules_of_accessibility_and_fits(ColorScheme scheme, int width)
    {
        Accessibility.SkipUnlessInstalled();
        await using var context = await browser.NewContextAsync(Desk(scheme, width));
        var page = await OpenAsync(context, "maya", "9999");
        await BuyAsync();
        await TapAsync(page, "Take out of service: Espresso Bar");
        await Expect(Part(page, "alerts").Locator("li.alert").First).ToBeVisibleAsync();
        await TapAsync(page, "Show the QR codes");
        await Expect(page.GetByRole(AriaRole.Img)).ToHaveCountAsync(12);
        await TapAsync(page, "What moved today");
        await Expect(Part(page, "closing").GetByRole(AriaRole.Article)).ToBeVisibleAsync();
        await page.GetByText("The same as a table").ClickAsync();
        await TapAsync(page, "Search");
        await TapAsync(page, "ORD-000001");
        await Expect(Part(page, "orders").GetByLabel("Give back")).ToBeVisibleAsync();
        await TapAsync(page, "Replay the last hour");
        await Accessibility.CheckAsync(page);
        Assert.Equal(
            width,
            await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")
        );
        await PictureAsync(page, $"manager-{width}");
    }

    private static BrowserNewContextOptions Desk(ColorScheme scheme, int width) =>
        new()
        {
            Locale = "en-GB",
            ColorScheme = scheme,
            BypassCSP = true,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = width, Height = 900 },
        };

    private static ILocator Part(IPage page, string name) => page.Locator($".part.{name}");

    private static Task SeekAsync(ILocator charts, string end) =>
        charts
            .GetByRole(AriaRole.Slider)
            .EvaluateAsync(
                $"slider => {{ slider.value = slider.{end}; slider.dispatchEvent(new Event('input', {{ bubbles: true }})); }}"
            );

    private static Task TapAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>Lets the page read one more alert, about orders of yesterday: no test waits for a day to end.</summary>
    private static async Task TellOfLeftOversAsync(IRoute route)
    {
        var answer = await route.FetchAsync();
        var body = JsonNode.Parse(await answer.TextAsync())!;
        body["alerts"]!
            .AsArray()
            .Add(
                JsonNode.Parse(
                    """
                    {
                      "alertId": "left-over", "severity": "critical", "category": "order_overdue",
                      "message": "2 orders are left over: ORD-000001, ORD-000002",
                      "state": "firing", "since": "2024-01-15T03:00:00.000Z",
                      "suggestedActions": ["Complete all", "Cancel all"]
                    }
                    """
                )
            );
        await route.FulfillAsync(
            new()
            {
                Status = 200,
                ContentType = "application/json",
                Body = body.ToJsonString(),
            }
        );
    }

    // The server in this process is for those tests that do not kill theirs.
    private void Visit(Uri site)
    {
        _api?.Dispose();
        (_site, _api) = (site, new(site));
    }

    private async Task<IPage> OpenAsync(
        IBrowserContext context,
        string who,
        string pin,
        int lines = 1
    )
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(_site, "/m/demo").ToString());
        await page.GetByLabel("Your id").FillAsync(who);
        await page.GetByLabel("PIN").FillAsync(pin);
        await TapAsync(page, "Sign in");
        if (lines > 0)
        {
            await Expect(page.Locator(".dot.live")).ToHaveCountAsync(lines);
        }

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
