using Microsoft.Playwright;
using TableTap.Server.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>Reloads, cut lines and dead servers: the page comes back by itself and misses nothing.</summary>
public sealed class ContinuityTests(Browser browser)
{
    [Fact]
    public async Task A_reload_in_the_middle_resumes_where_it_was()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Caffè Latte", "Oat milk");
        var number = await page.PlaceAsync();
        await page.PayAsync("Good card");
        await page.TapAsync("Start");
        await page.ExpectStepAsync("Being made");

        await page.Page.ReloadAsync();

        await Expect(page.Page.Locator(".dot.live")).ToHaveCountAsync(2);
        await Expect(page.Order).ToContainTextAsync(number);
        await page.ExpectStepAsync("Being made");
        await Expect(page.Ticket).ToContainTextAsync(number);
        await page.TapAsync("Ready");
        await page.HandOverAsync(await page.CodeAsync());
        await page.ExpectStepAsync("Picked up");
        Assert.Contains("reconnect", await ExplorerPage.TypesAsync(page.GuestFrames));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_tab_that_remembers_nothing_reads_the_state_and_is_told_what_follows()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Americano");
        var number = await page.PlaceAsync();
        await page.PayAsync("Good card");
        await Expect(page.Ticket).ToContainTextAsync(number);

        await using var other = await ExplorerPage.OpenAsync(browser, server.Url);

        await Expect(other.Ticket).ToContainTextAsync(number);
        await other.TapAsync("Start");
        await page.ExpectStepAsync("Being made");
    }

    [Fact]
    public async Task A_cut_line_comes_back_and_replays_what_was_missed()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Americano");
        await page.PlaceAsync();
        await page.PayAsync("Good card");
        await Expect(page.Ticket).ToHaveCountAsync(1);

        await page
            .GuestFrames.GetByRole(AriaRole.Button, new() { Name = "Cut the line" })
            .ClickAsync();
        await page.TapAsync("Start");

        await page.ExpectStepAsync("Being made");
        await Expect(page.GuestFrames.Locator("[data-type=message_replay]")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_line_that_fell_silent_is_left_without_waiting_for_its_goodbye()
    {
        await using var server = await TestServer.StartAsync([
            .. ServerProcess.Links,
            .. TestServer.Quiet,
            ("Server:HeartbeatInterval", "1s"),
        ]);
        await using var page = await ExplorerPage.OpenAsync(
            browser,
            server.Url,
            prepare: silent =>
                silent.AddInitScriptAsync(
                    """
                    window.lines = [];
                    window.WebSocket = class extends WebSocket {
                      constructor(...where) {
                        super(...where);
                        window.lines.push(this);
                      }

                      // Nothing comes, nothing goes, and no goodbye is answered: a phone that left the Wi-Fi.
                      fallSilent() {
                        this.onmessage = null;
                        this.send = () => {};
                        this.close = () => {};
                      }
                    };
                    """
                )
        );

        await page.Page.EvaluateAsync("() => window.lines.forEach((line) => line.fallSilent())");

        await page.Page.WaitForFunctionAsync("() => window.lines.length === 4");
        await Expect(page.Page.Locator(".dot.live")).ToHaveCountAsync(2);
        await page.AddAsync("Americano");
        await page.PlaceAsync();
        await Expect(page.Order).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task An_order_placed_while_the_server_is_dead_is_made_once_when_it_is_back()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server);
        await page.AddAsync("Americano");
        await server.KillAsync();
        await Expect(page.Guest).ToContainTextAsync("Line lost");

        await page
            .Guest.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") })
            .ClickAsync();
        await server.StartAgainAsync();

        await Expect(page.Order).ToHaveCountAsync(1);
        await page.ExpectStepAsync("Ordered");
        await page.PayAsync("Good card");
        await page.ExpectStepAsync("Paid");
        await Expect(page.Order).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task An_order_sent_into_a_broken_line_is_sent_again_under_its_first_id()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Americano");
        await Expect(page.Page.Locator("[data-action=order]")).ToBeVisibleAsync();

        // The order leaves, and the line breaks before its answer can come.
        await page.Page.EvaluateAsync(
            """
            () => {
              document.querySelector('[data-action=order]').click();
              document.querySelector('#guest-frames .tools button').click();
            }
            """
        );

        await Expect(page.Order).ToHaveCountAsync(1);
        var sent = page.GuestFrames.Locator("[data-type=order_create]");
        await Expect(sent).ToHaveCountAsync(2);
        await Expect(page.GuestFrames.Locator("[data-type=message_acknowledged]"))
            .ToHaveCountAsync(1);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var frame in await sent.AllAsync())
        {
            ids.Add(await frame.EvaluateAsync<string>("row => row.frame.message.messageId"));
        }

        Assert.Single(ids);
        await Expect(page.Order).ToHaveCountAsync(1);
    }
}
