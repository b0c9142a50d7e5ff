using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Http.Admin;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;
using static TableTap.Pages.Tests.Pictures;

namespace TableTap.Pages.Tests.Admin;

/// <summary>The operators' console: how the server is doing, and what is done about it with a reason.</summary>
public sealed class ConsolePageTests(Browser browser) : IAsyncLifetime
{
    private const string Heard = """{"channels":["cafe:demo:general","orders:customer:ada"]}""";
    private const string Percentiles = @"p50 [\d.,]+ ms · p95 [\d.,]+ ms · p99 [\d.,]+ ms";

    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await DemoServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_operator_sees_the_server_watches_a_connection_and_acts_with_a_reason()
    {
        using var guest = await GuestAsync();
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context);
        // Whoever looks over a shoulder, or at the history, finds no token.
        Assert.DoesNotContain("token", page.Url, StringComparison.Ordinal);
        await Expect(Part(page, "server")).ToContainTextAsync("ready");
        await Expect(Part(page, "server")).ToContainTextAsync("guest 1");
        await Expect(Part(page, "cafes")).ToContainTextAsync("demo");
        await Expect(Part(page, "cafes")).ToContainTextAsync("guest 1");
        await Expect(Part(page, "channels")).ToContainTextAsync("cafe:demo:general");
        await Expect(Part(page, "look")).ToBeVisibleAsync();

        await Part(page, "connections").GetByLabel("User").FillAsync("ada");
        await TapAsync(Part(page, "connections"), "Show");
        await Expect(Part(page, "connections").Locator("tbody tr")).ToHaveCountAsync(1);
        await TapAsync(Part(page, "connections"), "Watch frames");
        await ConfirmAsync(page, "Watch frames", "It stutters");
        await Expect(Part(page, "frames")).ToContainTextAsync("is watched");
        await SendAsync(
            guest,
            """{"type":"order_create","messageId":"m1","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","specialInstructions":"For Ada Lovelace","items":[{"itemId":"cappuccino","quantity":1}]}}"""
        );
        await Expect(Part(page, "frames")).ToContainTextAsync("\"type\":\"order_create\"");
        await Expect(Part(page, "frames")).ToContainTextAsync("(16 characters)");
        await Expect(Part(page, "frames")).Not.ToContainTextAsync("Lovelace");
        // A server that is looked at has something to tell: all of it is in the picture.
        await SendAsync(guest, """{"type":"nonsense"}""");
        await Expect(Part(page, "rates")).ToContainTextAsync("UNKNOWN_MESSAGE_TYPE");
        await Expect(Part(page, "rates"))
            .ToContainTextAsync(new Regex($@"Delivery\s*{Percentiles}\s*Commit\s*{Percentiles}"));
        await page.SetViewportSizeAsync(1280, 1980);
        await page.EvaluateAsync("() => document.querySelector('.scroll').scrollTo(0, 0)");
        await PictureAsync(page, "console");
        await TapAsync(Part(page, "frames"), "End");
        await Expect(Part(page, "frames")).Not.ToContainTextAsync("is watched");

        await TapAsync(Part(page, "cafes"), "Pause orders");
        await page.GetByRole(AriaRole.Dialog).GetByText("Do nothing").ClickAsync();
        await Expect(Part(page, "cafes")).ToContainTextAsync("as usual");
        await TapAsync(Part(page, "cafes"), "Pause orders");
        await ConfirmAsync(page, "Pause orders", "Flood in the cellar");
        await Expect(Part(page, "cafes")).ToContainTextAsync(new Regex("paused.*until"));
        await TapAsync(Part(page, "cafes"), "Take orders again");
        await ConfirmAsync(page, "Take orders again", "Dry again");
        await Expect(Part(page, "cafes")).ToContainTextAsync("as usual");

        await TapAsync(Part(page, "server"), "Raise a limit");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("User or café").FillAsync("ada");
        await ConfirmAsync(page, "Raise a limit", "Wedding");
        await Expect(Part(page, "limits")).ToContainTextAsync("Wedding");
        await TapAsync(Part(page, "limits"), "Lower");
        await ConfirmAsync(page, "Lower", "Over");
        await Expect(Part(page, "limits")).Not.ToContainTextAsync("Wedding");

