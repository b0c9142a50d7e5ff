using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TableTap.Pages.Tests;

/// <summary>
/// What a page and its server say to each other, noted by the types of the messages since the page was loaded:
/// <c>sent:ping</c>, <c>heard:pong</c>, <c>closed:4401</c>. What a page says can be held back, as on a bad network:
/// <c>held:order_create</c>.
/// </summary>
internal static class Frames
{
    /// <summary>Notes what is said on the lines of pages that are opened from here on.</summary>
    public static Task AllowAsync(IBrowserContext context) =>
        context.AddInitScriptAsync(
            """
            {
              let held = null;
              const note = (what) => {
                const { dataset } = document.documentElement;
                dataset.frames = `${dataset.frames ?? ''} ${what}`;
              };
              window.holdFrames = () => { held = []; };
              window.letFramesGo = () => {
                const before = held;
                held = null;
                for (const go of before) go();
              };
              window.WebSocket = class extends WebSocket {
                constructor(...where) {
                  super(...where);
                  this.addEventListener('message', ({ data }) => note(`heard:${JSON.parse(data).type}`));
                  this.addEventListener('close', ({ code }) => note(`closed:${code}`));
                }

                send(text) {
                  const { type } = JSON.parse(text);
                  const go = () => {
                    note(`sent:${type}`);
                    super.send(text);
                  };
                  if (!held) return go();
                  note(`held:${type}`);
                  held.push(go);
                }
              };
            }
            """
        );

    /// <summary>Holds back what a page says from here on.</summary>
    public static Task HoldAsync(IPage page) => page.EvaluateAsync("() => window.holdFrames()");

    /// <summary>Lets go what was held back, in its order, and holds nothing more.</summary>
    public static Task LetGoAsync(IPage page) => page.EvaluateAsync("() => window.letFramesGo()");

    /// <summary>Waits until something was noted so many times.</summary>
    /// <param name="page">A page of a context that allows it.</param>
    /// <param name="frame">What is noted: <c>heard:token_refreshed</c>.</param>
    /// <param name="times">How often at least.</param>
    public static Task ExpectAsync(IPage page, string frame, int times = 1) =>
        Expect(page.Locator("html"))
            .ToHaveAttributeAsync(
                "data-frames",
                new Regex($"(?: {Regex.Escape(frame)}(?= |$).*){{{times}}}")
            );

    /// <summary>How often something was noted.</summary>
    /// <param name="page">A page of a context that allows it.</param>
    /// <param name="frame">What is noted: <c>sent:order_create</c>.</param>
    public static async Task<int> CountAsync(IPage page, string frame)
    {
        var noted = await page.Locator("html").GetAttributeAsync("data-frames");
        return (noted ?? "").Split(' ').Count(one => one == frame);
    }
}
