using Microsoft.Playwright;
using TableTap.Testing;

namespace TableTap.Pages.Tests;

/// <summary>Pictures of pages, kept among the build's artifacts for whoever wants to look.</summary>
internal static class Pictures
{
    /// <summary>Takes a picture of what the window shows.</summary>
    /// <param name="page">The page as it is now.</param>
    /// <param name="name">The name of the file, without its ending.</param>
    public static Task<byte[]> PictureAsync(IPage page, string name) =>
        page.ScreenshotAsync(
            new()
            {
                Path = Path.Combine(Repository.Root, "artifacts", "pictures", $"{name}.png"),
                Animations = ScreenshotAnimations.Disabled,
            }
        );
}
