using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>A guest's page on a network that lets no WebSocket through: it listens to events, and its commands go over HTTP.</summary>
public sealed partial class NoSocketTests(Browser browser) : IAsyncLifetime
{
    // As a proxy does that knows no upgrade.
    private const string NoSockets = """
        window.sockets = 0;
        window.WebSocket = class {
          static CONNECTING = 0;
          static OPEN = 1;
          static CLOSED = 3;
          readyState = 0;

          constructor() {
            window.sockets++;
            setTimeout(() => this.onclose?.({ code: 1006 }));
          }

          send() {}

          close() {}
        };
        """;

    private ServerProcess _server = null!;
    private DemoApi _api = null!;
    private IBrowserContext _phone = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync();
        _api = new(_server);
        _phone = await browser.NewContextAsync(
            new()
            {
                Locale = "en-GB",
                ViewportSize = new() { Width = 390, Height = 844 },
            }
        );
        await _phone.AddInitScriptAsync(NoSockets);
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        _api.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_guest_orders_and_is_told_by_events_also_after_the_server_was_away()
    {
        var page = await _phone.NewPageAsync();
        var resumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        page.Request += (_, request) =>
        {
            if (
                request.Url.Contains("/v1/events?", StringComparison.Ordinal)
                && request.Headers.ContainsKey("last-event-id")
            )
            {
                resumed.TrySetResult();
            }
        };
        await page.GotoAsync(await _api.TableLinkAsync("7"));
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        Assert.InRange(await page.EvaluateAsync<int>("() => window.sockets"), 2, 10);

        await page.GetByRole(AriaRole.Button, new() { NameRegex = Cappuccino() }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Add() }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Order() }).ClickAsync();
        await ExpectStepAsync(page, "Ordered");
        var order = (await _api.OrdersAsync())[0].GetProperty("orderId").GetString()!;
        await DoAsync("payment_record", order, """ "method":"cash","amount":3.50 """);
        await ExpectStepAsync(page, "Paid");

        await _server.KillAsync();
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(0);
        await FlightMode.ExpectGreyAsync(page);
        await _server.StartAgainAsync();
        await DoAsync("order_status_update", order, """ "status":"preparing" """);
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        await ExpectStepAsync(page, "Being made");
        await resumed.Task.Soon();
        await DoAsync("order_status_update", order, """ "status":"ready" """);
        await ExpectStepAsync(page, "Ready");
        Assert.Single(await _api.OrdersAsync());
    }

    [Fact]
    public async Task What_is_refused_over_HTTP_is_said_as_on_a_socket()
    {
        var page = await _phone.NewPageAsync();
        await page.GotoAsync(await _api.TableLinkAsync("7"));
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Cappuccino() }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Add() }).ClickAsync();
        await _api.DoAsync(
            "manager",
            "maya",
            "intake_update",
            """{"cafeId":"demo","mode":"paused","reason":"Too much at once"}"""
        );
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Order() }).ClickAsync();

        await Expect(page.Locator("#guest-problem")).ToContainTextAsync("INTAKE_PAUSED");
    }

    [GeneratedRegex("^Cappuccino")]
    private static partial Regex Cappuccino();

    [GeneratedRegex("^Add")]
    private static partial Regex Add();

    [GeneratedRegex("^Order ·")]
    private static partial Regex Order();

    private static Task ExpectStepAsync(IPage page, string step) =>
        Expect(page.GetByRole(AriaRole.Article).Locator("[aria-current=step]"))
            .ToHaveTextAsync(step);

    private Task<string> DoAsync(string type, string order, string more) =>
        _api.DoAsync("employee", "anna", type, $$"""{"orderId":"{{order}}",{{more.Trim()}}}""");
}
