using System.Text.Json.Nodes;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using static Microsoft.Playwright.Assertions;
using static TableTap.Pages.Tests.Pictures;

namespace TableTap.Pages.Tests.Guest;

/// <summary>The page with which a manager sets a café up: fields, files, what is wrong at its place, and a look before anything changes.</summary>
public sealed class SetupPageTests(Browser browser) : CafePageTests(browser)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task A_dish_is_added_what_is_wrong_is_marked_and_nothing_changes_unseen(
        ColorScheme scheme,
        int width
    )
    {
        Accessibility.SkipUnlessInstalled();
        await using var context = await Browser.NewContextAsync(Desk(scheme, width));
        var page = await OpenAsync(context);
        await Accessibility.CheckAsync(page);
        var menu = page.Locator("[data-part=menu]");
        await menu.Locator("> summary").ClickAsync();
        await TapAsync(page, "Add an item");
        var dish = menu.Locator(".entries-list > li").Last;
        await dish.GetByLabel("Name").FillAsync("Crème brûlée");
        await dish.GetByLabel("Category").FillAsync("Sweets");
        await dish.GetByLabel("Price").FillAsync("dear");
        await dish.GetByLabel("What makes it").SelectOptionAsync("food");
        await TapAsync(page, "See what changes");

        // What is wrong is marked, named and in focus.
        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("Problems: 1");
        await Expect(dish.Locator("[aria-invalid=true]")).ToBeFocusedAsync();
        await Expect(dish.Locator(".why")).ToContainTextAsync("expected an amount");
        await Accessibility.CheckAsync(page);
        await PictureAsync(page, $"setup-wrong-{width}");
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("6,50");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("+ menu creme-brulee");
        Assert.DoesNotContain("brûlée", await MenuAsync(), StringComparison.Ordinal);
        await PictureAsync(page, $"setup-preview-{width}");
        await TapAsync(page, "Make it so");
        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("Changes: 1");
        Assert.Contains("brûlée", await MenuAsync(), StringComparison.Ordinal);
        Assert.Equal(
            width,
            await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")
        );
    }

    [Fact]
    public async Task A_file_is_checked_at_its_lines_and_another_change_meanwhile_is_noticed()
    {
        await using var context = await Browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context);

        // A browser may install it: it reads the manifest of this very page, and finds nothing wrong with it.
        var devTools = await context.NewCDPSessionAsync(page);
        var manifest = (await devTools.SendAsync("Page.getAppManifest"))!.Value;
        Assert.EndsWith(
            "/manifest/setup/demo",
            manifest.GetProperty("url").GetString(),
            StringComparison.Ordinal
        );
        Assert.Empty(manifest.GetProperty("errors").EnumerateArray());
        Assert.Contains(
            "../../setup/demo",
            manifest.GetProperty("data").GetString(),
            StringComparison.Ordinal
        );

        var import = page.Locator("#setup-import");
        await import
            .GetByLabel("File", new() { Exact = true })
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "menu.csv",
                    MimeType = "text/csv",
                    Buffer = "name,category,price,tag\nChai,Tea,much,hot_drinks\n"u8.ToArray(),
                }
            );
        await Expect(import.GetByLabel("Written as")).ToHaveValueAsync("csv");
        await TapAsync(page, "Check it");
        await TapAsync(page, "line 2, column 3 · menu[0].price");
        Assert.Equal(
            "Chai,Tea,much,hot_drinks",
            await import
                .GetByLabel("What it says")
                .EvaluateAsync<string>(
                    "area => area.value.slice(area.selectionStart, area.selectionEnd)"
                )
        );
        await import
            .GetByLabel("What it says")
            .FillAsync("name,category,price,tag\nChai,Tea,3.10,hot_drinks\n");
        await TapAsync(page, "Check it");
        await Expect(import).ToContainTextAsync("+ menu Chai");
        await PictureAsync(page, "setup-import");
        await TapAsync(page, "Make it so");
        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("Changes:");
        Assert.Contains("Chai", await MenuAsync(), StringComparison.Ordinal);

        // Somebody else renames the café while this page changes its tables.
        var tables = page.Locator("[data-part=tables]");
        await tables.Locator("> summary").ClickAsync();
        await tables.Locator("textarea").FillAsync("1\n2\nTerrace");
        var maya = await Api.TokenAsync("manager", "maya");
        var file = await Api.SendAsync(HttpMethod.Get, "/v1/cafes/demo/file", maya, null);
        await Api.SendAsync(
            HttpMethod.Put,
            "/v1/cafes/demo/file",
            maya,
            file.Replace("TableTap Demo Café", "Chez Maya", StringComparison.Ordinal)
        );
        await TapAsync(page, "See what changes");
        await TapAsync(page, "Make it so");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("CONFLICT");
        await TapAsync(page, "Load it again; what was typed here is lost");
        await page.Locator("[data-part=general] > summary").ClickAsync();
        await Expect(page.GetByLabel("Name of the café")).ToHaveValueAsync("Chez Maya");

        // A new PIN for somebody of the staff.
        await page.Locator("[data-part=staff] > summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "New PIN" }).First.ClickAsync();
        await page.GetByLabel("New PIN of anna").FillAsync("4711");
        await TapAsync(page, "Set it");
        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("The new PIN holds");
    }

    [Fact]
    public async Task A_text_that_is_cleared_can_be_typed_again_in_each_language_of_the_café()
    {
        var maya = await Api.TokenAsync("manager", "maya");
        var file = JsonNode.Parse(
            await Api.SendAsync(HttpMethod.Get, "/v1/cafes/demo/file", maya, null)
        )!;
        file["languages"] = new JsonArray("en", "nl");
        file["menu"]![0]!["name"] = new JsonObject { ["en"] = "Soup", ["nl"] = "Soep" };
        await Api.SendAsync(HttpMethod.Put, "/v1/cafes/demo/file", maya, file.ToJsonString());
        await using var context = await Browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context);
        var menu = page.Locator("[data-part=menu]");
        await menu.Locator("summary").First.ClickAsync();
        var dutch = menu.Locator("[data-path='menu[0].name.nl']");
        await dutch.FillAsync("");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "See what changes" }))
            .ToBeVisibleAsync();
        await Expect(dutch).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Kippensoep");
        await TapAsync(page, "See what changes");
        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("Kippensoep");

        // What is said in the first language alone can be said in the others, too.
        await Expect(menu.Locator("[data-path='menu[1].name.en']")).ToHaveValueAsync("Americano");
        await menu.Locator("[data-path='menu[1].name.nl']").FillAsync("Zwarte koffie");
        await TapAsync(page, "See what changes");
        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("Zwarte koffie");

        // A new dish needs the first language alone.
        await TapAsync(page, "Add an item");
        var dish = menu.Locator(".entries-list > li").Last;
        await Expect(dish.GetByLabel("Name (nl)")).ToHaveValueAsync("");
        await dish.GetByLabel("Name (en)").FillAsync("Cake");
        await TapAsync(page, "See what changes");
        await TapAsync(page, "Make it so");
        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("It holds from now on.");
        Assert.Contains("Cake", await MenuAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_undoes_nothing_unseen_neither_of_others_nor_what_is_typed_here()
    {
        await using var context = await Browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context);
        var import = page.Locator("#setup-import");
        await import
            .GetByLabel("What it says")
            .FillAsync("name,category,price,tag\nChai,Tea,3.10,hot_drinks\n");
        await import.GetByLabel("Written as").SelectOptionAsync("csv");
        await TapAsync(page, "Check it");
        await Expect(import).ToContainTextAsync("+ menu Chai");

        // What is typed into the fields is not thrown away by an import.
        var name = page.GetByLabel("Name of the café");
        await page.Locator("[data-part=general] summary").ClickAsync();
        await name.FillAsync("Chez nous");
        await Expect(import).ToContainTextAsync("Something was changed above");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Make it so" }))
            .ToHaveCountAsync(0);
        await TapAsync(page, "Leave it as it was");
        await Expect(name).ToHaveValueAsync("TableTap Demo Café");

        // Nor is what somebody else did after the check.
        var maya = await Api.TokenAsync("manager", "maya");
        var file = await Api.SendAsync(HttpMethod.Get, "/v1/cafes/demo/file", maya, null);
        await Api.SendAsync(
            HttpMethod.Put,
            "/v1/cafes/demo/file",
            maya,
            file.Replace("TableTap Demo Café", "Chez Maya", StringComparison.Ordinal)
        );
        await TapAsync(page, "Make it so");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("CONFLICT");
        await TapAsync(page, "Check it");
        await TapAsync(page, "Make it so");
        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("It holds from now on.");

        // A refusal that no reading cures offers none, and keeps what was typed.
        await page.Locator("[data-part=staff] summary").First.ClickAsync();
        await page.Locator("[data-path$='.role']").Last.SelectOptionAsync("employee");
        await TapAsync(page, "See what changes");
        await TapAsync(page, "Make it so");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("You stay a manager");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Load it again" }))
            .ToHaveCountAsync(0);
        await Expect(page.Locator("[data-path$='.role']").Last).ToHaveValueAsync("employee");
    }

    [Fact]
    public async Task Sizes_tax_and_allergens_are_set_up_and_what_is_wrong_is_marked_in_its_list()
    {
        Accessibility.SkipUnlessInstalled();
        await using var context = await Browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context);
        var file = await FileAsync();
        var menu = file["menu"]!.AsArray();
        var place = menu.Select(one => (string?)one!["itemId"]).ToList().IndexOf("cappuccino");
        var (group, item) = ($"groups[{file["groups"]!.AsArray().Count}]", $"menu[{place}]");
        ILocator Field(string path) => page.Locator($"[data-path='{path}']");
        Task OpenPartAsync(string name) =>
            page.Locator($"[data-part={name}] > summary").ClickAsync();

        // Two sizes; the large one says two things about its price.
        await OpenPartAsync("groups");
        await TapAsync(page, "Add a choice group");
        await Field($"{group}.name").FillAsync("Cup");
        await Field($"{group}.options[0].name").FillAsync("Single");
        await page.Locator($"[data-action=add][data-value='{group}.options']").ClickAsync();
        await Field($"{group}.options[1].name").FillAsync("Double");
        await Field($"{group}.options[1].price").FillAsync("4.50");
        await Field($"{group}.options[1].difference").FillAsync("0,50");

        await OpenPartAsync("tax");
        await TapAsync(page, "Count tax");
        await Field("tax.classes[0].name").FillAsync("Food");
        await Field("tax.classes[0].rate").FillAsync("6");
        await Field("tax.classes[0].takeawayRate").FillAsync("5,5");
        await Field("tax.included").SelectOptionAsync("false");

        // A cappuccino comes in both, contains milk, and has a picture at an address that is none.
        await OpenPartAsync("menu");
        var cappuccino = page.Locator("[data-list=menu] > li").Nth(place);
        await cappuccino.GetByText("Choices and sizes").ClickAsync();
        await cappuccino.GetByLabel("Cup", new() { Exact = true }).CheckAsync();
        await Field($"{item}.prices.double").FillAsync("4.20");
        await cappuccino.GetByText("More of it").ClickAsync();
        await cappuccino.GetByLabel("It is known what it contains").CheckAsync();
        await cappuccino.GetByLabel("milk", new() { Exact = true }).CheckAsync();
        await Field($"{item}.photo").FillAsync("http://cafe.example/c.jpg");
        await TapAsync(page, "See what changes");

        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("Problems: 2");
        await Expect(page.Locator("[aria-invalid=true]")).ToHaveCountAsync(2);
        await Expect(page.Locator(".entry.wrong", new() { Has = Field($"{item}.photo") }))
            .ToContainTextAsync("an https address");
        await TapAsync(page, $"Double · {group}.options[1].difference");
        await Expect(Field($"{group}.options[1].difference")).ToBeFocusedAsync();
        await Accessibility.CheckAsync(page);
        Assert.Empty(
            await page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll('#setup-file :is(button, summary, .pick, select)')]
                  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
                  .map((one) => one.outerHTML)
                """
            )
        );
        await PictureAsync(page, "setup-choices");

        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.PressAsync("Delete");
        await Field($"{item}.photo").FillAsync("https://cafe.example/c.jpg");
        await TapAsync(page, "See what changes");
        foreach (var change in new[] { "+ groups cup", "+ options double", "+ tax.classes food" })
        {
            await Expect(page.Locator("#setup-preview")).ToContainTextAsync(change);
        }

        await TapAsync(page, "Make it so");
        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("It holds from now on.");
        file = await FileAsync();
        var (cup, tax) = (file["groups"]!.AsArray()[^1]!, file["tax"]!);
        var sold = file["menu"]![place]!;
        Assert.Equal("""["cup"]""", sold["groups"]!.ToJsonString());
        Assert.Equal(4.2m, (decimal)sold["prices"]!["double"]!);
        Assert.Equal("""["milk"]""", sold["allergens"]!.ToJsonString());
        Assert.Equal(4.5m, (decimal)cup["options"]![1]!["price"]!);
        Assert.Equal(1, (int)cup["min"]!);
        Assert.False((bool)tax["included"]!);
        Assert.Equal(5.5m, (decimal)tax["classes"]![0]!["takeawayRate"]!);

        // Guests see the picture, by the page's own policy.
        await using var phone = await Browser.NewContextAsync(new() { Locale = "en-GB" });
        await phone.RouteAsync(
            "https://cafe.example/**",
            route =>
                route.FulfillAsync(
                    new()
                    {
                        ContentType = "image/svg+xml",
                        Body =
                            "<svg xmlns='http://www.w3.org/2000/svg' width='16' height='9'></svg>",
                    }
                )
        );
        var guest = await phone.NewPageAsync();
        await guest.GotoAsync(await Api.TableLinkAsync("7"));
        await guest
            .GetByRole(AriaRole.Button, new() { NameRegex = new("^Cappuccino") })
            .ClickAsync();
        await Expect(guest.Locator("img.photo")).ToHaveJSPropertyAsync("naturalWidth", 16);
        await guest.CloseAsync();

        // A group that goes leaves the items that asked it.
        await OpenPartAsync("groups");
        await TapAsync(page, "Take out Cup");
        await TapAsync(page, "See what changes");
        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("- groups cup");
        await Expect(page.Locator("#setup-preview"))
            .ToContainTextAsync("~ menu cappuccino: groups [cup] -> (none)");
    }

    [Fact]
    public async Task Categories_get_pictures_and_an_order_by_keys_and_guests_see_them_so()
    {
        Accessibility.SkipUnlessInstalled();
        await using var context = await Browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context);
        var part = page.Locator("[data-part=categories]");
        ILocator Field(string path) => page.Locator($"[data-path='{path}']");
        await part.Locator("> summary").ClickAsync();
        await TapAsync(page, "Add a category");
        // What has no place yet is offered, in the order of the menu.
        await Expect(Field("categories[0].category")).ToHaveValueAsync("Coffee");
        await TapAsync(page, "Add a category");
        await Field("categories[1].category").FillAsync("House Favourites");
        await Field("categories[1].photo").FillAsync("http://cafe.example/house.jpg");
        await TapAsync(page, "See what changes");
        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("Problems: 1");
        await Expect(Field("categories[1].photo")).ToBeFocusedAsync();
        await Accessibility.CheckAsync(page);
        Assert.Empty(await Looks.SmallTargetsAsync(page));
        await Field("categories[1].photo").FillAsync("https://cafe.example/house.jpg");

        // Whoever moves it by keys stays with it: where it can go no further, on the way back.
        await page.GetByRole(
                AriaRole.Button,
                new() { Name = "Move House Favourites up", Exact = true }
            )
            .FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Field("categories[0].category")).ToHaveValueAsync("House Favourites");
        await Expect(
                page.GetByRole(
                    AriaRole.Button,
                    new() { Name = "Move House Favourites down", Exact = true }
                )
            )
            .ToBeFocusedAsync();
        await TapAsync(page, "See what changes");
        await Expect(page.Locator("#setup-preview"))
            .ToContainTextAsync("+ categories House Favourites");
        await TapAsync(page, "Make it so");
        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("It holds from now on.");

        // An order alone is a change, too.
        await part.Locator("> summary").ClickAsync();
        await TapAsync(page, "Move Coffee up");
        await TapAsync(page, "See what changes");
        await Expect(page.Locator("#setup-preview"))
            .ToContainTextAsync("~ categories: in another order");
        await TapAsync(page, "Make it so");
        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("It holds from now on.");
        Assert.Equal(
            ["Coffee ", "House Favourites https://cafe.example/house.jpg"],
            (await FileAsync())["categories"]!
                .AsArray()
                .Select(one => $"{one!["category"]} {one["photo"]}")
        );
    }

    [Theory]
    [InlineData("Specials", "Specials")]
    // Who moves the dishes to those of another category has not renamed theirs.
    [InlineData("Coffee", "House Favourites")]
    public async Task A_category_that_is_renamed_at_its_dishes_keeps_its_place_and_its_picture(
        string name,
        string listed
    )
    {
        await ChangeAsync(file =>
            file["categories"] = new JsonArray(
                new JsonObject
                {
                    ["category"] = "House Favourites",
                    ["photo"] = "https://cafe.example/house.jpg",
                }
            )
        );
        await using var context = await Browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
        var page = await OpenAsync(context);
        var places = (await FileAsync())["menu"]!
            .AsArray()
            .Select((item, place) => (Category: (string?)item!["category"], Place: place))
            .Where(item => item.Category == "House Favourites")
            .Select(item => item.Place)
            .ToList();
        Assert.True(places.Count > 1);
        await page.Locator("[data-part=menu] > summary").ClickAsync();
        foreach (var place in places)
        {
            await page.Locator($"[data-path='menu[{place}].category']").FillAsync(name);
        }

        await TapAsync(page, "See what changes");
        await TapAsync(page, "Make it so");
        await Expect(page.Locator("#setup-preview")).ToContainTextAsync("It holds from now on.");
        Assert.Equal(
            [$"{listed} https://cafe.example/house.jpg"],
            (await FileAsync())["categories"]!
                .AsArray()
                .Select(one => $"{one!["category"]} {one["photo"]}")
        );
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

    private static Task TapAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private async Task<string> MenuAsync() =>
        await Api.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/menu",
            await Api.TokenAsync("manager", "maya"),
            null
        );

    private async Task<JsonNode> FileAsync() =>
        JsonNode.Parse(
            await Api.SendAsync(
                HttpMethod.Get,
                "/v1/cafes/demo/file",
                await Api.TokenAsync("manager", "maya"),
                null
            )
        )!;

    private async Task<IPage> OpenAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(Server.Url, "/setup/demo").ToString());
        await page.GetByLabel("Your id").FillAsync("maya");
        await page.GetByLabel("PIN").FillAsync("9999");
        await TapAsync(page, "Sign in");
        await Expect(page.Locator("[data-part=menu]")).ToBeVisibleAsync();
        return page;
    }
}
