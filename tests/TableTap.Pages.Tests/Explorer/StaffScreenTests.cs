using System.Text.Json;
using Microsoft.Playwright;
using TableTap.Server.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>
/// A counter's screen shows what is: it reads the state with its positions, hears what comes after them, and reads again
/// where the two do not meet (sections 7 and 10).
/// </summary>
public sealed class StaffScreenTests(Browser browser)
{
    private const string Tickets = "counter:espresso:orders";

    [Fact]
    public async Task It_reads_the_state_and_subscribes_from_its_positions()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        var number = await page.BuyAsync("Cappuccino");
        await page.TapAsync("Start");
        await page.ExpectStepAsync("Being made");

        await using var other = await ExplorerPage.OpenAsync(browser, server.Url);

        await Expect(other.Ticket).ToContainTextAsync(number);
        await Expect(other.Ticket).ToHaveAttributeAsync("data-stage", "started");
        var subscribed = await FrameAsync(other.StaffFrames, "subscribe");
        var from = subscribed
            .GetProperty("data")
            .GetProperty("channels")
            .EnumerateArray()
            .Single(entry =>
                entry.ValueKind == JsonValueKind.Object
                && entry.GetProperty("channel").GetString() == Tickets
            );
        // The order came there, its line was started, and with that the order.
        Assert.Equal(3, from.GetProperty("afterSequence").GetInt64());
        Assert.Equal(
            0,
            await other.StaffFrames.Locator(".frame[data-type=order_assigned]").CountAsync()
        );
        await page.TapAsync("Ready");
        await Expect(other.Ticket).ToHaveAttributeAsync("data-stage", "ready");
        Assert.Empty(other.Complaints);
    }

    /// <summary>It is pressed, drawn and let go within the page, so that no slow machine decides.</summary>
    [Theory]
    [InlineData("click", true)]
    [InlineData("pointercancel", true)]
    [InlineData("", false)]
    public async Task Nothing_moves_while_it_is_pressed(string end, bool isDrawn)
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);

        var drawn = await page.Page.EvaluateAsync<bool[]>(
            """
            async (end) => {
              const { atNextPicture } = await import('/dom.js');
              const pictures = async () => {
                for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
              };
              const send = (type) => document.querySelector('#tickets').dispatchEvent(new Event(type, { bubbles: true }));
              let seen;
              let took;
              do {
                let isDrawn = false;
                const began = performance.now();
                send('pointerdown');
                atNextPicture(() => (isDrawn = true))();
                await pictures();
                seen = [isDrawn];
                if (end) send(end);
                await pictures();
                seen.push(isDrawn);
                took = performance.now() - began;
                send('pointercancel');
                await pictures();
                seen.push(isDrawn);
              } while (took > 2_000);
              return seen;
            }
            """,
            end
        );

        Assert.Equal([false, isDrawn, true], drawn);
    }

    [Fact]
    public async Task A_tap_on_a_button_that_moves_away_is_a_tap_on_that_button()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.BuyAsync("Cappuccino");
        var start = page.Ticket.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true });
        await start.HoverAsync();
        var button = (await start.BoundingBoxAsync())!;
        var tickets = page.Page.Locator("#tickets");
        var before = (await tickets.BoundingBoxAsync())!;

        await page.Page.Mouse.DownAsync();
        // What the café announces stands above the tickets, where what is empty is not shown; and no scrolling makes up for it.
        await page.Page.EvaluateAsync(
            """
            () => {
              const tickets = document.querySelector('#tickets');
              tickets.parentElement.style.overflowAnchor = 'none';
              const draw = document.createElement('div');
              draw.id = 'announced';
              draw.style.height = '160px';
              draw.textContent = 'We close at six';
              return import('/dom.js').then(({ atNextPicture }) => atNextPicture(() => tickets.before(draw))());
            }
            """
        );
        await page.Page.Mouse.UpAsync();

        await page.ExpectStepAsync("Being made");
        // It did move, and away from under the finger: else any page passes.
        await Expect(page.Page.Locator("#announced")).ToBeVisibleAsync();
        var after = (await tickets.BoundingBoxAsync())!;
        Assert.True(
            after.Y - before.Y >= button.Height,
            $"the tickets moved by {after.Y - before.Y}, and the button is {button.Height} high"
        );
    }

    /// <summary>Each page is of its own commit: what moves while they are read is told once more, and what is older undoes nothing.</summary>
    [Fact]
    public async Task Orders_that_move_while_their_pages_are_read_are_shown_as_they_are()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        string[] numbers =
        [
            await page.BuyAsync("Cappuccino"),
            await page.BuyAsync("Americano"),
            await page.BuyAsync("Cappuccino"),
        ];
        using var api = new DemoApi(server.Url);
        var orders = await api.OrdersAsync();
        var pages = 0;

        await using var other = await ExplorerPage.OpenAsync(
            browser,
            server.Url,
            query: "?show=staff&staff=anna",
            prepare: one =>
                one.RouteAsync(
                    "**/orders?*status=confirmed*",
                    async route =>
                    {
                        // After the first page, its order moves, and so does one of a page to come.
                        if (++pages == 2)
                        {
                            await MoveAsync(api, orders[0], "preparing");
                            await MoveAsync(api, orders[^1], "preparing");
                        }

                        await route.ContinueAsync(
                            new()
                            {
                                Url = route.Request.Url.Replace(
                                    "limit=100",
                                    "limit=1",
                                    StringComparison.Ordinal
                                ),
                            }
                        );
                    }
                )
        );

        await Expect(other.Ticket).ToHaveCountAsync(numbers.Length);
        Assert.Equal(numbers.Length, pages);
        foreach (var (at, stage) in new[] { "started", "queued", "started" }.Index())
        {
            await Expect(other.Ticket.Filter(new() { HasText = numbers[at] }))
                .ToHaveAttributeAsync("data-stage", stage);
        }
    }

    [Theory]
    [InlineData("memory.epoch = 'another'")]
    [InlineData("memory.positions['counter:espresso:orders'] = 1_000_000")]
    [InlineData("delete memory.positions['counter:espresso:orders']")]
    public async Task What_it_remembers_is_read_anew_where_the_history_does_not_reach_it(
        string change
    )
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        var number = await page.BuyAsync("Cappuccino");
        await Expect(page.Ticket).ToContainTextAsync(number);
        await page.Page.AddInitScriptAsync(
            $$"""
            {
              const memory = JSON.parse(sessionStorage.getItem('tabletap.staff.demo.anna'));
              const [ticket] = Object.values(memory.tickets);
              memory.tickets.ghost = { ...ticket, key: 'ghost', orderId: 'ghost', number: 'ORD-GHOST' };
              {{change}};
              sessionStorage.setItem('tabletap.staff.demo.anna', JSON.stringify(memory));
            }
            """
        );

        await page.Page.ReloadAsync();

        await Expect(page.Page.Locator(".dot.live")).ToHaveCountAsync(2);
        await Expect(page.Ticket).ToHaveCountAsync(1);
        await Expect(page.Ticket).ToContainTextAsync(number);
        await page.TapAsync("Start");
        await Expect(page.Ticket).ToHaveAttributeAsync("data-stage", "started");
    }

    [Fact]
    public async Task A_message_that_does_not_come_is_fetched_on_the_line_that_is_there()
    {
        await using var server = await DemoServer.StartAsync();
        var lost = 0;
        await using var page = await ExplorerPage.OpenAsync(
            browser,
            server.Url,
            prepare: one =>
                one.RouteWebSocketAsync(
                    "**/v1",
                    socket =>
                        socket
                            .ConnectToServer()
                            .OnMessage(frame =>
                            {
                                var isTicket =
                                    frame.Text!.Contains(
                                        "\"order_assigned\"",
                                        StringComparison.Ordinal
                                    ) && frame.Text.Contains(Tickets, StringComparison.Ordinal);
                                if (!isTicket || Interlocked.Increment(ref lost) > 1)
                                {
                                    socket.Send(frame.Text);
                                }
                            })
                )
        );
        var first = await page.BuyAsync("Cappuccino");
        await Expect(page.Ticket).ToHaveCountAsync(0);

        var second = await page.BuyAsync("Americano");

        await Expect(page.Ticket).ToHaveCountAsync(2);
        await Expect(page.Staff).ToContainTextAsync(first);
        await Expect(page.Staff).ToContainTextAsync(second);
        Assert.Equal(1, await page.StaffFrames.Locator(".frame[data-type=subscribe]").CountAsync());
        Assert.NotEqual(
            0,
            await page.StaffFrames.Locator(".frame[data-type=reconnect]").CountAsync()
        );
    }

    [Fact]
    public async Task A_refusal_that_says_how_the_order_is_corrects_the_ticket()
    {
        await using var server = await DemoServer.StartAsync();
        var isDeaf = false;
        await using var page = await ExplorerPage.OpenAsync(
            browser,
            server.Url,
            prepare: one =>
                one.RouteWebSocketAsync(
                    "**/v1",
                    socket =>
                        socket
                            .ConnectToServer()
                            .OnMessage(frame =>
                            {
                                // Late, as on a bad network: answers come, channels do not.
                                if (
                                    !Volatile.Read(ref isDeaf)
                                    || !frame.Text!.Contains(
                                        "\"sequence\"",
                                        StringComparison.Ordinal
                                    )
                                )
                                {
                                    socket.Send(frame.Text!);
                                }
                            })
                )
        );
        await page.BuyAsync("Cappuccino");
        await Expect(page.Ticket).ToHaveCountAsync(1);
        Volatile.Write(ref isDeaf, true);
        using var api = new DemoApi(server.Url);
        var orderId = (await api.OrdersAsync())[0].GetProperty("orderId").GetString();
        await api.DoAsync(
            "manager",
            "maya",
            "order_cancel",
            $$"""{"orderId":"{{orderId}}","reason":"other"}"""
        );

        await page.TapAsync("Start");

        await Expect(page.Staff.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("The order is no longer, or not yet, where this is possible.");
        await Expect(page.Ticket).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_older_message_undoes_nothing_that_is_newer()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);

        var stages = await page.Page.EvaluateAsync<string[]>(
            """
            async () => {
              const { applyToTickets, stageOf, ticketsOf } = await import('/tickets.js');
              const line = { lineId: 'l', itemId: 'americano', name: 'Americano', quantity: 1, customizations: [] };
              const order = { orderId: 'o', orderVersion: 5, orderNumber: 'ORD-1', status: 'preparing', createdAt: '', items: [] };
              const tickets = ticketsOf([{ ...order, items: [{ ...line, counterId: 'bar', status: 'started' }] }], ['bar', 'kitchen']);
              const hear = (type, data) => applyToTickets(tickets, { type, channel: 'counter:bar:orders', data: { orderId: 'o', ...data } });
              const moved = (orderVersion, currentStatus) => ({ orderVersion, lineId: 'l', counterId: 'bar', currentStatus });
              const stages = [Object.keys(tickets).join()];
              for (const message of [
                ['order_assigned', { orderVersion: 3, orderNumber: 'ORD-1', items: [{ ...line, status: 'queued' }] }],
                ['order_item_updated', moved(4, 'queued')],
                ['order_item_updated', moved(5, 'started')],
                ['order_item_updated', moved(6, 'ready')],
                ['order_cancelled', { orderVersion: 5 }],
              ]) {
                hear(...message);
                stages.push(stageOf(tickets['bar/o']));
              }
              return stages;
            }
            """
        );

        Assert.Equal(["bar/o", "started", "started", "started", "done", "done"], stages);
    }

    private static Task MoveAsync(DemoApi api, JsonElement order, string status) =>
        api.DoAsync(
            "employee",
            "anna",
            "order_status_update",
            $$"""{"orderId":"{{order.GetProperty("orderId").GetString()}}","status":"{{status}}"}"""
        );

    private static Task<JsonElement> FrameAsync(ILocator frames, string type) =>
        frames
            .Locator($".frame[data-type={type}]")
            .First.EvaluateAsync<JsonElement>("row => row.frame.message");
}
