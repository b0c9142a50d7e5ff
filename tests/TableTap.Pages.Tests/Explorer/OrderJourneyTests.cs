using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TableTap.Server.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>The main journey in a real browser against the real server: order, pay, make, hand over, and read the frames.</summary>
public sealed class OrderJourneyTests(Browser browser)
{
    [Fact]
    public async Task An_order_travels_from_the_guest_to_two_counters_and_back()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(
            browser,
            server.Url,
            new()
            {
                Locale = "en-GB",
                ReducedMotion = ReducedMotion.NoPreference,
                ViewportSize = new() { Width = 1600, Height = 950 },
            }
        );

        await page.AddAsync("Cappuccino", "Extra shot");
        await page.AddAsync("Butter Croissant");
        var number = await page.PlaceAsync();
        await Expect(page.Order).ToContainTextAsync("€6.40");
        await page.ExpectStepAsync("Ordered");
        await Expect(page.Ticket).ToHaveCountAsync(0);

        await page.PayAsync("Good card");
        await page.ExpectStepAsync("Paid");
        await Expect(page.Ticket).ToContainTextAsync(number);
        await Expect(page.Ticket).ToContainTextAsync("Extra shot");
        await Expect(page.Ticket).Not.ToContainTextAsync("Croissant");

        await page.TapAsync("Start");
        await page.ExpectStepAsync("Being made");
        await page.TapAsync("Ready");
        await Expect(page.Ticket).ToContainTextAsync("Another counter still works on it.");
        await page.ExpectStepAsync("Being made");

        await page.BeAsync("Chloe");
        await Expect(page.Ticket).ToContainTextAsync("Croissant");
        await page.TapAsync("Start");
        await page.TapAsync("Ready");
        await page.ExpectStepAsync("Ready");
        var code = await page.CodeAsync();
        // The picture of the README: what a frame says, beside what it means.
        var ready = page.GuestFrames.Locator(".frame[data-type=order_ready]").First;
        await ready.Locator("summary").ClickAsync();
        await Expect(ready.Locator("pre")).ToContainTextAsync(code);
        await page.PictureAsync("explorer-ready");

        await page.HandOverAsync(code);
        await page.ExpectStepAsync("Picked up");
        await Expect(page.Ticket).ToHaveCountAsync(0);
        Assert.Empty(page.Complaints);

