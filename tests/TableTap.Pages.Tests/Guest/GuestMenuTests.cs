using System.Text.Json.Nodes;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>What a guest reads of a menu beside names and prices: pictures of its categories, and what is known of each option.</summary>
public sealed class GuestMenuTests(Browser browser) : CafePageTests(browser)
{
    private const string Picture =
        "<svg xmlns='http://www.w3.org/2000/svg' width='16' height='9'></svg>";

    [Fact]
    public async Task Categories_stand_in_the_order_of_the_café_each_with_its_picture_or_the_room_of_it()
    {
        await ChangeAsync(file =>
            file["categories"] = new JsonArray(
                Category("House Favourites", "https://cafe.example/house.svg"),
                Category("Coffee", "https://cafe.example/gone.svg")
            )
        );
        // The page's own policy holds.
        await using var context = await Browser.NewContextAsync(
            new()
            {
                Locale = "en-GB",
                ViewportSize = new() { Width = 390, Height = 844 },
            }
        );
        await context.RouteAsync(
            "https://cafe.example/**",
            route =>
                route.Request.Url.EndsWith("house.svg", StringComparison.Ordinal)
                    ? route.FulfillAsync(new() { ContentType = "image/svg+xml", Body = Picture })
                    : route.FulfillAsync(new() { Status = 404 })
        );
        var page = await context.NewPageAsync();
        await page.GotoAsync(await Api.TableLinkAsync("7"));

        var headings = page.Locator("#guest-menu h3");
        await Expect(headings.Nth(0)).ToHaveTextAsync("House Favourites");
        await Expect(headings.Nth(1)).ToHaveTextAsync("Coffee");
        var picture = headings.Nth(0).Locator("img");
        await Expect(picture).ToHaveJSPropertyAsync("naturalWidth", 16);
        await Expect(picture).ToHaveAttributeAsync("loading", "lazy");
        await Expect(picture).ToHaveAttributeAsync("alt", "");
        // The one that is gone leaves its room and nothing else, also where all is drawn again.
        await Expect(page.Locator("#guest-menu img")).ToHaveCountAsync(1);
        await page.GetByLabel("Language").SelectOptionAsync("nl");
        await Expect(page.Locator("#guest-title")).ToHaveTextAsync("Gast");
        await Expect(page.Locator("#guest-menu img")).ToHaveCountAsync(1);
        Assert.Equal(
            (await headings.Nth(0).BoundingBoxAsync())!.Height,
            (await headings.Nth(1).BoundingBoxAsync())!.Height
        );
    }

