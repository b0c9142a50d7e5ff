using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TableTap.Server.Testing;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>The explorer as a person sees it: found by words and roles, never by how it is built.</summary>
public sealed class ExplorerPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private ExplorerPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, line) =>
        {
            if (line.Type is "error" or "warning")
            {
                _complaints.Add(line.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    public ILocator Guest =>
        Page.GetByRole(AriaRole.Region, new() { Name = "Guest", Exact = true });

    public ILocator Staff =>
        Page.GetByRole(AriaRole.Region, new() { Name = "Staff", Exact = true });

    public ILocator GuestFrames =>
        Page.GetByRole(AriaRole.Region, new() { Name = "The guest’s socket" });

    public ILocator StaffFrames =>
        Page.GetByRole(AriaRole.Region, new() { Name = "The staff’s socket" });

    /// <summary>The guest's order.</summary>
    public ILocator Order => Guest.GetByRole(AriaRole.Article);

    /// <summary>The ticket of the counter in view.</summary>
    public ILocator Ticket => Staff.GetByRole(AriaRole.Article);

    /// <summary>The orders that wait for their money at the counter.</summary>
    public ILocator Waiting =>
        Staff.GetByRole(AriaRole.List, new() { Name = "To be paid here" }).Locator("> li");

    /// <summary>What the browser's console complained about.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public static Task<ExplorerPage> OpenAsync(
        Browser browser,
        ServerProcess server,
        BrowserNewContextOptions? options = null,
        string query = "",
        int lines = 2,
        Func<IPage, Task>? prepare = null
    ) => OpenAsync(browser, server.Http, options, query, lines, prepare);

    public static async Task<ExplorerPage> OpenAsync(
        Browser browser,
        Uri server,
        BrowserNewContextOptions? options = null,
        string query = "",
        int lines = 2,
        Func<IPage, Task>? prepare = null
    )
    {
        var context = await browser.NewContextAsync(options);
        var page = new ExplorerPage(context, await context.NewPageAsync());
        await (prepare?.Invoke(page.Page) ?? Task.CompletedTask);
        await page.Page.GotoAsync(new Uri(server, query).ToString());
        await Expect(page.Page.Locator(".dot.live")).ToHaveCountAsync(lines);
        return page;
    }

    /// <summary>Puts an item into the basket.</summary>
    public async Task AddAsync(string item, params string[] extras)
    {
        await Guest.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{item}") }).ClickAsync();
        var dialog = Page.GetByRole(AriaRole.Dialog, new() { Name = item });
        foreach (var extra in extras)
        {
            await dialog
                .GetByRole(AriaRole.Checkbox, new() { NameRegex = new(extra) })
                .CheckAsync();
        }

        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    /// <summary>Orders what is in the basket and gives the order's number.</summary>
    public async Task<string> PlaceAsync()
    {
        await Guest.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") }).ClickAsync();
        var heading = Order.GetByRole(AriaRole.Heading).First;
        await Expect(heading).ToHaveTextAsync(new Regex(@"^ORD-\d{6}$"));
        return await heading.InnerTextAsync();
    }

    public Task PayAsync(string card) =>
        Order.GetByRole(AriaRole.Button, new() { Name = card, Exact = true }).ClickAsync();

    /// <summary>Orders something, pays it and gives the order's number.</summary>
    public async Task<string> BuyAsync(string item)
    {
        await AddAsync(item);
        await Guest.GetByRole(AriaRole.Button, new() { NameRegex = new("^Order ·") }).ClickAsync();
        var pay = Page.GetByRole(AriaRole.Button, new() { Name = "Good card", Exact = true });
        var heading = Order.Filter(new() { Has = pay }).GetByRole(AriaRole.Heading).First;
        var number = await heading.InnerTextAsync();
        await pay.ClickAsync();
        await Expect(pay).ToHaveCountAsync(0);
        return number;
    }

    /// <summary>Waits until the tracker is at a step.</summary>
    public Task ExpectStepAsync(string step) =>
        Expect(Order.Locator("[aria-current=step]")).ToHaveTextAsync(step);

    public Task BeAsync(string person) =>
        Staff.GetByRole(AriaRole.Radio, new() { NameRegex = new(person) }).CheckAsync();

    public Task TapAsync(string button) =>
        Ticket.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>The pickup code the guest is shown.</summary>
    public async Task<string> CodeAsync()
    {
        var code = Order.Locator("[data-code]");
        await Expect(code).ToHaveTextAsync(new Regex(@"^\d{4}$"));
        return await code.InnerTextAsync();
    }

    /// <summary>Hands the ticket over.</summary>
    public async Task HandOverAsync(string code)
    {
        await Ticket.GetByLabel("Pickup code").FillAsync(code);
        await TapAsync("Hand over");
    }

    /// <summary>The types of a list's frames, oldest first.</summary>
    public static async Task<IReadOnlyList<string>> TypesAsync(ILocator frames) =>
        [.. (await frames.Locator(".frame .type").AllInnerTextsAsync()).Reverse()];

    /// <summary>Keeps a picture of the page among the build's artifacts.</summary>
    public Task<byte[]> PictureAsync(string name) => Pictures.PictureAsync(Page, name);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
