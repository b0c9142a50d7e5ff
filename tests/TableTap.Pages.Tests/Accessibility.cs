using Microsoft.Playwright;
using TableTap.Testing;

namespace TableTap.Pages.Tests;

/// <summary>The rules of accessibility, as axe knows them. Its script is put into the page past the page's own policy.</summary>
internal static class Accessibility
{
    private static readonly string Script = Path.Combine(
        Repository.Root,
        "tests/TableTap.Pages.Tests/node_modules/axe-core/axe.min.js"
    );

    /// <summary>Whether axe is installed here.</summary>
    public static bool IsInstalled => File.Exists(Script);

    /// <summary>Skips a test where axe is not installed.</summary>
    public static void SkipUnlessInstalled() =>
        Assert.SkipUnless(
            IsInstalled,
            "axe-core is not installed: run 'npm ci' in tests/TableTap.Pages.Tests."
        );

    /// <summary>Demands that a page breaks none of the rules as it is now, in the light and in the dark.</summary>
    /// <param name="page">A page of a context that bypasses its policy.</param>
    public static async Task CheckLightAndDarkAsync(IPage page)
    {
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await CheckAsync(page);
        }
    }

    /// <summary>Demands that a page breaks none of the rules as it is now.</summary>
    /// <param name="page">A page of a context that bypasses its policy.</param>
    public static async Task CheckAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in globalThis"))
        {
            await page.AddScriptTagAsync(new() { Path = Script });
        }

        Assert.Empty(
            await page.EvaluateAsync<string[]>(
                "async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '))"
            )
        );
    }
}
