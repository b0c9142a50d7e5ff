using Microsoft.Playwright;
using TableTap.Server.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Explorer;

/// <summary>What a guest chooses, asks for and cannot eat, from the form to the counter's screen (sections 4 and 5).</summary>
public sealed class WishTests(Browser browser)
{
    [Fact]
    public async Task What_was_chosen_and_what_the_guest_cannot_eat_is_on_the_ticket_and_is_confirmed()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        var dialog = await OpenAsync(page, "Matcha Latte");
        await dialog.GetByRole(AriaRole.Radio, new() { NameRegex = new("^Large") }).CheckAsync();
        await dialog
            .GetByRole(AriaRole.Radio, new() { NameRegex = new("^Almond drink") })
            .CheckAsync();
        await dialog.GetByLabel("A note for this one").FillAsync("Not too hot");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add · €5.60" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await page.Guest.GetByText("I have an allergy").ClickAsync();
        await page
            .Guest.GetByRole(AriaRole.Checkbox, new() { Name = "nuts", Exact = true })
            .CheckAsync();

        var number = await page.PlaceAsync();
        await Expect(page.Guest).ToContainTextAsync("Matcha Latte contains nuts");
        await page.PayAsync("Good card");

        await Expect(page.Ticket).ToContainTextAsync(number);
        await Expect(page.Ticket).ToContainTextAsync("Large, Almond drink");
        await Expect(page.Ticket).ToContainTextAsync("Not too hot");
        await Expect(page.Ticket.Locator("p.allergy")).ToHaveTextAsync("⚠ Allergy: nuts");
        await page.TapAsync("Allergies seen: start");
        await Expect(page.Ticket).ToHaveAttributeAsync("data-stage", "started");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task What_has_to_be_chosen_is_asked_for_before_it_is_in_the_basket()
    {
        await using var server = await DemoServer.StartAsync();
        await using var page = await ExplorerPage.OpenAsync(browser, server.Url);
        var dialog = await OpenAsync(page, "Lunch of the Day");
        var add = dialog.GetByRole(AriaRole.Button, new() { NameRegex = new("^Add") });

        await add.ClickAsync();
        await Expect(dialog).ToBeVisibleAsync();

        await dialog
            .GetByRole(AriaRole.Radio, new() { NameRegex = new("^Smoked salmon") })
            .CheckAsync();
        foreach (var side in new[] { "Fries", "Bread and butter", "Vegetables" })
        {
            await dialog
                .GetByRole(AriaRole.Checkbox, new() { NameRegex = new($"^{side}") })
                .CheckAsync();
        }

        await add.ClickAsync();
        await Expect(dialog).ToBeVisibleAsync();
        await dialog
            .GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^Vegetables") })
            .UncheckAsync();
        await Expect(add).ToHaveTextAsync("Add · €21.50");
        await add.ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        await page.PlaceAsync();
        await Expect(page.Order).ToContainTextAsync("Smoked salmon, Fries, Bread and butter");
        await Expect(page.Order).ToContainTextAsync("€21.50");
        Assert.Empty(page.Complaints);
    }

    private static async Task<ILocator> OpenAsync(ExplorerPage page, string item)
    {
        await page
            .Guest.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{item}") })
            .ClickAsync();
        return page.Page.GetByRole(AriaRole.Dialog, new() { Name = item });
    }
}