        await TapAsync(Part(page, "server"), "Announce");
        await dialog.GetByLabel("Café").SelectOptionAsync("demo");
        await dialog.GetByLabel("Message").FillAsync("We close at four");
        await ConfirmAsync(page, "Announce", "Power cut");
        await TapAsync(Part(page, "server"), "Drain");
        await dialog.GetByLabel("Send away those who are connected").UncheckAsync();
        await ConfirmAsync(page, "Drain", "New router");
        await Expect(Part(page, "server")).ToContainTextAsync("New router");
        await TapAsync(Part(page, "server"), "Let clients in");
        await ConfirmAsync(page, "Let clients in", "Done");
        await Expect(Part(page, "server")).Not.ToContainTextAsync("New router");

        await TapAsync(Part(page, "connections"), "Revoke");
        await ConfirmAsync(page, "Revoke", "Stolen phone");
        await Expect(Part(page, "channels")).Not.ToContainTextAsync("orders:customer:ada");
        using var audit = await _server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/audit?limit=500",
            _server.Token("root", Role.Admin)
        );
        var lines = await audit.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        foreach (
            var reason in (string[])
                [
                    "It stutters",
                    "Flood in the cellar",
                    "Dry again",
                    "Wedding",
                    "Over",
                    "Power cut",
                    "New router",
                    "Done",
                    "Stolen phone",
                ]
        )
        {
            Assert.Contains($"\"reason\":\"{reason}\"", lines, StringComparison.Ordinal);
        }

        await TapAsync(page.Locator("#manager"), "Sign out");
        await Expect(page.GetByLabel("Token")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Token")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_was_asked_for_while_it_looked_stays()
    {
        using var guest = await GuestAsync();
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context);
        var (looks, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await page.RouteAsync(
            "**/v1/admin/limits",
            async route =>
            {
                looks.TrySetResult();
                await answer.Task;
                await route.ContinueAsync();
            }
        );
        await looks.Task.Soon();
        await Part(page, "connections").GetByLabel("User").FillAsync("ada");
        await TapAsync(Part(page, "connections"), "Show");
        await Expect(Part(page, "connections").Locator("tbody tr")).ToHaveCountAsync(1);

        // It looks once more only when it has drawn what the first look found.
        await page.RunAndWaitForRequestAsync(
            () =>
            {
                answer.SetResult();
                return Task.CompletedTask;
            },
            request => request.Url.Contains("v1/admin/status", StringComparison.Ordinal)
        );
        await Expect(Part(page, "connections").Locator("tbody tr")).ToHaveCountAsync(1);
    }

    /// <summary>The sample of the answer is of a server where everything is wrong at once.</summary>
    [Fact]
    public async Task What_needs_a_look_is_told_with_whose_it_is_and_since_when()
    {
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context);
        await Expect(Part(page, "look")).ToContainTextAsync("Nothing: everybody keeps up");
        await Expect(Part(page, "look").Locator("tbody tr")).ToHaveCountAsync(0);
        var sample = JsonNode.Parse(AdminSamples.Status)!;
        string[] parts = ["findings", "screens", "slow", "silent", "delivery", "commit"];

        await ChangeStatusAsync(
            page,
            status =>
            {
                foreach (var part in parts)
                {
                    status[part] = sample[part]!.DeepClone();
                }
            }
        );

        await Expect(Part(page, "look").Locator("tbody tr"))
            .ToHaveTextAsync([
                new Regex(
                    @"an error · disk-full.*/var/lib/tabletap has 100 MiB free\. Free some space: .*\d\d:\d\d$"
                ),
                new Regex(@"cafe_uuid · Espresso Bar.*no screen, 2 tickets unseen.*\d\d:\d\d$"),
                new Regex("guest customer_uuid.*takes too little, 4 KiB wait.*12 s$"),
                new Regex("guest customer_uuid.*does not answer.*41 s$"),
            ]);
        await Expect(Part(page, "rates"))
            .ToContainTextAsync(new Regex(@"Delivery\s*p50 2\.1 ms · p95 6\.3 ms · p99 18 ms"));
        await Expect(Part(page, "rates"))
            .ToContainTextAsync(new Regex(@"Commit\s*p50 1\.4 ms · p95 3\.9 ms · p99 8\.2 ms"));
        await PictureAsync(page, "console-look");
    }

    /// <summary>As through a proxy that shares the looks out between servers.</summary>
    [Fact]
    public async Task When_another_server_answers_the_page_says_so_and_begins_anew()
    {
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context);
        await Expect(Part(page, "server")).ToContainTextAsync(Environment.MachineName);
        await Expect(Part(page, "server").GetByRole(AriaRole.Status)).ToHaveCountAsync(0);
        await Expect(Part(page, "peers")).ToHaveCountAsync(0);
        await TapAsync(Part(page, "connections"), "Show");
        await Expect(Part(page, "connections").Locator("table")).ToHaveCountAsync(1);

        await ChangeStatusAsync(
            page,
            status =>
            {
                status["server"]!["host"] = "till-2";
                status["server"]!["id"] = "2222222222222222";
                status["peers"] = JsonNode.Parse(
                    """[{"id":"3333333333333333","silentSeconds":2,"host":"till-3","version":"1.1.0","connections":5}]"""
                );
            }
        );

        await Expect(Part(page, "server").GetByRole(AriaRole.Status))
            .ToContainTextAsync("another server answers");
        await Expect(Part(page, "server").GetByRole(AriaRole.Status))
            .ToContainTextAsync("till-2 (2222222222222222)");
        // The connections were those of the other one.
        await Expect(Part(page, "connections").Locator("table")).ToHaveCountAsync(0);
        await Expect(Part(page, "peers"))
            .ToContainTextAsync(new Regex("till-3.*5.*1.1.0.*2 s ago"));
    }

    [Fact]
    public async Task An_end_is_by_the_servers_clock()
    {
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        await context.AddInitScriptAsync(
            "const now = Date.now.bind(Date); Date.now = () => now() - 3_600_000;"
        );
        var page = await OpenAsync(context);
        await TapAsync(Part(page, "cafes"), "Pause orders");
        await ConfirmAsync(page, "Pause orders", "The laptop is an hour behind");
        await Expect(Part(page, "cafes")).ToContainTextAsync(new Regex("paused.*until"));
    }

    [Fact]
    public async Task Who_is_no_administrator_of_the_server_is_told_so()
    {
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(_server.Url, "/admin").ToString());
        await page.GetByLabel("Token").FillAsync(_server.Token("maya", Role.Manager));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert).Locator("visible=true"))
            .ToContainTextAsync("INSUFFICIENT_PERMISSIONS");
        await Expect(page.Locator("#manager")).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task It_keeps_the_rules_of_accessibility_and_fits(ColorScheme scheme, int width)
    {
        Accessibility.SkipUnlessInstalled();
        using var guest = await GuestAsync();
        await using var context = await browser.NewContextAsync(Desk(scheme, width));
        var page = await OpenAsync(context);
        await TapAsync(Part(page, "connections"), "Show");
        await TapAsync(Part(page, "connections"), "Watch frames");
        await ConfirmAsync(page, "Watch frames", "It stutters");
        await Expect(Part(page, "frames")).ToContainTextAsync("is watched");
        await SendAsync(guest, """{"type":"ping","data":{}}""");
        await Expect(Part(page, "frames")).ToContainTextAsync("\"type\":\"ping\"");
        await Accessibility.CheckAsync(page);
        Assert.Equal(
            width,
            await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")
        );
        await PictureAsync(page, $"console-{width}");
        await TapAsync(Part(page, "server"), "Announce");
        await Accessibility.CheckAsync(page);
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

    private static ILocator Part(IPage page, string name) => page.Locator($".part.admin-{name}");

    private static Task TapAsync(ILocator within, string button) =>
        within.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();

    /// <summary>From now on, what the server says of itself is changed on its way to the page.</summary>
    private static Task ChangeStatusAsync(IPage page, Action<JsonNode> change) =>
        page.RouteAsync(
            "**/v1/admin/status*",
            async route =>
            {
                var answer = await route.FetchAsync();
                var status = JsonNode.Parse(await answer.TextAsync())!;
                change(status);
                await route.FulfillAsync(
                    new() { ContentType = "application/json", Body = status.ToJsonString() }
                );
            }
        );

    private static async Task ConfirmAsync(IPage page, string button, string reason)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Reason, for the audit").FillAsync(reason);
        await TapAsync(dialog, button);
        await Expect(dialog).ToBeHiddenAsync();
    }

    private async Task<IPage> OpenAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(
            new Uri(_server.Url, $"/admin#token={_server.Token("root", Role.Admin)}").ToString()
        );
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        return page;
    }

    private async Task<WebSocket> GuestAsync()
    {
        var guest = await _server.ConnectAsync(_server.Token("ada", Role.Customer));
        await SendAsync(guest, $$"""{"type":"subscribe","messageId":"s1","data":{{Heard}}}""");
        return guest;
    }

    private static Task SendAsync(WebSocket socket, string frame) =>
        socket.SendAsync(
            Encoding.UTF8.GetBytes(frame),
            WebSocketMessageType.Text,
            endOfMessage: true,
            TestContext.Current.CancellationToken
        );
}
