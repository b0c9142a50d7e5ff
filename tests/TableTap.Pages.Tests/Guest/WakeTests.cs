using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>What a page says of a line that is not what it was: a phone comes out of a pocket, answers stay away, a sign-in is refused.</summary>
public sealed partial class WakeTests(Browser browser) : IAsyncLifetime
{
    // A line that can fall silent: nothing comes, nothing goes, and no goodbye is answered.
    private const string Lines = """
        window.lines = [];
        window.WebSocket = class extends WebSocket {
          constructor(...where) {
            super(...where);
            window.lines.push(this);
          }

          fallSilent() {
            this.onmessage = null;
            this.send = () => {};
            this.close = () => {};
          }
        };
        """;

    private TestServer _server = null!;
    private DemoApi _api = null!;
    private IBrowserContext _phone = null!;

    public async ValueTask InitializeAsync()
    {
        // The heartbeat itself does not come to its turn here.
        _server = await TestServer.StartAsync([
            .. ServerProcess.Links,
            .. TestServer.Quiet,
            ("Server:HeartbeatInterval", "1h"),
        ]);
        _api = new(_server.Url);
        _phone = await browser.NewContextAsync(
            new()
            {
                Locale = "en-GB",
                ViewportSize = new() { Width = 390, Height = 844 },
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        _api.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("document.dispatchEvent(new Event('visibilitychange'))")]
    [InlineData("window.dispatchEvent(new Event('online'))")]
    [InlineData("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")]
    public async Task Who_comes_back_to_a_line_that_fell_silent_is_not_told_that_it_is_live(
        string wakes
    )
    {
        await _phone.AddInitScriptAsync(Lines);
        var page = await OpenAsync();
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        await page.EvaluateAsync(
            """
            () => {
              window.seen = [];
              const line = document.querySelector('#guest-line');
              new MutationObserver(() => window.seen.push(line.querySelector('.dot').className)).observe(line, { subtree: true, childList: true, attributes: true });
              window.lines.forEach((line) => line.fallSilent());
            }
            """
        );

        await page.EvaluateAsync($"() => {{ {wakes}; }}");

        await page.WaitForFunctionAsync("() => window.lines.length === 2");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        // It doubted before it left, and was grey meanwhile.
        Assert.Equal(
            "dot catching_up",
            (await page.EvaluateAsync<string[]>("() => window.seen"))[0]
        );
    }

    [Fact]
    public async Task Who_comes_back_to_a_line_that_answers_stays_on_it()
    {
        await _phone.AddInitScriptAsync(Lines);
        var page = await OpenAsync();
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        await page.EvaluateAsync(
            """
            () => {
              window.pongs = 0;
              window.lines[0].addEventListener('message', ({ data }) => (window.pongs += JSON.parse(data).type === 'pong'));
              document.dispatchEvent(new Event('visibilitychange'));
            }
            """
        );

        await page.WaitForFunctionAsync("() => window.pongs === 1");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        Assert.Equal(1, await page.EvaluateAsync<int>("() => window.lines.length"));
    }

    [Fact]
    public async Task A_sign_in_that_is_refused_three_times_is_said_and_not_tried_any_more()
    {
        await _phone.AddInitScriptAsync(
            """
            window.sockets = 0;
            window.WebSocket = class {
              static OPEN = 1;
              readyState = 0;

              constructor() {
                window.sockets++;
                setTimeout(() => this.onclose?.({ code: 4401 }));
              }

              close() {}
            };
            """
        );
        var page = await OpenAsync();

        await Expect(page.Locator("#guest-problem"))
            .ToContainTextAsync("The server refused the sign-in three times.");
        await Expect(page.Locator(".dot.stopped")).ToHaveCountAsync(1);
        Assert.Equal(3, await page.EvaluateAsync<int>("() => window.sockets"));
    }

    [Fact]
    public async Task A_command_that_nobody_answers_is_sent_again_and_given_up_after_two_minutes()
    {
        var page = await _phone.NewPageAsync();
        var orders = new List<string>();
        await page.Clock.InstallAsync();
        await page.RouteWebSocketAsync(
            "**/v1",
            socket =>
            {
                var server = socket.ConnectToServer();
                socket.OnMessage(frame =>
                {
                    if (!frame.Text!.Contains("\"order_create\"", StringComparison.Ordinal))
                    {
                        server.Send(frame.Text!);
                        return;
                    }

                    lock (orders)
                    {
                        orders.Add(frame.Text!);
                    }
                });
            }
        );
        await page.GotoAsync(await _api.TableLinkAsync("7"));
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Cappuccino() }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Add() }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Order() }).ClickAsync();
        await Patience.UntilAsync(() => Count() == 1);

        await page.Clock.FastForwardAsync(11_000);
        await Patience.UntilAsync(() => Count() == 2);
        await page.Clock.FastForwardAsync(120_000);

        await Expect(page.Locator("#guest-problem"))
            .ToContainTextAsync("No answer came within two minutes.");
        lock (orders)
        {
            Assert.Single(orders.Select(IdOf).Distinct(StringComparer.Ordinal));
        }

        int Count()
        {
            lock (orders)
            {
                return orders.Count;
            }
        }
    }

    [GeneratedRegex("^Cappuccino")]
    private static partial Regex Cappuccino();

    [GeneratedRegex("^Add")]
    private static partial Regex Add();

    [GeneratedRegex("^Order ·")]
    private static partial Regex Order();

    private static string IdOf(string frame)
    {
        using var json = JsonDocument.Parse(frame);
        return json.RootElement.GetProperty("messageId").GetString()!;
    }

    private async Task<IPage> OpenAsync()
    {
        var page = await _phone.NewPageAsync();
        await page.GotoAsync(await _api.TableLinkAsync("7"));
        return page;
    }
}
