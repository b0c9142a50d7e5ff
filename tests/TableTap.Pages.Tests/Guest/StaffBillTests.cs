using System.Text.Json.Nodes;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using static Microsoft.Playwright.Assertions;
using static TableTap.Pages.Tests.Pictures;

namespace TableTap.Pages.Tests.Guest;

/// <summary>Bills on the staff's page, by taps alone: from the opening of one to its end, and what its guests order in between.</summary>
public sealed class StaffBillTests(Browser browser) : CafePageTests(browser)
{
    [Fact]
    public async Task A_bill_is_opened_ordered_on_moved_handed_over_divided_and_paid()
    {
        await using var context = await Browser.NewContextAsync(Tablet());
        var page = await SignedInAsync(context, "anna", "1111");
        var card = await OpenBillAsync(page, "BILL-000001", "4", "Window");

        await TapAsync(card, "Order on this bill");
        var order = Dialog(page, "Order for BILL-000001 · Table 4 · Window");
        await AddAsync(page, order, "Cappuccino", "2");
        await AddAsync(page, order, "Butter Croissant", "1");
        await PictureAsync(page, "staff-order");
        await TapAsync(order, "Order · €9.40");
        await Expect(order).ToHaveCountAsync(0);
        await Expect(card).ToContainTextAsync("ORD-000001");
        await Expect(page.Locator("#staff-news")).ToContainTextAsync("ORD-000001");
        // It is made at once, and its guest pays at the end.
        await Expect(page.GetByRole(AriaRole.Article)).ToContainTextAsync("Cappuccino");

        var where = card.Locator("bdi").First;
        await card.GetByText("Move, hand over or close").ClickAsync();
        await card.GetByLabel("Another table").SelectOptionAsync("7");
        await TapAsync(card, "Move it there");
        await Expect(where).ToHaveTextAsync("Table 7 · Window · Anna Peeters");
        await card.GetByLabel("A colleague").SelectOptionAsync("ben");
        await TapAsync(card, "Hand it over");
        await Expect(where).ToHaveTextAsync("Table 7 · Window · Ben Janssens");
        // Who manages nothing ends no bill of which something is due.
        await Expect(Button(card, "Close the bill")).ToHaveCountAsync(0);
        await PictureAsync(page, "staff-bill-work");

        await card.GetByText("Divide, or take a part").ClickAsync();
        await card.GetByLabel("Equal parts").FillAsync("2");
        await TapAsync(card, "Divide evenly");
        await card.GetByLabel("What is paid")
            .SelectOptionAsync(new SelectOptionValue { Label = "Part 1 · €4.70" });
        await TapAsync(card, "The money is here");
        await Expect(card).ToContainTextAsync("€4.70 of €9.40 paid");
        await TapAsync(card, "Took €4.70 in cash");
        await Expect(card).ToHaveCountAsync(0);
        await Expect(page.Locator("#bills")).ToContainTextAsync("Paid lately");
    }

