using Microsoft.Playwright;
using TableTap.Testing;

[assembly: AssemblyFixture(typeof(TableTap.Pages.Tests.Explorer.Browser))]

namespace TableTap.Pages.Tests.Explorer;

/// <summary>
/// One Chromium for all tests: the system's, or the one that <c>TABLETAP_CHROMIUM</c> names. Where there is none, tests
/// that need it are skipped and say so.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Known =
    [
        "/usr/bin/chromium-headless-shell",
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/usr/bin/google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    private static readonly string[] Arguments =
    [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Each page needs one process less, and there is one site only.
        "--renderer-process-limit=1",
        "--disable-site-isolation-trials",
        // A page over TLS has a certificate of the test's, and its worker takes that by no other word.
        "--ignore-certificate-errors",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string _missing = "";

    public async ValueTask InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("TABLETAP_CHROMIUM") is { Length: > 0 } named
            ? named
            : Known.FirstOrDefault(File.Exists);
        if (path is null)
        {
            _missing = "No Chromium here: install it, or name one in TABLETAP_CHROMIUM.";
            return;
        }

        // Playwright's own 5 seconds are for a machine that does nothing else.
        Assertions.SetDefaultExpectTimeout((float)Patience.Bound.TotalMilliseconds);
        try
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(
                new() { ExecutablePath = path, Args = Arguments }
            );
        }
        catch (PlaywrightException broken)
        {
            _missing = $"Chromium at {path} does not start: {broken.Message}";
        }
    }

    /// <summary>A browser profile of its own; skips the test where there is no browser.</summary>
    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(_browser is null, _missing);
        options ??= new()
        {
            Locale = "en-GB",
            ViewportSize = new() { Width = 1600, Height = 950 },
        };
        // What moves is painted sixty times a second, and by the processor; a test that wants it asks for it.
        options.ReducedMotion ??= ReducedMotion.Reduce;
        var context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout((float)Patience.Bound.TotalMilliseconds);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
