using TableTap.Server.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>Addresses are written down on the way, in logs and histories: none of the pages' carries a token (section 1).</summary>
public sealed class AddressTests(Browser browser)
{
    [Fact]
    public async Task No_address_carries_a_token()
    {
        await using var server = await ServerProcess.StartAsync();
        var asked = new List<string>();
        await using var page = await ExplorerPage.OpenAsync(
            browser,
            server,
            prepare: one =>
            {
                one.Request += (_, request) => asked.Add(request.Url);
                one.WebSocket += (_, socket) => asked.Add(socket.Url);
                return Task.CompletedTask;
            }
        );
        await page.AddAsync("Americano");
        await page.PlaceAsync();
        await page.PayAsync("Good card");
        await Expect(page.Ticket).ToHaveCountAsync(1);
        await page.BeAsync("Maya");
        await Expect(page.Page.Locator(".dot.live")).ToHaveCountAsync(2);

        Assert.Contains(new Uri(server.Socket, "/v1").ToString(), asked);
        // A token begins as every JSON in base64 does.
        Assert.All(asked, url => Assert.DoesNotContain("eyJ", url, StringComparison.Ordinal));
        Assert.All(asked, url => Assert.DoesNotContain("token=", url, StringComparison.Ordinal));
        // The code of a table is no token, and stands on the table: the demo prints the address of one.
        Assert.DoesNotContain(
            server.Log,
            line =>
                line.Contains("eyJ", StringComparison.Ordinal)
                && !line.Contains("/g/demo?t=", StringComparison.Ordinal)
        );
        Assert.Empty(page.Complaints);
    }
}
