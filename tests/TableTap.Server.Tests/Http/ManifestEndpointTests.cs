using System.Buffers.Binary;
using System.Text.Json;
using TableTap.Server.Testing;

namespace TableTap.Server.Tests.Http;

/// <summary>What a device needs to install a page of a café: the manifest and its icons (section 10).</summary>
public sealed class ManifestEndpointTests(SharedServer shared) : IClassFixture<SharedServer>
{
    // Where a PNG says how wide and how high it is, after its signature and the head of its first chunk.
    private const int WidthAt = 16;
    private const int HeightAt = 20;

    private readonly TestServer _server = shared.Server;

    [Theory]
    [InlineData("g/demo")]
    [InlineData("b/demo")]
    [InlineData("c/espresso")]
    [InlineData("s/demo")]
    [InlineData("m/demo")]
    [InlineData("setup/demo")]
    public async Task Every_icon_is_there_and_is_as_large_as_the_manifest_says(string page)
    {
        var address = new Uri(_server.Url, $"/manifest/{page}");
        var icons = (await ManifestAsync(address.AbsolutePath))
            .GetProperty("icons")
            .EnumerateArray()
            .ToList();

        Assert.Equal(
            [
                "192x192 any",
                "192x192 maskable",
                "512x512 any",
                "512x512 maskable",
                "any any",
                "any maskable",
            ],
            icons
                .Select(icon => $"{icon.Text("sizes")} {icon.Text("purpose")}")
                .Order(StringComparer.Ordinal)
        );
        foreach (var icon in icons)
        {
            var (type, size) = await PictureAsync(new Uri(address, icon.Text("src")).AbsolutePath);
            Assert.Equal((icon.Text("type"), icon.Text("sizes")), (type, size));
        }
    }

    [Fact]
    public async Task The_icon_for_a_home_screen_that_reads_no_manifest_is_there() =>
        Assert.Equal(("image/png", "180x180"), await PictureAsync("/icon-180.png"));

    [Theory]
    [InlineData("", "../../g/demo")]
    [InlineData("?t=", "../../g/demo")]
    [InlineData("?t=eyJh.b-c_d", "../../g/demo?t=eyJh.b-c_d")]
    [InlineData("?t=a%26b%22%20%23c", "../../g/demo?t=a%26b%22%20%23c")]
    public async Task The_installed_page_is_opened_with_the_code_of_the_table(
        string query,
        string start
    )
    {
        var manifest = await ManifestAsync($"/manifest/g/demo{query}");

        Assert.Equal(start, manifest.Text("start_url"));
        // The same page is not installed twice because of another code.
        Assert.Equal("../../g/demo", manifest.Text("id"));
    }

    [Fact]
    public async Task What_is_longer_than_any_code_is_left_out()
    {
        var manifest = await ManifestAsync($"/manifest/g/demo?t={new string('a', 1025)}");

        Assert.Equal("../../g/demo", manifest.Text("start_url"));
    }

    private async Task<JsonElement> ManifestAsync(string path)
    {
        using var answer = await _server.SendAsync(HttpMethod.Get, path);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("application/manifest+json", answer.Content.Headers.ContentType!.MediaType);
        return await answer.JsonAsync();
    }

    /// <summary>The media type of a picture, and its size as a manifest says it.</summary>
    private async Task<(string? Type, string Size)> PictureAsync(string path)
    {
        using var answer = await _server.SendAsync(HttpMethod.Get, path);
        Assert.Equal(200, (int)answer.StatusCode);
        var type = answer.Content.Headers.ContentType!.MediaType;
        var bytes = await answer.Content.ReadAsByteArrayAsync(
            TestContext.Current.CancellationToken
        );
        return type == "image/png"
            ? (type, $"{Number(bytes, WidthAt)}x{Number(bytes, HeightAt)}")
            : (type, "any");
    }

    private static uint Number(byte[] bytes, int at) =>
        BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
}