        var heard = await ExplorerPage.TypesAsync(page.GuestFrames);
        AssertInOrder(
            heard,
            "connection_established",
            "subscribe",
            "subscription_confirmed",
            "order_create",
            "order_created",
            "payment_processed",
            "order_status_changed",
            "order_ready",
            "order_completed"
        );
        Assert.Contains("ack", heard);
        Assert.Contains("message_acknowledged", heard);
        AssertInOrder(
            await ExplorerPage.TypesAsync(page.StaffFrames),
            "connection_established",
            "order_status_update",
            "order_item_updated",
            "message_replay",
            "order_status_update",
            "order_completed"
        );
    }

    [Fact]
    public async Task A_ticket_that_a_manager_gives_elsewhere_leaves_the_screen_it_was_on()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Cappuccino");
        var number = await page.PlaceAsync();
        await page.PayAsync("Good card");
        await Expect(page.Ticket).ToContainTextAsync(number);

        var status = await page.Page.EvaluateAsync<int>(
            """
            async () => {
              const { token } = await (await fetch('/demo/session?role=manager&user=maya')).json();
              const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
              const { orders } = await (await fetch('/v1/cafes/demo/orders', { headers })).json();
              const data = { orderId: orders[0].orderId, counterId: 'kitchen' };
              const body = JSON.stringify({ type: 'order_assign', messageId: 'elsewhere', data });
              return (await fetch('/v1/commands', { method: 'POST', headers, body })).status;
            }
            """
        );

        Assert.Equal(200, status);
        await Expect(page.Ticket).ToHaveCountAsync(0);
        await page.BeAsync("Chloe");
        await Expect(page.Ticket).ToContainTextAsync(number);
    }

    [Fact]
    public async Task A_declined_card_is_told_and_another_one_pays()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Americano");
        await page.PlaceAsync();

        await page.PayAsync("Declined card");
        await Expect(page.Order).ToContainTextAsync("The card was declined. Try another one.");
        await page.ExpectStepAsync("Ordered");
        await Expect(page.Ticket).ToHaveCountAsync(0);

        await page.PayAsync("Good card");
        await page.ExpectStepAsync("Paid");
        await Expect(page.Ticket).ToHaveCountAsync(1);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_wrong_pickup_code_is_refused_in_plain_words()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Americano");
        await page.PlaceAsync();
        await page.PayAsync("Good card");
        await page.TapAsync("Start");
        await page.TapAsync("Ready");
        var code = await page.CodeAsync();

        await page.HandOverAsync(code == "0000" ? "0001" : "0000");
        var alert = page.Staff.GetByRole(AriaRole.Alert);
        await Expect(alert).ToContainTextAsync("The pickup code does not match.");
        await Expect(alert.GetByRole(AriaRole.Link))
            .ToHaveAttributeAsync("href", new Regex("/docs/protocol#pickup_code_invalid$"));

        await page.HandOverAsync(code);
        await page.ExpectStepAsync("Picked up");
        await Expect(alert).ToBeEmptyAsync();
    }

    [Fact]
    public async Task A_slow_card_is_waited_for()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Americano");
        await page.PlaceAsync();

        await page.PayAsync("Slow card (20 s)");

        await Expect(page.Order).ToContainTextAsync("Waiting for the bank");
        await Expect(page.Order.GetByRole(AriaRole.Button, new() { Name = "Good card" }))
            .ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_guest_at_a_table_needs_no_code()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Americano");
        await page.Guest.GetByRole(AriaRole.Radio, new() { Name = "At a table" }).CheckAsync();
        await page.Guest.GetByLabel("Table number").SelectOptionAsync("7");
        await page.PlaceAsync();
        await page.PayAsync("Good card");

        await Expect(page.Ticket).ToContainTextAsync("Table 7");
        await page.TapAsync("Start");
        await page.TapAsync("Ready");
        await Expect(page.Order).ToContainTextAsync("Your order number is enough.");
        await page.TapAsync("Hand over");
        await page.ExpectStepAsync("Picked up");
    }

    [Fact]
    public async Task The_manager_sees_every_counter_and_needs_no_code()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.BeAsync("Maya");
        await page.AddAsync("Iced Tea");
        await page.PlaceAsync();
        await page.PayAsync("Good card");

        await Expect(page.Ticket).ToContainTextAsync("cold");
        await page.TapAsync("Start");
        await page.TapAsync("Ready");
        await page.CodeAsync();
        await page.TapAsync("Hand over");
        await page.ExpectStepAsync("Picked up");
    }

    [Fact]
    public async Task A_cancelled_order_says_why_and_gives_the_money_back()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Americano");
        await page.PlaceAsync();
        await page.PayAsync("Good card");

        // One tap asks, and can be taken back.
        await page.TapAsync("Cancel the order");
        await page.TapAsync("No, keep it");
        await page.TapAsync("Cancel the order");
        await Expect(page.Ticket).ToContainTextAsync("as a whole?");
        await page.TapAsync("Yes, cancel it");

        await Expect(page.Order).ToContainTextAsync("Cancelled: something is not to be had.");
        await Expect(page.Order).ToContainTextAsync("€3.00 go back to you.");
        await Expect(page.Ticket).ToHaveCountAsync(0);
        await page.Order.GetByRole(AriaRole.Button, new() { Name = "Order again" }).ClickAsync();
        await Expect(page.Order).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Sold_out_marks_the_item_and_leaves_the_order_alone()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Americano");
        await page.PlaceAsync();
        await page.PayAsync("Good card");

        await page.TapAsync("Americano is sold out");

        await Expect(page.Page.Locator("[data-value=americano]").First)
            .ToContainTextAsync("Sold out");
        await Expect(page.Ticket).ToHaveCountAsync(1);
        await page.ExpectStepAsync("Paid");
    }

    [Fact]
    public async Task A_guests_link_opens_no_socket_of_the_staff()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(
            browser,
            server.Url,
            query: "?show=guest",
            lines: 1
        );

        await Expect(page.GuestFrames.Locator("[data-type=subscription_confirmed]"))
            .ToHaveCountAsync(1);
        await Expect(page.Page.Locator("#staff")).ToBeHiddenAsync();
        await Expect(page.Page.Locator("#staff-frames .frame")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_line_is_started_finished_and_recalled_by_tapping_it()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        await page.AddAsync("Cappuccino");
        await page.AddAsync("Americano");
        await page.PlaceAsync();
        await page.PayAsync("Good card");

        var line = page.Ticket.GetByRole(AriaRole.Button, new() { NameRegex = new("× Americano") });
        await line.ClickAsync();
        await Expect(line).ToContainTextAsync("started");
        await page.ExpectStepAsync("Being made");
        await line.ClickAsync();
        await Expect(line).ToContainTextAsync("ready");
        await line.ClickAsync();
        await Expect(line).ToContainTextAsync("started");
    }

    [Fact]
    public async Task A_frame_unfolds_to_its_json_and_links_to_its_section()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);

        var frame = page.GuestFrames.Locator(
            ".frame",
            new() { HasText = "connection_established" }
        );
        await Expect(frame)
            .ToContainTextAsync(
                "The first frame of every session: who you are and what holds for you."
            );
        await Expect(frame.Locator("pre")).ToHaveCountAsync(0);
        await frame.Locator("summary").ClickAsync();
        await Expect(frame.Locator("pre")).ToContainTextAsync("\"userType\": \"customer\"");

        await frame.GetByRole(AriaRole.Link, new() { Name = "§1" }).ClickAsync();
        await Expect(page.Page.Locator("#connection_established")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_frame_of_ones_own_is_sent_as_it_is()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);

        await page.GuestFrames.Locator(".composer summary").ClickAsync();
        await page
            .GuestFrames.GetByLabel("Send a frame of your own")
            .FillAsync("{\"type\":\"make_tea\"}");
        await page
            .GuestFrames.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true })
            .ClickAsync();

        var frame = page.GuestFrames.Locator(
            ".frame.received",
            new() { HasText = "UNKNOWN_MESSAGE_TYPE" }
        );
        await Expect(frame.Locator(".type")).ToHaveTextAsync("error");
        await Expect(page.Guest.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("There is no such message");
        await Expect(page.Page.Locator(".dot.live")).ToHaveCountAsync(2);
    }

    private static void AssertInOrder(IReadOnlyList<string> types, params string[] expected)
    {
        var place = 0;
        foreach (var type in expected)
        {
            while (place < types.Count && types[place] != type)
            {
                place++;
            }

            Assert.True(
                place++ < types.Count,
                $"{type} does not follow in: {string.Join(' ', types)}"
            );
        }
    }
}