    [Fact]
    public async Task What_is_known_of_an_option_is_said_where_it_is_chosen_and_warns_who_must_not_eat_it()
    {
        await ChangeAsync(file =>
        {
            var oat = Option(file, "oat-drink");
            oat["description"] = "From the mill next door";
            oat["diets"] = new JsonArray("vegan");
            oat["additives"] = new JsonArray("Calcium");
            oat["spiciness"] = 1;
        });
        await Api.DoAsync(
            "employee",
            "anna",
            "item_availability_update",
            """{"available":false,"optionId":"almond-drink"}"""
        );
        await using var context = await Browser.NewContextAsync(Looks.Options());
        var page = await context.NewPageAsync();
        await page.GotoAsync(await Api.TableLinkAsync("7"));
        await AddAsync(page, "Cappuccino");
        await page.GetByText("I have an allergy").ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "gluten", Exact = true })
            .CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "nuts", Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Matcha Latte") })
            .ClickAsync();

        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Matcha Latte" });
        var oat = dialog.Locator("label", new() { HasText = "Oat drink" });
        foreach (
            var said in new[]
            {
                "From the mill next door",
                "Contains: gluten",
                "vegan · 🌶 · Calcium",
                "⚠ Not for you: contains gluten",
                "+€0.40",
            }
        )
        {
            await Expect(oat).ToContainTextAsync(said);
        }

        var almond = dialog.Locator("label", new() { HasText = "Almond drink" });
        await Expect(almond).ToContainTextAsync("Sold out");
        await Expect(almond.GetByRole(AriaRole.Radio)).ToBeDisabledAsync();
        await Expect(almond).ToContainTextAsync("⚠ Not for you: contains nuts");
        // Of what is chosen it is said aloud, and the keys pass by what is out.
        var told = dialog.GetByRole(AriaRole.Status);
        await Expect(told).ToBeEmptyAsync();
        var whole = dialog.GetByRole(AriaRole.Radio, new() { NameRegex = new("^Whole milk") });
        await whole.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(oat.GetByRole(AriaRole.Radio)).ToBeCheckedAsync();
        await Expect(told).ToHaveTextAsync("⚠ Not for you: contains gluten");
        await Looks.CheckAsync(page, "guest-options");
        await oat.GetByRole(AriaRole.Radio).FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(whole).ToBeCheckedAsync();
        await Expect(told).ToBeEmptyAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();

        var lines = page.Locator("#guest-basket .lines li");
        await Expect(lines.Filter(new() { HasText = "Matcha Latte" }))
            .ToContainTextAsync("⚠ Not for you: contains gluten");
        await Expect(lines.Filter(new() { HasText = "Cappuccino" }).Locator(".allergy"))
            .ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_dish_that_is_not_for_a_guest_says_so_as_it_opens()
    {
        await ChangeAsync(file =>
            Item(file, "croissant")["allergens"] = new JsonArray("gluten", "milk")
        );
        await using var context = await Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(await Api.TableLinkAsync("7"));
        await AddAsync(page, "Cappuccino");
        await page.GetByText("I have an allergy").ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "gluten", Exact = true })
            .CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Butter Croissant") })
            .ClickAsync();

        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Butter Croissant" }))
            .ToHaveAccessibleDescriptionAsync("⚠ Not for you: contains gluten");
    }

    [Fact]
    public async Task What_is_not_for_every_age_says_so_on_the_menu_and_as_it_opens()
    {
        await ChangeAsync(file => Item(file, "lemonade")["minAge"] = 16);
        await using var context = await Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(await Api.TableLinkAsync("7"));
        const string Limit = "From 16 years: please show an identity card";
        var lemonade = page.GetByRole(
            AriaRole.Button,
            new() { NameRegex = new("^Homemade Lemonade") }
        );
        await Expect(lemonade).ToContainTextAsync(Limit);
        await lemonade.ClickAsync();

        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Homemade Lemonade" }))
            .ToContainTextAsync(Limit);
    }

    [Fact]
    public async Task That_the_menu_could_not_be_read_is_said_until_it_is_read()
    {
        await using var context = await Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(await Api.TableLinkAsync("7"));
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
        var cappuccino = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Cappuccino") });
        await Expect(cappuccino).ToBeEnabledAsync();
        await page.RouteAsync("**/v1/cafes/demo/menu*", route => route.AbortAsync());
        await OfferAsync("cappuccino", isAvailable: false);
        await Expect(page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("The server cannot be reached");

        await page.UnrouteAllAsync();
        await OfferAsync("latte", isAvailable: false);
        await Expect(cappuccino).ToBeDisabledAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeEmptyAsync();
    }

    [Theory]
    [InlineData("nl-BE", "Uitverkocht", "⚠ Niet voor jou: bevat gluten")]
    [InlineData("fr-BE", "Épuisé", "⚠ Pas pour vous : contient gluten")]
    [InlineData("de-DE", "Ausverkauft", "⚠ Nichts für Sie: enthält Gluten")]
    public async Task An_option_is_out_or_not_for_a_guest_in_the_guests_language(
        string locale,
        string soldOut,
        string notForYou
    )
    {
        await Api.DoAsync(
            "employee",
            "anna",
            "item_availability_update",
            """{"available":false,"optionId":"almond-drink"}"""
        );
        await using var context = await Browser.NewContextAsync(new() { Locale = locale });
        var page = await context.NewPageAsync();
        await page.GotoAsync(await Api.TableLinkAsync("7"));
        await page.Locator("#guest-menu [data-value=cappuccino]").ClickAsync();
        await page.Locator("#item-form [value=add]").ClickAsync();
        await page.Locator("#guest-basket .allergies summary").ClickAsync();
        await page.Locator("[name=allergy][value=gluten]").CheckAsync();
        await page.Locator("#guest-menu [data-value=matcha-latte]").ClickAsync();

        var form = page.Locator("#item-form");
        await Expect(form.Locator("label", new() { HasText = "Almond drink" }))
            .ToContainTextAsync(soldOut);
        await Expect(form.Locator("label", new() { HasText = "Oat drink" }))
            .ToContainTextAsync(notForYou);
    }

    private static async Task AddAsync(IPage page, string item)
    {
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{item}") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();
    }

    private Task OfferAsync(string itemId, bool isAvailable) =>
        Api.DoAsync(
            "employee",
            "anna",
            "item_availability_update",
            new JsonObject { ["available"] = isAvailable, ["itemId"] = itemId }.ToJsonString()
        );

    private static JsonObject Category(string category, string photo) =>
        new() { ["category"] = category, ["photo"] = photo };

    private static JsonNode Option(JsonNode file, string optionId) =>
        file["groups"]!
            .AsArray()
            .SelectMany(group => group!["options"]!.AsArray())
            .Single(option => (string?)option!["optionId"] == optionId)!;
}
