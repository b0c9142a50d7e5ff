using Microsoft.Playwright;

namespace TableTap.Pages.Tests;

/// <summary>A page as those use it who have a keyboard and nothing to point with.</summary>
internal static class Keyboard
{
    // More steps than any page has places to stop at.
    private const int MostSteps = 90;

    /// <summary>The words of what has the focus.</summary>
    public static Task<string> FocusedAsync(IPage page) =>
        page.EvaluateAsync<string>("() => document.activeElement.innerText");

    /// <summary>Goes on with the tab key until what has the focus begins with these words.</summary>
    public static async Task TabToAsync(IPage page, string words)
    {
        for (var i = 0; i < MostSteps; i++)
        {
            if ((await FocusedAsync(page)).StartsWith(words, StringComparison.Ordinal))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"'{words}' is not reached with the tab key.");
    }
}
