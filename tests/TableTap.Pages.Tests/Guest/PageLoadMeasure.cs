using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Playwright;
using TableTap.Pages.Tests.Explorer;
using TableTap.Server.Testing;
using TableTap.Testing;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests.Guest;

/// <summary>
/// How long a guest waits from the scan to a menu that can be tapped, on slow 4G (150 ms for a round trip, 1.6 Mbit/s down,
/// 0.75 up) with a processor four times slower. Prints figures; time decides nothing. Run it alone on the machine with
/// <c>--explicit only --filter-class '*PageLoadMeasure'</c>.
/// </summary>
public sealed class PageLoadMeasure(Browser browser, ITestOutputHelper output)
{
    /// <summary>Milliseconds for a round trip.</summary>
    internal const int Latency = 150;

    /// <summary>Bytes a second to the phone.</summary>
    internal const int Down = 1_600_000 / 8;

    /// <summary>Bytes a second from the phone.</summary>
    internal const int Up = 750_000 / 8;

    /// <summary>How many times slower the processor is.</summary>
    internal const int Slower = 4;
    private const int Rounds = 5;

    [Fact(Explicit = true)]
    public async Task From_the_scan_to_the_menu()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await TestServer.StartAsync([
            ("Server:Urls", "http://127.0.0.1:0,https://127.0.0.1:0"),
            ("Kestrel:Certificates:Default:Path", Certificate(directory.Path)),
            .. TestServer.Quiet,
        ]);
        using var api = new DemoApi(server.Url);
        // A phone comes over TLS, and so with HTTP/2.
        var link = new Uri(
            server.LastUrl,
            new Uri(await api.TableLinkAsync("7")).PathAndQuery
        ).ToString();
        var (first, again) = (new List<double>(), new List<double>());
        long bytes = 0;
        for (var round = 0; round <= Rounds; round++)
        {
            await using var context = await browser.NewContextAsync(
                new()
                {
                    Locale = "en-GB",
                    ViewportSize = new() { Width = 390, Height = 844 },
                    HasTouch = true,
                    IsMobile = true,
                    IgnoreHTTPSErrors = true,
                }
            );
            await context.AddInitScriptAsync(
                """
                new MutationObserver((_, observer) => {
                  if (!document.body?.innerText.includes('Cappuccino')) return;
                  window.seen = performance.now();
                  observer.disconnect();
                }).observe(document, { childList: true, subtree: true });
                """
            );
            var (scanned, load) = await LookAsync(context, link);
            bytes = await load.BytesAsync();
            var (reloaded, _) = await LookAsync(context, link.Split('?')[0]);
            // The first round warms the server up.
            if (round > 0)
            {
                first.Add(scanned);
                again.Add(reloaded);
            }
        }

        output.WriteLine($"first look: {Median(first)} ms, {bytes / 1024.0:F1} KB");
        output.WriteLine($"looked again: {Median(again)} ms");
    }

    // Milliseconds from the navigation to the first dish, as the page's own clock has them.
    private static async Task<(double Seen, PageLoad Load)> LookAsync(
        IBrowserContext context,
        string link
    )
    {
        var load = await PageLoad.NewAsync(context, phone: true);
        await load.Page.GotoAsync(link);
        await Expect(load.Page.GetByText("Cappuccino").First).ToBeVisibleAsync();
        await Expect(load.Page.Locator(".dot.live")).ToHaveCountAsync(1);
        return (await load.Page.EvaluateAsync<double>("() => window.seen"), load);
    }

    /// <summary>Makes a certificate of this machine's loopback address, and gives the file that it is in.</summary>
    /// <param name="directory">Where the file is written.</param>
    internal static string Certificate(string directory)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow;
        using var certificate = new CertificateRequest(
            "CN=127.0.0.1",
            key,
            HashAlgorithmName.SHA256
        ).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.Combine(directory, "server.pfx");
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pfx));
        return file;
    }

    private static string Median(List<double> all)
    {
        var sorted = all.Order().ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{sorted[sorted.Count / 2]:F0} ({sorted[0]:F0}–{sorted[^1]:F0})"
        );
    }
}
