using TableTap.Server.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>The pages below a path of a host, where a proxy shows the server.</summary>
public sealed class BelowPathTests(Browser browser)
{
    private const string Base = "/shops/tabletap/";

    [Fact]
    public async Task An_order_is_placed_paid_and_read_about_without_leaving_the_path()
    {
        var settings = Path.Combine(
            Directory.CreateTempSubdirectory("tabletap-path-").FullName,
            "appsettings.json"
        );
        await File.WriteAllTextAsync(
            settings,
            $$"""{"Server":{"PathBase":"{{Base.TrimEnd('/')}}"} }""",
            TestContext.Current.CancellationToken
        );
        await using var server = await ServerProcess.StartAsync("--config", settings);
        await using var page = await ExplorerPage.OpenAsync(browser, server, query: Base);
        var asked = new List<string>();
        page.Page.Request += (_, request) => asked.Add(new Uri(request.Url).AbsolutePath);
        page.Page.WebSocket += (_, socket) => asked.Add(new Uri(socket.Url).AbsolutePath);

        await page.Page.ReloadAsync();
        await Expect(page.Page.Locator(".dot.live")).ToHaveCountAsync(2);
        await page.AddAsync("Americano");
        await page.PlaceAsync();
        await page.PayAsync("Good card");
        await Expect(page.Ticket).ToHaveCountAsync(1);
        await page.Page.GotoAsync(new Uri(server.Http, $"{Base}reference").ToString());
        await Expect(page.Page.GetByText("/v1/commands").First).ToBeVisibleAsync();
        await page.Page.GotoAsync(new Uri(server.Http, $"{Base}docs/protocol").ToString());
        await Expect(page.Page.Locator("#text h1").First).ToBeVisibleAsync();

        Assert.Contains($"{Base}v1", asked);
        Assert.Contains($"{Base}v1/payments/test", asked);
        Assert.All(asked, path => Assert.StartsWith(Base, path, StringComparison.Ordinal));
        Assert.Empty(page.Complaints);
    }
}
