using System.Text.Json.Serialization;
using TableTap.Protocol.Errors;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>
/// <c>GET /manifest/{page}/{id}</c>: what a browser needs to install a page of a café (W3C Web Application Manifest). It knows no café: an id
/// that there is not gets the same answer. Thread-safe.
/// </summary>
internal static class ManifestEndpoint
{
    private const string MediaType = "application/manifest+json";

    // Every address is relative to that of the manifest, for the server may stand below a path of its host.
    private const string Root = "../../";

    // Longer than any code of a table.
    private const int MaxCode = 1024;

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["g"] = "TableTap",
        ["b"] = "TableTap Board",
        ["c"] = "TableTap Counter",
        ["s"] = "TableTap Staff",
        ["m"] = "TableTap Manager",
        ["setup"] = "TableTap Setup",
    };

    // The others are the first one, drawn in sizes that every system takes.
    private static readonly ManifestIcon[] Pictures =
    [
        new($"{Root}icon.svg", "any", "image/svg+xml", "any"),
        new($"{Root}icon-192.png", "192x192", "image/png", "any"),
        new($"{Root}icon-512.png", "512x512", "image/png", "any"),
    ];

    // What is drawn lies well inside, so that the same pictures may be cut to a circle.
    private static readonly ManifestIcon[] Icons =
    [
        .. Pictures,
        .. Pictures.Select(picture => picture with { Purpose = "maskable" }),
    ];

    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "getManifest",
            "GET",
            "/manifest/{page}/{id}",
            ApiTags.Pages,
            "What a browser needs to install a page"
        )
        {
            Text = "The page is one of g, b, c, s, m, setup; the id is that of the page's address.",
            Query =
            [
                ApiParameter.Text(
                    "t",
                    "The code of a table, which the installed page is opened with; at most 1,024 characters."
                ),
            ],
            Answer = new("The manifest.", "Manifest", () => ManifestJson.Default.Manifest)
            {
                MediaTypes = [MediaType],
                Example =
                    """{"name":"TableTap Staff","short_name":"TableTap","id":"../../s/cafe_uuid","start_url":"../../s/cafe_uuid","scope":"../../","display":"standalone","background_color":"#f7f1e8","theme_color":"#f7f1e8","icons":[{"src":"../../icon.svg","sizes":"any","type":"image/svg+xml","purpose":"any"},{"src":"../../icon-192.png","sizes":"192x192","type":"image/png","purpose":"any"}]}""",
            },
            Refusals = [ErrorCode.NotFound],
        };

    /// <summary>Answers with the manifest of a page.</summary>
    /// <param name="context">The request.</param>
    public static Task AnswerAsync(HttpContext context)
    {
        var page = context.Request.RouteValues["page"] as string ?? "";
        var id = context.Request.RouteValues["id"] as string ?? "";
        if (!Names.TryGetValue(page, out var name) || !Identifier.IsValid(id))
        {
            return ProblemDocument.WriteAsync(
                context,
                new(ErrorCode.NotFound, "There is no such page.")
            );
        }

        var own = $"{Root}{page}/{id}";
        var code = context.Request.Query["t"].ToString();
        var start = code.Length is 0 or > MaxCode ? own : $"{own}?t={Uri.EscapeDataString(code)}";
        return JsonAnswer.WriteAsync(
            context,
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
                new(name, "TableTap", own, start, Root, "standalone", "#f7f1e8", "#f7f1e8", Icons),
                ManifestJson.Default.Manifest
            ),
            MediaType
        );
    }
}

/// <summary>A web application manifest, in the words of its standard.</summary>
/// <param name="Name">What the page is called.</param>
/// <param name="ShortName">The same where there is little room.</param>
/// <param name="Id">What tells it from other pages.</param>
/// <param name="StartUrl">What is opened.</param>
/// <param name="Scope">Which addresses belong to it.</param>
/// <param name="Display">How it is shown.</param>
/// <param name="BackgroundColor">The colour before it is drawn.</param>
/// <param name="ThemeColor">The colour of the window.</param>
/// <param name="Icons">Its pictures.</param>
internal sealed record Manifest(
    string Name,
    string ShortName,
    string Id,
    string StartUrl,
    string Scope,
    string Display,
    string BackgroundColor,
    string ThemeColor,
    IReadOnlyList<ManifestIcon> Icons
);

/// <summary>A picture of a page.</summary>
/// <param name="Src">Where it is.</param>
/// <param name="Sizes">Its size; <c>any</c> for one that is drawn in every size.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Purpose"><c>any</c>, or <c>maskable</c>: a system may cut its edge off.</param>
internal sealed record ManifestIcon(string Src, string Sizes, string Type, string Purpose);

/// <summary>The source-generated JSON of manifests.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
