using Microsoft.Playwright;

namespace TableTap.Pages.Tests;

/// <summary>How a page looks and can be touched, on a phone and at a desk, in the light and in the dark.</summary>
internal static class Looks
{
    // Pixels: a finger's width.
    private const int SmallestTarget = 44;

    private static readonly (string Device, int Width, int Height)[] Screens =
    [
        ("phone", 390, 844),
        ("desk", 1280, 900),
    ];

    /// <summary>What a profile of the browser needs so that its pages can be looked at: all stands still, and axe may in.</summary>
    public static BrowserNewContextOptions Options() =>
        new()
        {
            Locale = "en-GB",
            BypassCSP = true,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = 1280, Height = 900 },
        };

    /// <summary>
    /// Takes a picture of a page, as it is now, on each screen and in each scheme, and demands of each: it is no wider than
    /// the screen, what is touched is a finger's width, and no chosen word is cut off. Where axe is installed, the rules of
    /// accessibility hold on the phone in the dark and at the desk in the light.
    /// </summary>
    /// <param name="page">A page of a context that bypasses its policy.</param>
    /// <param name="name">What is looked at: the name of the pictures begins with it.</param>
    public static async Task CheckAsync(IPage page, string name)
    {
        foreach (var (device, width, height) in Screens)
        {
            await page.SetViewportSizeAsync(width, height);
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                var (isDark, isPhone) = (scheme == ColorScheme.Dark, device == "phone");
                await FitsAsync(page, $"{name}-{device}-{(isDark ? "dark" : "light")}");
                // Two looks of the four have both screens and both schemes, for half of what axe costs.
                if (isDark == isPhone && Accessibility.IsInstalled)
                {
                    await Accessibility.CheckAsync(page);
                }
            }
        }
    }

    /// <summary>
    /// Takes a picture of a page, as it is now, and demands that it is no wider than the screen, that what is touched is a
    /// finger's width, and that no chosen word is cut off.
    /// </summary>
    /// <param name="page">A page of a context that bypasses its policy.</param>
    /// <param name="name">The name of the picture.</param>
    public static async Task FitsAsync(IPage page, string name)
    {
        // What is drawn anew for another width takes a moment.
        await page.WaitForFunctionAsync(
            "width => document.documentElement.scrollWidth <= width",
            page.ViewportSize!.Width
        );
        await Pictures.PictureAsync(page, name);
        Assert.Empty(await SmallTargetsAsync(page));
        Assert.Empty(await CutChoicesAsync(page));
    }

    /// <summary>What is to be touched on a page and is smaller than a finger; words in a sentence that are links are not asked.</summary>
    public static Task<string[]> SmallTargetsAsync(IPage page) =>
        page.EvaluateAsync<string[]>(
            """
            least => [...document.querySelectorAll('button, select, input, label.check, label.person, summary, a.button, a.go, .top a')]
              .filter(each => each.checkVisibility() && !each.closest('dialog:not([open]), .hidden, .frame'))
              .map(each => ['checkbox', 'radio'].includes(each.type) ? each.closest('label') ?? each : each)
              .filter(each => { const box = each.getBoundingClientRect(); return box.height < least || box.width < least; })
              .map(each => each.outerHTML)
            """,
            SmallestTarget
        );

    /// <summary>The lists whose chosen word is wider than they are; that of languages gives way to the page's name.</summary>
    public static Task<string[]> CutChoicesAsync(IPage page) =>
        page.EvaluateAsync<string[]>(
            """
            () => {
              const pen = document.createElement('canvas').getContext('2d');
              return [...document.querySelectorAll('select:not(#language)')]
                .filter(each => each.checkVisibility() && !each.closest('dialog:not([open])'))
                .filter(each => {
                  const { font, paddingLeft, paddingRight } = getComputedStyle(each);
                  pen.font = font;
                  const room = each.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
                  return pen.measureText(each.selectedOptions[0]?.text ?? '').width > room;
                })
                .map(each => each.outerHTML.slice(0, 200));
            }
            """
        );
}