    [Fact]
    public async Task Two_bills_become_one_and_one_on_which_nothing_was_ordered_is_closed()
    {
        await using var context = await Browser.NewContextAsync(Tablet());
        var page = await SignedInAsync(context, "anna", "1111");
        var first = await OpenBillAsync(page, "BILL-000001", "4", "");
        var second = await OpenBillAsync(page, "BILL-000002", "5", "");

        await second.GetByText("Move, hand over or close").ClickAsync();
        await second
            .GetByLabel("Another bill")
            .SelectOptionAsync(new SelectOptionValue { Label = "BILL-000001 · Table 4" });
        await TapAsync(second, "Put it on that bill");
        await Expect(second).ToHaveCountAsync(0);
        await first.GetByText("Move, hand over or close").ClickAsync();
        // There is no other one any more.
        await Expect(first.GetByLabel("Another bill")).ToHaveCountAsync(0);
        await TapAsync(first, "Close the bill");
        await Expect(first).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_manager_takes_the_service_charge_back_and_ends_what_nobody_pays()
    {
        await ChargeServiceAsync(10);
        await using var context = await Browser.NewContextAsync(Tablet());
        var page = await SignedInAsync(context, "maya", "9999");
        var card = await OpenBillAsync(page, "BILL-000001", "4", "");
        await TapAsync(card, "Order on this bill");
        var order = Dialog(page, "Order for BILL-000001 · Table 4");
        await AddAsync(page, order, "Butter Croissant", "1");
        await TapAsync(order, "Order · €2.64");
        await Expect(card).ToContainTextAsync("Service charge: €0.24");

        await card.GetByText("Move, hand over or close").ClickAsync();
        var charge = card.Locator("form[data-does=uncharge]");
        await charge.GetByLabel("Why").FillAsync("Served themselves");
        await TapAsync(card, "Take the service charge back");
        await Expect(Button(card, "Took €2.40 in cash")).ToBeVisibleAsync();
        await Expect(card).Not.ToContainTextAsync("Service charge:");
        await Expect(charge).ToHaveCountAsync(0);

        await card.Locator("form[data-does=close]").GetByLabel("Why").FillAsync("Left");
        await TapAsync(card, "Close the bill");
        await Expect(card).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_manager_takes_the_service_charge_off_an_order_that_waits_to_be_paid()
    {
        await ChargeServiceAsync(10);
        await Api.DoAsync(
            "customer",
            "john",
            "order_create",
            """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":1}]}"""
        );
        await using var context = await Browser.NewContextAsync(Tablet());
        var page = await SignedInAsync(context, "maya", "9999");
        var waiting = page.Locator("#waiting");
        await Expect(waiting).ToContainTextAsync("Service charge: €0.35");

        await waiting.Locator("form[data-uncharge]").GetByLabel("Why").FillAsync("A long wait");
        await TapAsync(waiting, "Take the service charge back");
        await Expect(Button(waiting, "Took €3.50 in cash")).ToBeVisibleAsync();
        await Expect(waiting).Not.ToContainTextAsync("Service charge:");
    }

    [Fact]
    public async Task An_order_without_a_bill_waits_to_be_paid_and_says_what_its_guest_cannot_eat()
    {
        await using var context = await Browser.NewContextAsync(Tablet());
        var page = await SignedInAsync(context, "anna", "1111");
        await TapAsync(page.Locator("#bills"), "Order for a guest");
        var order = Dialog(page, "Order for a guest");
        await AddAsync(page, order, "Cappuccino", "1");
        await order.Locator("[name=guestTable]").SelectOptionAsync("4");
        await order.GetByText("I have an allergy").ClickAsync();
        await order.GetByLabel("mustard").CheckAsync();
        await TapAsync(order, "Order · €3.50");

        var waiting = page.Locator("#waiting");
        await Expect(waiting).ToContainTextAsync("ORD-000001");
        await Expect(waiting).ToContainTextAsync("Table 4");
        Assert.Equal(
            ["mustard"],
            (await Api.OrdersAsync())[0]
                .GetProperty("items")[0]
                .GetProperty("allergies")
                .EnumerateArray()
                .Select(one => one.GetString())
        );
    }

    [Fact]
    public async Task What_is_done_with_a_bill_can_be_seen_and_touched_on_every_screen()
    {
        await ChargeServiceAsync(10);
        await using var context = await Browser.NewContextAsync(Looks.Options());
        var page = await SignedInAsync(context, "maya", "9999");
        var card = await OpenBillAsync(page, "BILL-000001", "4", "Window");
        await OpenBillAsync(page, "BILL-000002", "5", "");
        await card.GetByText("Move, hand over or close").ClickAsync();
        await Looks.CheckAsync(page, "staff-bill-forms");
        await TapAsync(card, "Order on this bill");
        var order = Dialog(page, "Order for BILL-000001 · Table 4 · Window");
        await AddAsync(page, order, "Cappuccino", "1");
        await Looks.CheckAsync(page, "staff-order-form");
    }

    private static BrowserNewContextOptions Tablet() =>
        new()
        {
            Locale = "en-GB",
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = 1024, Height = 768 },
        };

    private static ILocator Button(ILocator part, string name) =>
        part.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static Task TapAsync(ILocator part, string button) => Button(part, button).ClickAsync();

    private static ILocator Dialog(IPage page, string name) =>
        page.GetByRole(AriaRole.Dialog, new() { Name = name, Exact = true });

    private static async Task<ILocator> OpenBillAsync(
        IPage page,
        string number,
        string table,
        string name
    )
    {
        var form = page.Locator("form[data-does=open]");
        if (!await form.IsVisibleAsync())
        {
            await page.Locator("#bills").GetByText("Open a bill").ClickAsync();
        }

        await form.GetByLabel("Its table").SelectOptionAsync(table);
        await form.GetByLabel("Name for it").FillAsync(name);
        await TapAsync(form, "Open the bill");
        var card = page.Locator("#bills li.ticket")
            .Filter(
                new()
                {
                    Has = page.GetByRole(AriaRole.Heading, new() { Name = number, Exact = true }),
                }
            );
        await Expect(card).ToHaveCountAsync(1);
        return card;
    }

    private static async Task AddAsync(IPage page, ILocator order, string item, string quantity)
    {
        await order.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{item}") }).ClickAsync();
        var dish = Dialog(page, item);
        await dish.GetByLabel("How many").FillAsync(quantity);
        await dish.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();
        await Expect(dish).ToHaveCountAsync(0);
    }

    private async Task<IPage> SignedInAsync(IBrowserContext context, string who, string pin)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(Server.Url, "/s/demo").ToString());
        await page.GetByLabel("Your id").FillAsync(who);
        await page.GetByLabel("PIN").FillAsync(pin);
        await TapAsync(page.Locator("main"), "Sign in");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        return page;
    }

    private Task ChargeServiceAsync(int percent) =>
        ChangeAsync(file => file["serviceCharge"] = new JsonObject { ["percent"] = percent });
}
