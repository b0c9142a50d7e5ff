using Microsoft.Playwright;
using TableTap.Server.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>What the staff undoes, makes again and writes, on both pages (sections 4 and 5).</summary>
public sealed class UndoTests(Browser browser)
{
    [Fact]
    public async Task What_was_not_handed_over_comes_back_is_made_again_and_the_guest_reads_why()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server);
        var number = await page.BuyAsync("Cappuccino");
        await page.TapAsync("Start");
        await page.TapAsync("Ready");
        var code = await page.CodeAsync();
        await page.Ticket.GetByText("Write to the guest").ClickAsync();
        await page.Ticket.GetByLabel("What the guest reads").FillAsync("At the bar on the left");
        await page.TapAsync("Send");
        await Expect(page.Order).ToContainTextAsync("At the bar on the left");
        await page.HandOverAsync(code);
        await Expect(page.Ticket).ToHaveCountAsync(0);

        await page.Staff.GetByText("Handed over lately").ClickAsync();
        await page
            .Staff.GetByRole(AriaRole.Button, new() { Name = $"Not handed over: {number}" })
            .ClickAsync();
        await Expect(page.Ticket).ToHaveAttributeAsync("data-stage", "ready");
        await page.ExpectStepAsync("Ready");
        Assert.Equal(code, await page.CodeAsync());

        await page.TapAsync("Make again");
        await Expect(page.Ticket).ToHaveCountAsync(2);
        await Expect(page.Staff).ToContainTextAsync($"Again for {number}");
        await Expect(page.Guest).ToContainTextAsync($"Made again for {number}");
        Assert.Empty(page.Complaints);
    }
}
