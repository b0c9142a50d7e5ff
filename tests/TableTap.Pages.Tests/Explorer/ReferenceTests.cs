using Microsoft.Playwright;
using TableTap.Protocol.Catalogue;
using TableTap.Server.Testing;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>The reference page: every address and every message, found and opened as a person does.</summary>
public sealed class ReferenceTests(Browser browser) : IAsyncLifetime
{
    private readonly List<string> _complaints = [];
    private TestServer _server = null!;
    private IBrowserContext? _context;

    public async ValueTask InitializeAsync() => _server = await DemoServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_context is not null)
        {
            await _context.DisposeAsync();
        }

        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Every_message_and_every_address_is_listed_and_found_by_its_fields()
    {
        var page = await OpenAsync();

        await Expect(page.Locator("details.messages")).ToHaveCountAsync(MessageCatalogue.All.Count);
        Assert.True(await page.Locator("details.http").CountAsync() > 15);

        // Five lists come in pages: the orders, the refunds, the closings, the audit and the connections.
        await page.GetByRole(AriaRole.Searchbox).FillAsync("nextCursor");
        await Expect(page.Locator("details")).ToHaveCountAsync(5);
        var orders = page.Locator("details").Filter(new() { HasText = "/v1/cafes/{id}/orders" });
        await orders.Locator("summary").ClickAsync();
        await Expect(orders).ToContainTextAsync("customerId");
        await Expect(orders).ToContainTextAsync("INSUFFICIENT_PERMISSIONS");
        await Expect(orders.Locator("pre")).ToContainTextAsync("\"orderNumber\": \"ORD-001234\"");

        await page.GetByRole(AriaRole.Searchbox).FillAsync("order_ready");
        await page.GetByRole(AriaRole.Button, new() { Name = "Messages" }).ClickAsync();
        await Expect(page.Locator("details")).ToHaveCountAsync(1);
        await page.Locator("summary").ClickAsync();
        await Expect(page.Locator("details")).ToContainTextAsync("orders:customer:{customerId}");
        await Expect(page.Locator("details")).ToContainTextAsync("pickupCode");
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task Keyboard_alone_searches_and_opens()
    {
        var page = await OpenAsync();
        // Who presses a key looks at the list first: before, no script listens yet.
        await Expect(page.Locator("details.http").First).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("wait-time");
        await Expect(page.Locator("details")).ToHaveCountAsync(1);
        for (var tab = 0; tab < 4; tab++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("details[open]")).ToContainTextAsync("waitTimes");
    }

    [Fact]
    public async Task A_link_opens_its_entry_whatever_is_searched_for()
    {
        var page = await OpenAsync("/reference#order_created");

        await Expect(page.Locator("#order_created")).ToHaveAttributeAsync("open", "");
        await Expect(page.Locator("#order_created .body")).ToContainTextAsync("paymentRequired");
        await page.GetByRole(AriaRole.Searchbox).FillAsync("revocations");
        await page.EvaluateAsync("location.hash = '#getMenu'");
        await Expect(page.Locator("#getMenu .body")).ToContainTextAsync("outages");
    }

    [Fact]
    public async Task The_reference_speaks_the_readers_language()
    {
        var page = await OpenAsync(locale: "nl-BE");

        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "nl");
        await Expect(page.Locator("#group-state")).ToHaveTextAsync("Toestand");
        await page.GetByLabel("Taal").SelectOptionAsync("fr");
        await Expect(page.Locator("#group-state")).ToHaveTextAsync("État");
        await Expect(page.Locator("#group-event"))
            .ToHaveTextAsync("Messages : événements des canaux");
    }

    [Fact]
    public async Task The_explorer_leads_to_the_reference()
    {
        var page = await OpenAsync("/");

        await page.GetByRole(AriaRole.Link, new() { Name = "Reference" }).ClickAsync();

        await Expect(page.Locator("details.messages")).ToHaveCountAsync(MessageCatalogue.All.Count);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1300)]
    [InlineData(ColorScheme.Light, 1024)]
    [InlineData(ColorScheme.Dark, 768)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task It_is_clean_for_assistive_technology_and_fits(ColorScheme scheme, int width)
    {
        Accessibility.SkipUnlessInstalled();
        var page = await OpenAsync(
            "/reference#getOrder",
            scheme: scheme,
            width: width,
            letsAxeIn: true
        );
        await Expect(page.Locator("#getOrder .body")).ToContainTextAsync("history");

        Assert.Equal(
            width,
            await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")
        );
        await Pictures.PictureAsync(page, $"reference-{width}");
        Assert.Empty(await Looks.SmallTargetsAsync(page));
        await Accessibility.CheckAsync(page);
    }

    private async Task<IPage> OpenAsync(
        string path = "/reference",
        string locale = "en-GB",
        ColorScheme scheme = ColorScheme.Light,
        int width = 1300,
        bool letsAxeIn = false
    )
    {
        _context = await browser.NewContextAsync(
            new()
            {
                Locale = locale,
                ColorScheme = scheme,
                BypassCSP = letsAxeIn,
                ViewportSize = new() { Width = width, Height = 900 },
            }
        );
        var page = await _context.NewPageAsync();
        page.Console += (_, line) =>
        {
            if (line.Type is "error" or "warning")
            {
                _complaints.Add(line.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
        await page.GotoAsync(new Uri(_server.Url, path).ToString());
        return page;
    }
}
