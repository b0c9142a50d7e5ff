using System.Text.Json;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Push;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;
using static TableTap.Pages.Tests.Pictures;

namespace TableTap.Pages.Tests.Guest;

/// <summary>
/// A guest has the phone told that the order is ready, from the button to the notification. A browser without a head has no push service
/// and says no to every notification: its subscription and its answer are fakes of the test's. The subscription leads to a push service
/// on loopback; what comes there is read, and handed to the very script of the service worker, whose platform is a fake as well. All
/// between is real.
/// </summary>
public sealed class ReadyPushTests(Browser browser) : IAsyncLifetime
{
    // What an iPhone says to a page that is not on its home screen.
    private const string OutsideTheHomeScreen =
        "delete globalThis.PushManager; Object.defineProperty(navigator, 'standalone', { value: false });";

    private readonly List<string> _complaints = [];
    private readonly Phone _phone = new();
    private FakePushService _service = null!;
    private TestServer _server = null!;
    private DemoApi _api = null!;
    private IBrowserContext _context = null!;
    private string _address = "";

    public async ValueTask InitializeAsync()
    {
        _service = await FakePushService.StartAsync();
        _address = _service.NextAddress();
        _server = await TestServer.StartAsync([
            .. ServerProcess.Links,
            ("Server:PushHosts", "127.0.0.1"),
            ("Logging:LogLevel:Default", "Warning"),
            ("Logging:LogLevel:Microsoft", "Warning"),
        ]);
        _api = new(_server.Url);
        _context = await browser.NewContextAsync(
            new()
            {
                Locale = "en-GB",
                ViewportSize = new() { Width = 390, Height = 844 },
                HasTouch = true,
                IsMobile = true,
            }
        );
        _context.Console += (_, line) =>
        {
            if (line.Type is "error" or "warning")
            {
                _complaints.Add(line.Text);
            }
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _api.Dispose();
        await _server.DisposeAsync();
        await _service.DisposeAsync();
        _phone.Dispose();
    }

    [Fact]
    public async Task Who_asks_is_told_on_a_locked_phone_and_led_to_the_order()
    {
        var page = await OrderedAsync(Says("granted"));
        // Nothing is asked, and nothing is registered, before the guest wishes it.
        Assert.False(await page.EvaluateAsync<bool>("Boolean(globalThis.asked)"));
        Assert.Equal(0, await WorkersAsync(page));
        await PictureAsync(page, "guest-tell-me");

        await Wish(page).ClickAsync();

        await Expect(page.GetByText("✓ Your phone tells you when it is ready.")).ToBeVisibleAsync();
        Assert.Equal(1, await WorkersAsync(page));
        using var key = await _server.SendAsync(HttpMethod.Get, "/v1/push");
        Assert.Contains(
            await page.EvaluateAsync<string>("globalThis.asked.applicationServerKey"),
            await key.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        // A reload knows it.
        await page.ReloadAsync();
        await Expect(page.GetByText("✓ Your phone tells you when it is ready.")).ToBeVisibleAsync();
        await PictureAsync(page, "guest-told");

        await MakeAsync("confirmed", "preparing", "ready");
        await Patience.UntilAsync(() => _service.Of(_address).Count > 0, pauseMs: 50);
        var notice = _phone.Read(_service.Of(_address)[0].Body);

        var shown = await ShownAsync(page, notice);
        Assert.Equal("Order ORD-000001 is ready", shown.GetProperty("title").GetString());
        Assert.Equal("TableTap Demo Café: it waits for you", shown.GetProperty("body").GetString());
        Assert.Equal("en", shown.GetProperty("lang").GetString());
        Assert.Equal(
            new Uri(_server.Url, "/g/demo").ToString(),
            await LedToAsync(page, shown.GetProperty("data").GetRawText())
        );
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task Who_does_not_want_it_any_more_can_say_so()
    {
        var page = await OrderedAsync(Says("granted"));
        await Wish(page).ClickAsync();

        var answer = await page.RunAndWaitForResponseAsync(
            () =>
                page.GetByRole(AriaRole.Button, new() { Name = "Do not tell me", Exact = true })
                    .ClickAsync(),
            response => response.Request.Method == "DELETE"
        );

        Assert.Equal(204, answer.Status);
        await Expect(Wish(page)).ToBeVisibleAsync();
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task Who_says_no_to_the_browser_is_not_troubled_and_knows_what_to_do()
    {
        var page = await OrderedAsync(Says("denied"));

        await Wish(page).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Article))
            .ToContainTextAsync("Keep this page open: it tells you when your order is ready.");
        await Expect(Wish(page)).ToHaveCountAsync(0);
        await Expect(page.Locator("#guest-problem")).ToBeEmptyAsync();
        Assert.Equal(0, await WorkersAsync(page));
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task Where_the_browser_cannot_do_it_nothing_is_offered_and_the_page_tells()
    {
        var page = await OrderedAsync("delete globalThis.PushManager;");

        await Expect(Wish(page)).ToHaveCountAsync(0);
        await MakeAsync("confirmed", "preparing", "ready");

        await ExpectStepAsync(page, "Ready");
        await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^● Order"));
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task An_iPhone_is_led_to_its_home_screen_in_each_language_and_the_page_there_is_signed_in()
    {
        var page = await OrderedAsync(OutsideTheHomeScreen);

        foreach (
            var (language, words) in new[]
            {
                ("en", "Add this page to the home screen"),
                ("nl", "Zet deze pagina op het beginscherm"),
                ("fr", "Ajoutez cette page à l’écran d’accueil"),
                ("de", "Legen Sie diese Seite auf den Home-Bildschirm"),
            }
        )
        {
            await page.Locator("#language").SelectOptionAsync(language);
            await Expect(page.GetByRole(AriaRole.Article)).ToContainTextAsync(words);
        }

        Assert.Equal(
            "180x180",
            await page.EvaluateAsync<string>(
                """
                async () => {
                  const icon = new Image();
                  icon.src = document.querySelector('link[rel=apple-touch-icon]').href;
                  await icon.decode();
                  return `${icon.naturalWidth}x${icon.naturalHeight}`;
                }
                """
            )
        );
        // It is opened from there with nothing of what this page keeps.
        var address = new Uri(
            await page.EvaluateAsync<string>("document.querySelector('link[rel=manifest]').href")
        );
        using var answer = await _server.SendAsync(HttpMethod.Get, address.PathAndQuery);
        using var manifest = JsonDocument.Parse(
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        await using var home = await browser.NewContextAsync();
        var installed = await home.NewPageAsync();
        await installed.GotoAsync(
            new Uri(address, manifest.RootElement.Text("start_url")).ToString()
        );
        await Expect(installed.Locator(".dot.live")).ToHaveCountAsync(1);
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task Where_the_server_tells_no_phones_nothing_is_offered()
    {
        var isAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _context.RouteAsync(
            "**/v1/push",
            async route =>
            {
                await route.FulfillAsync(
                    new()
                    {
                        Status = 404,
                        ContentType = "application/problem+json",
                        Body = """{"code":"NOT_FOUND"}""",
                    }
                );
                isAsked.TrySetResult();
            }
        );
        var page = await OrderedAsync(Says("granted"));
        await isAsked.Task.Soon();

        // What comes later is shown when the answer is known.
        await MakeAsync("confirmed", "preparing");
        await ExpectStepAsync(page, "Being made");

        await Expect(Wish(page)).ToHaveCountAsync(0);
        Assert.Equal(0, await WorkersAsync(page));
    }

    private static Task ExpectStepAsync(IPage page, string step) =>
        Expect(page.GetByRole(AriaRole.Article).Locator("[aria-current=step]"))
            .ToHaveTextAsync(step);

    /// <summary>A person who is asked by a browser cannot be had without a head, and it says no itself: the answer is the test's.</summary>
    private static string Says(string answer) =>
        $$"""
            let permission = 'default';
            Object.defineProperty(Notification, 'permission', { get: () => permission });
            Notification.requestPermission = async () => (permission = '{{answer}}');
            """;

    private static ILocator Wish(IPage page) =>
        page.GetByRole(AriaRole.Button, new() { Name = "Tell me when it is ready" });

    private static Task<int> WorkersAsync(IPage page) =>
        page.EvaluateAsync<int>(
            """
            (async () => {
              const all = await navigator.serviceWorker.getRegistrations();
              return all.filter(({ scope, active }) => scope === new URL('/g/', location).href && active.scriptURL.endsWith('/push-worker.js')).length;
            })()
            """
        );

    /// <summary>What the service worker's own script shows for a message.</summary>
    private static async Task<JsonElement> ShownAsync(IPage page, string notice)
    {
        await page.AddScriptTagAsync(new() { Url = "/push-worker.js" });
        return JsonDocument
            .Parse(
                await page.EvaluateAsync<string>(
                    """
                    async (text) => {
                      let shown;
                      globalThis.registration = {
                        scope: new URL('/g/', location).href,
                        showNotification: async (title, options) => (shown = { title, ...options }),
                      };
                      const event = new Event('push');
                      event.data = { json: () => JSON.parse(text) };
                      event.waitUntil = (work) => (event.work = work);
                      dispatchEvent(event);
                      await event.work;
                      return JSON.stringify(shown);
                    }
                    """,
                    notice
                )
            )
            .RootElement;
    }

    /// <summary>Where a tap on it leads.</summary>
    private static Task<string> LedToAsync(IPage page, string data) =>
        page.EvaluateAsync<string>(
            """
            async (text) => {
              let opened;
              globalThis.clients = { matchAll: async () => [], openWindow: async (url) => (opened = url) };
              const event = new Event('notificationclick');
              event.notification = { data: JSON.parse(text), close() {} };
              event.waitUntil = (work) => (event.work = work);
              dispatchEvent(event);
              await event.work;
              return opened;
            }
            """,
            data
        );

    /// <summary>The page of a guest who has ordered and pays at the counter.</summary>
    private async Task<IPage> OrderedAsync(string script = "")
    {
        await _context.AddInitScriptAsync(
            $$"""
            PushManager.prototype.getSubscription = async () => null;
            PushManager.prototype.subscribe = async (options) => {
              globalThis.asked = options;
              return {{_phone.Subscription(_address)}};
            };
            {{script}}
            """
        );
        var page = await _context.NewPageAsync();
        page.PageError += (_, error) => _complaints.Add(error);
        await page.GotoAsync(await _api.TableLinkAsync("7"));
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Cappuccino") })
            .ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();
        await page.GetByText("At the counter").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new(@"^ORD-\d{6}$") }))
            .ToHaveCountAsync(1);
        return page;
    }

    private async Task MakeAsync(params string[] statuses)
    {
        var order = (await _api.OrdersAsync())[0].GetProperty("orderId").GetString();
        foreach (var status in statuses)
        {
            await _api.DoAsync(
                "employee",
                "anna",
                "order_status_update",
                $$"""{"orderId":"{{order}}","status":"{{status}}"}"""
            );
        }
    }
}
