using System.Net.Http.Headers;
using System.Text;
using Microsoft.Playwright;
using TableTap.Server.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>What a guest's page shows when something goes out before the order is paid, and when the menu changes.</summary>
public sealed class UnpaidOrderTests(Browser browser)
{
    [Fact]
    public async Task What_went_out_is_struck_from_the_order_and_the_rest_is_paid()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server);
        await page.AddAsync("Cappuccino");
        await page.AddAsync("Butter Croissant");
        await page.PlaceAsync();
        await Expect(page.Order).ToContainTextAsync("€5.90");

        await SendAsync(
            server,
            HttpMethod.Post,
            "/v1/commands",
            await server.TokenAsync("chloe", "employee"),
            """{"type":"item_availability_update","messageId":"out-1","data":{"itemId":"croissant","available":false,"cafeId":"demo"}}"""
        );

        await Expect(page.Order.Locator(".line.voided")).ToContainTextAsync("not to be had");
        await Expect(page.Order).ToContainTextAsync("€3.50");
        await page.PayAsync("Good card");
        await page.ExpectStepAsync("Paid");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_changed_price_is_shown_at_once()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server);
        var latte = page.Guest.GetByRole(AriaRole.Button, new() { NameRegex = new("^Cappuccino") });
        await Expect(latte).ToContainTextAsync("€3.50");
        var admin = await server.TokenAsync("root", "admin");
        var file = await SendAsync(server, HttpMethod.Get, "/v1/admin/cafes/demo", admin, null);

        await SendAsync(
            server,
            HttpMethod.Put,
            "/v1/admin/cafes/demo",
            admin,
            file.Replace("3.50", "3.95", StringComparison.Ordinal)
        );

        await Expect(latte).ToContainTextAsync("€3.95");
        await page.AddAsync("Cappuccino");
        await page.PlaceAsync();
        await Expect(page.Order).ToContainTextAsync("€3.95");
    }

    private static async Task<string> SendAsync(
        ServerProcess server,
        HttpMethod method,
        string path,
        string token,
        string? body
    )
    {
        using var http = new HttpClient { BaseAddress = server.Http };
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("application/json");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }
}
