using System.Globalization;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using TableTap.Simulation;
using TableTap.Simulation.Scenario;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>The screen of a counter works for days without a reload: what it holds after a day's work is what it held before.</summary>
public sealed class CounterSoakTests(Browser browser) : IAsyncLifetime
{
    private const string Setting = "TABLETAP_SOAK_MINUTES";
    private const int Parts = 4;
    private const int OrdersPerHour = 600;

    // The café's time runs so much faster that an hour of it is two minutes of ours.
    private const int Speed = 30;

    // What the engine itself moves about between two measurements.
    private const double HeapNoise = 512 * 1024;
    private const int NodeNoise = 60;

    private TestServer _server = null!;
    private DemoApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(
            ("Limits:MessagesPerMinute", "100000"),
            ("Logging:LogLevel:Default", "Warning"),
            ("Logging:LogLevel:Microsoft", "Warning")
        );
        _api = new(_server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Orders_that_are_over_leave_nothing_on_the_page()
    {
        await using var context = await browser.NewContextAsync();
        var page = await SignInAsync(context);
        // What is loaded and made with the first orders stays.
        await WorkAsync(page, 8);
        var before = await HeldAsync(page);

        await WorkAsync(page, 16);
        // On a busy machine the browser may still hold a picture of the last ticket; what is left behind stays for ever.
        var after = before;
        await Patience.UntilAsync(
            async () => IsNoMore(before, after = await HeldAsync(page)),
            pauseMs: 200
        );
    }

    [Fact]
    public async Task An_hour_of_a_rush_leaves_nothing_on_the_page()
    {
        var asked = Environment.GetEnvironmentVariable(Setting);
        Assert.SkipUnless(
            double.TryParse(asked, CultureInfo.InvariantCulture, out var minutes) && minutes > 0,
            $"{Setting} says how many minutes of the café's time are wanted."
        );
        await using var context = await browser.NewContextAsync();
        var page = await SignInAsync(context);
        var held = new List<Held>();
        for (var part = 0; part < Parts; part++)
        {
            var report = await new RushHourScenario(
                new SimulationOptions
                {
                    Server = _server.Url,
                    Tokens = (user, role, _) => new(_server.Token(user, role)),
                    OrdersPerHour = OrdersPerHour,
                    Duration = TimeSpan.FromMinutes(minutes / Parts),
                    Speed = Speed,
                    Seed = part + 1,
                    Run = $"soak{part}",
                }
            ).RunAsync(_ => { }, TestContext.Current.CancellationToken);
            Assert.True(report.Passed);
            held.Add(await HeldAsync(page));
            TestContext.Current.TestOutputHelper?.WriteLine($"part {part + 1}: {held[^1]}");
        }

        // The first part is the one with which everything is loaded.
        Assert.True(IsNoMore(held[1], held[^1]), $"{held[1]}, then {held[^1]}");
    }

    private static bool IsNoMore(Held before, Held after) =>
        after.Heap <= before.Heap + HeapNoise
        && after.Nodes <= before.Nodes + NodeNoise
        && after.Listeners <= before.Listeners;

    // Everything that the page holds when it has nothing to do, after what nobody needs was collected.
    private static async Task<Held> HeldAsync(IPage page)
    {
        // Called-off tickets stay until somebody has noticed them.
        await Patience.UntilAsync(async () =>
        {
            await page.EvaluateAsync(
                "() => document.querySelectorAll('#counter [data-action=notice]').forEach((button) => button.click())"
            );
            return await page.GetByRole(AriaRole.Article).CountAsync() == 0;
        });
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("HeapProfiler.enable");
        for (var time = 0; time < 3; time++)
        {
            // What has a finaliser goes with the next collection.
            await session.SendAsync("HeapProfiler.collectGarbage");
        }

        var heap = (await session.SendAsync("Runtime.getHeapUsage"))!.Value;
        var counters = (await session.SendAsync("Memory.getDOMCounters"))!.Value;
        await session.DetachAsync();
        return new(
            heap.GetProperty("usedSize").GetDouble(),
            counters.GetProperty("nodes").GetInt32(),
            counters.GetProperty("jsEventListeners").GetInt32()
        );
    }

    private async Task<IPage> SignInAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(_server.Url, "/c/espresso").ToString());
        await page.GetByLabel("Your id").FillAsync("anna");
        await page.GetByLabel("PIN").FillAsync("1111");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true })
            .ClickAsync();
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        return page;
    }

    // Orders on their whole way: shown, made, handed over.
    private async Task WorkAsync(IPage page, int orders)
    {
        for (var order = 0; order < orders; order++)
        {
            await _api.DoAsync(
                "employee",
                "ben",
                "order_create",
                $$"""{"cafeId":"demo","orderType":"dine-in","tableNumber":"{{1 + (order % 12)}}","paymentMethod":"cash","items":[{"itemId":"latte","quantity":1,"note":"Hot","allergies":["nuts"]}]}"""
            );
            var made = (await _api.OrdersAsync())[0];
            var orderId = made.GetProperty("orderId").GetString()!;
            await _api.DoAsync(
                "employee",
                "ben",
                "payment_record",
                $$"""{"orderId":"{{orderId}}","method":"cash","amount":{{made.GetProperty("total").GetRawText()}},"result":"success"}"""
            );
            await Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(1);
            foreach (var status in new[] { "preparing", "ready", "completed" })
            {
                await _api.DoAsync(
                    "manager",
                    "maya",
                    "order_status_update",
                    $$"""{"orderId":"{{orderId}}","status":"{{status}}","reason":"soak","allergiesSeen":true}"""
                );
            }

            await Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(0);
        }
    }

    private sealed record Held(double Heap, int Nodes, int Listeners);
}
