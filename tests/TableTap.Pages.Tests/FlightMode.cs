using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests;

/// <summary>
/// Takes a page off the network and lets it come back. What was open breaks at once: a browser that is offline would wait
/// for a goodbye.
/// </summary>
internal static class FlightMode
{
    /// <summary>Makes the lines of pages that are opened from here on ones that can be cut.</summary>
    public static Task AllowAsync(IBrowserContext context) =>
        context.AddInitScriptAsync(
            """
            window.lines = [];
            window.WebSocket = class extends WebSocket {
              constructor(...where) {
                super(...where);
                window.lines.push(this);
              }

              cut() {
                if (this.readyState === WebSocket.CLOSED) return;
                this.close();
                this.onclose(new CloseEvent('close', { code: 1006 }));
              }
            };
            """
        );

    /// <summary>Takes a page off the network, until it says that it is not live.</summary>
    public static async Task BeginAsync(IPage page)
    {
        await page.Context.SetOfflineAsync(true);
        await page.EvaluateAsync("() => window.lines.forEach((line) => line.cut())");
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(0);
    }

    /// <summary>Lets a page come back, until it is live again.</summary>
    public static async Task EndAsync(IPage page)
    {
        await page.Context.SetOfflineAsync(false);
        await Expect(page.Locator(".dot.live")).ToHaveCountAsync(1);
    }

    /// <summary>Demands that what a page shows is grey, and that it says of when that is.</summary>
    public static async Task ExpectGreyAsync(IPage page)
    {
        await Expect(page.Locator(".connection:visible .as-of")).ToContainTextAsync("as of ");
        await Expect(page.Locator(".stale .dated").First).ToHaveCSSAsync("filter", "grayscale(1)");
    }
}
