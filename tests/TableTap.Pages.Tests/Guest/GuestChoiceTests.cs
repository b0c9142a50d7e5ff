using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>What a guest is offered where something cannot be had at once, at this hour, or is read in another language; and the bill of the table.</summary>
public sealed class GuestChoiceTests(Browser browser) : CafePageTests(browser)
{
    // As a café's file names them, in the order of DayOfWeek.
    private static readonly string[] Days =
    [
        "sunday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
    ];

    private IBrowserContext _phone = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _phone = await Browser.NewContextAsync(
            new()
            {
                Locale = "en-GB",
                ViewportSize = new() { Width = 390, Height = 844 },
                HasTouch = true,
                IsMobile = true,
            }
        );
    }

    public override async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Who_orders_where_all_is_taken_orders_with_one_tap_for_the_earliest_time()
    {
        await ChangeAsync(file => file["counters"]![0]!["capacity"] = 1);
        // What the staff orders counts and is never refused: this quarter of an hour and the next ones are full.
        foreach (var minutes in new[] { 0, 15, 30 })
        {
            var time =
                minutes == 0
                    ? ""
                    : $",\"scheduledFor\":\"{DateTimeOffset.UtcNow.AddMinutes(minutes):yyyy-MM-ddTHH:mm:ss.fffZ}\"";
            await Api.DoAsync(
                "employee",
                "anna",
                "order_create",
                $$"""{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash"{{time}},"items":[{"itemId":"latte","quantity":1}]}"""
            );
        }

        var page = await ScanAsync();
        await AddAsync(page, "Cappuccino");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") }).ClickAsync();
        var offer = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order it for") });
        var earliest = await offer.GetAttributeAsync("data-value");
        await offer.ClickAsync();

        await Expect(page.GetByRole(AriaRole.Article)).ToContainTextAsync("ORD-000004");
        await Expect(offer).ToHaveCountAsync(0);
        Assert.Equal(
            DateTimeOffset.Parse(earliest!, CultureInfo.InvariantCulture),
            (await Api.OrdersAsync())[0].GetProperty("scheduledFor").GetDateTimeOffset()
        );
    }

    [Fact]
    public async Task What_is_served_at_another_hour_says_when_in_the_language_of_the_guest()
    {
        await ChangeAsync(file =>
        {
            file["languages"] = new JsonArray("en", "nl");
            // Tomorrow it is served, and not before.
            var brussels = TimeZoneInfo.FindSystemTimeZoneById("Europe/Brussels");
            var tomorrow = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, brussels).AddDays(1);
            file["menus"] = new JsonArray(
                new JsonObject
                {
                    ["menuId"] = "lunch",
                    ["name"] = new JsonObject { ["en"] = "Lunch", ["nl"] = "Middagkaart" },
                    ["hours"] = new JsonObject { [Days[(int)tomorrow.DayOfWeek]] = "11:30-14:00" },
                }
            );
            var soup = file["menu"]!
                .AsArray()
                .Single(item => item!["itemId"]!.GetValue<string>() == "soup")!;
            soup["name"] = new JsonObject
            {
                ["en"] = "Soup of the Day",
                ["nl"] = "Soep van de dag",
            };
            soup["menus"] = new JsonArray("lunch");
        });

        var page = await ScanAsync();
        var soup = page.Locator("#guest-menu [data-value=soup]");
        await Expect(soup).ToContainTextAsync("With Lunch (11:30–14:00)");
        await Expect(soup).ToContainTextAsync("Soup of the Day");

        // The menu is read anew in the other language.
        await page.GetByLabel("Language").SelectOptionAsync("nl");
        await Expect(soup).ToContainTextAsync("Bij Middagkaart (11:30–14:00)");
        await Expect(soup).ToContainTextAsync("Soep van de dag");
        // What has no text in it keeps the first one.
        await Expect(page.Locator("#guest-menu [data-value=americano]"))
            .ToContainTextAsync("Americano");
    }

    [Fact]
    public async Task A_guest_who_ordered_nothing_sees_the_bill_of_the_table_and_is_told_who_divides_it()
    {
        await Api.DoAsync("employee", "anna", "bill_open", """{"tableNumber":"7"}""");
        await Api.DoAsync(
            "employee",
            "anna",
            "order_create",
            """{"cafeId":"demo","orderType":"dine-in","tableNumber":"7","onBill":true,"items":[{"itemId":"croissant","quantity":2}]}"""
        );

        var page = await ScanAsync();
        var join = page.GetByRole(
            AriaRole.Button,
            new() { Name = "See the bill of table 7", Exact = true }
        );
        Assert.True((await join.BoundingBoxAsync())!.Height >= 44);
        await join.ClickAsync();

        var bill = Bill(page);
        await Expect(bill).ToContainTextAsync("€4.80 to pay, €0.00 paid");
        await Expect(bill).ToContainTextAsync("The staff divides it for you.");
        await Expect(join).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_guest_pays_by_card_what_they_ordered_on_the_bill_and_all_of_the_table_see_what_is_left()
    {
        await Api.DoAsync("employee", "anna", "bill_open", """{"tableNumber":"7"}""");
        await Api.DoAsync(
            "employee",
            "anna",
            "order_create",
            """{"cafeId":"demo","orderType":"dine-in","tableNumber":"7","onBill":true,"items":[{"itemId":"croissant","quantity":2}]}"""
        );
        await using var other = await Browser.NewContextAsync(new() { Locale = "en-GB" });
        var friend = await other.NewPageAsync();
        await friend.GotoAsync(await Api.TableLinkAsync("7"));
        await TapAsync(friend, "See the bill of table 7");

        var page = await ScanAsync();
        await AddAsync(page, "Cappuccino");
        await page.GetByText("On the bill of the table").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") }).ClickAsync();

        // The croissants are the table's, and nobody's to pay alone.
        var pay = Bill(page).GetByRole(AriaRole.Link);
        await Expect(pay).ToHaveTextAsync("Pay mine, ORD-000002: €3.50");
        Assert.True((await pay.BoundingBoxAsync())!.Height >= 44);
        await Expect(Bill(friend)).ToContainTextAsync("€8.30 to pay, €0.00 paid");
        await Expect(Bill(friend).GetByRole(AriaRole.Link)).ToHaveCountAsync(0);

        var provider = await _phone.RunAndWaitForPageAsync(() => pay.ClickAsync());
        await TapAsync(provider, "Pay");
        await Expect(provider.GetByRole(AriaRole.Status)).ToContainTextAsync("Paid.");
        await provider.CloseAsync();

        await Expect(Bill(page)).ToContainTextAsync("€4.80 to pay, €3.50 paid");
        await Expect(pay).ToHaveCountAsync(0);
        await Expect(Bill(friend)).ToContainTextAsync("€4.80 to pay, €3.50 paid");
    }

    [Fact]
    public async Task A_guest_calls_an_order_off_reads_why_it_is_over_and_orders_again()
    {
        var page = await ScanAsync();
        await AddAsync(page, "Cappuccino");
        await page.GetByText("At the counter").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") }).ClickAsync();
        var order = page.GetByRole(AriaRole.Article, new() { Name = "ORD-000001" });
        await Expect(order)
            .ToContainTextAsync("Please pay €3.50 at the counter; your number is ORD-000001.");
        await TapAsync(page, "Cancel the order");
        await Expect(order).ToContainTextAsync("Cancelled: you asked for it.");
        await Expect(page.Locator("#guest-news")).ToHaveTextAsync("Order ORD-000001 is cancelled.");

        // It stays over after a reload, until the guest has seen it.
        await page.ReloadAsync();
        await Expect(order).ToContainTextAsync("Cancelled: you asked for it.");
        await TapAsync(page, "Order again");
        await Expect(order).ToHaveCountAsync(0);
        await AddAsync(page, "Americano");
        await Expect(page.Locator("#guest-basket")).ToContainTextAsync("Americano");
        Assert.Equal("cancelled", (await Api.OrdersAsync())[0].GetProperty("status").GetString());
    }

    private static ILocator Bill(IPage page) =>
        page.GetByRole(AriaRole.Article, new() { Name = "BILL-000001" });

    private static Task TapAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private static async Task AddAsync(IPage page, string item)
    {
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{item}") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();
    }

    private async Task<IPage> ScanAsync()
    {
        var page = await _phone.NewPageAsync();
        await page.GotoAsync(await Api.TableLinkAsync("7"));
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        return page;
    }
}
