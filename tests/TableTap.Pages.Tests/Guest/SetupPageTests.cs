using System.Text.Json.Nodes;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>The page with which a manager sets a café up: fields, files, what is wrong at its place, and a look before anything changes.</summary>
public sealed class SetupPageTests(Browser browser) : IAsyncLifetime
{
    private TestServer _server = null!;
    private DemoApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await DemoServer.StartAsync();
        _api = new(_server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task A_dish_is_added_what_is_wrong_is_marked_and_nothing_changes_unseen(
        ColorScheme scheme,
        int width
    )
    {
        Accessibility.SkipUnlessInstalled();
        await using var context = await browser.NewContextAsync(Desk(scheme, width));
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
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
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
        var maya = await _api.TokenAsync("manager", "maya");
        var file = await _api.SendAsync(HttpMethod.Get, "/v1/cafes/demo/file", maya, null);
        await _api.SendAsync(
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
        var maya = await _api.TokenAsync("manager", "maya");
        var file = JsonNode.Parse(
            await _api.SendAsync(HttpMethod.Get, "/v1/cafes/demo/file", maya, null)
        )!;
        file["languages"] = new JsonArray("en", "nl");
        file["menu"]![0]!["name"] = new JsonObject { ["en"] = "Soup", ["nl"] = "Soep" };
        await _api.SendAsync(HttpMethod.Put, "/v1/cafes/demo/file", maya, file.ToJsonString());
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
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
        await using var context = await browser.NewContextAsync(Desk(ColorScheme.Light, 1280));
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
        var maya = await _api.TokenAsync("manager", "maya");
        var file = await _api.SendAsync(HttpMethod.Get, "/v1/cafes/demo/file", maya, null);
        await _api.SendAsync(
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

    private static BrowserNewContextOptions Desk(ColorScheme scheme, int width) =>
        new()
        {
            Locale = "en-GB",
            ColorScheme = scheme,
            BypassCSP = true,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = width, Height = 900 },
        };

    private static Task PictureAsync(IPage page, string name) =>
        page.ScreenshotAsync(
            new() { Path = Path.Combine(Repository.Root, "artifacts", "pictures", $"{name}.png") }
        );

    private static Task TapAsync(IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private async Task<string> MenuAsync() =>
        await _api.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/menu",
            await _api.TokenAsync("manager", "maya"),
            null
        );

    private async Task<IPage> OpenAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(_server.Url, "/setup/demo").ToString());
        await page.GetByLabel("Your id").FillAsync("maya");
        await page.GetByLabel("PIN").FillAsync("9999");
        await TapAsync(page, "Sign in");
        await Expect(page.Locator("[data-part=menu]")).ToBeVisibleAsync();
        return page;
    }
}
