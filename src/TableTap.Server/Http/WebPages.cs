using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>The pages, embedded in the program: one file serves everything. Immutable after the start; thread-safe.</summary>
/// <param name="isDemo">Whether the first page is the explorer of the demo; otherwise it says what to do first.</param>
internal sealed partial class WebPages(bool isDemo)
{
    /// <summary>The pages that people open, for the reference.</summary>
    public static IReadOnlyList<ApiOperation> Operations { get; } =
    [
        Page(
            "showExplorer",
            "/",
            "The explorer; without a demo, what this server is and what to do first"
        ),
        Page(
            "showReference",
            "/reference",
            "The reference: this document and the messages, to search in"
        ),
        Page("showProtocol", "/docs/protocol", "The protocol in words"),
        Page(
            "showGuestPage",
            "/g/{id}",
            "A guest's page: menu, order, payment and the order as it is made"
        ) with
        {
            Text = "What the QR code of a table opens.",
            Query = [ApiParameter.Text("t", "The code of the table, for the first time.")],
        },
        Page("showCounterPage", "/c/{id}", "The screen of a counter: its tickets, large") with
        {
            Text = "Who signs in by PIN sees a counter where they work, and the hand-over.",
        },
        Page(
            "showManagerPage",
            "/m/{id}",
            "The manager's page: figures and charts, alerts, intake, orders, refunds, counters, people, codes of tables"
        ),
        Page("showSetupPage", "/setup/{id}", "The page with which a manager sets a café up") with
        {
            Text =
                "Menu, counters, staff, hours and tables, and files that are imported, with a preview of what changes.",
        },
        Page("showStaffPage", "/s/{id}", "The staff's page: sign-in by PIN, clock, tickets") with
        {
            Text = "Employees see the tickets of their counters, managers those of all.",
        },
        Page("showConsole", "/admin", "The operators' console: how this server is doing") with
        {
            Text =
                "Who has a token of an administrator of the server sees it; #token=… in the address signs in.",
        },
        Page("showBoard", "/b/{id}", "The pickup board of a café, for a screen on the wall") with
        {
            Text = "It keeps the code with which it was opened first, and signs in by it again.",
            Query =
            [
                ApiParameter.Text("t", "The code of any table of the café; the demo needs none."),
            ],
        },
    ];

    private const string Folder = "web/";

    // What several pages have: it is put in where they say <!--#include file="…" -->, and is no page itself.
    private const string Parts = "parts/";

    // It keeps pages on devices, those of one build together: it is told which one that is.
    private const string ShellWorker = "shell-worker.js";
    private const string Build = "{build}";
    private const int FingerprintBytes = 8;
    private static readonly (string Prefix, string Page)[] CafePages =
    [
        ("g/", "guest.html"),
        ("b/", "board.html"),
        ("s/", "staff.html"),
        ("m/", "manager.html"),
        ("setup/", "setup.html"),
        ("c/", "counter.html"),
    ];

    private static readonly FrozenDictionary<string, string> MediaTypes = new Dictionary<
        string,
        string
    >
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".webmanifest"] = "application/manifest+json",
        [".woff2"] = "font/woff2",
        [".md"] = "text/markdown; charset=utf-8",
        // The licence of what the pages took from others.
        [""] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary();

    // They are the same for every server of a process.
    private static readonly Lazy<FrozenDictionary<string, WebFile>> All = new(Read);

    private readonly FrozenDictionary<string, WebFile> _pages = All.Value;

    /// <summary>Answers with the page of the path; what is no page goes on.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">What answers other paths.</param>
    public Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        var method = context.Request.Method;
        if (
            (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
            || Find(context.Request.Path.Value) is not { } page
        )
        {
            return next(context);
        }

        var response = context.Response;
        response.GetTypedHeaders().ETag = page.Tag;
        response.Headers.CacheControl = "no-cache";
        // One tag for each form of the file, and so a weak one; a cache keeps the forms apart by what was accepted.
        response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (
            context
                .Request.GetTypedHeaders()
                .IfNoneMatch.Any(tag => tag.Compare(page.Tag, useStrongComparison: false))
        )
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = page.MediaType;
        var bytes = page.Bytes;
        if (WebFile.TakesBrotli(context.Request) && page.Compressed is { } small)
        {
            response.Headers.ContentEncoding = WebFile.Encoding;
            bytes = small;
        }

        response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static ApiOperation Page(string id, string path, string summary) =>
        new(id, "GET", path, ApiTags.Pages, summary) { Answer = ApiBody.Page };

    private WebFile? Find(string? path)
    {
        var name = (path ?? "/").TrimStart('/');
        if (name.Length == 0)
        {
            return _pages.GetValueOrDefault(isDemo ? "index.html" : "start.html");
        }

        foreach (var (prefix, page) in CafePages)
        {
            // One page for all cafés: which one, it reads from its address.
            if (
                name.StartsWith(prefix, StringComparison.Ordinal)
                && Identifier.IsValid(name[prefix.Length..])
            )
            {
                return _pages.GetValueOrDefault(page);
            }
        }

        return _pages.GetValueOrDefault(name)
            ?? _pages.GetValueOrDefault(name.EndsWith('/') ? $"{name}index.html" : $"{name}.html")
            // A document is shown by one page for all of them.
            ?? (
                _pages.ContainsKey($"{name}.md") ? _pages.GetValueOrDefault("docs/page.html") : null
            );
    }

    private static FrozenDictionary<string, WebFile> Read()
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var resource in typeof(WebPages).Assembly.GetManifestResourceNames())
        {
            var name = resource.Replace('\\', '/');
            if (name.StartsWith(Folder, StringComparison.Ordinal))
            {
                using var stream = typeof(WebPages).Assembly.GetManifestResourceStream(resource)!;
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                files[name[Folder.Length..]] = bytes;
            }
        }

        files[ShellWorker] = Encoding.UTF8.GetBytes(
            Encoding
                .UTF8.GetString(files[ShellWorker])
                .Replace(Build, FingerprintOf(files), StringComparison.Ordinal)
        );
        var pages = new Dictionary<string, WebFile>(StringComparer.Ordinal);
        foreach (var (name, content) in files)
        {
            if (
                name.StartsWith(Parts, StringComparison.Ordinal)
                || !MediaTypes.TryGetValue(Path.GetExtension(name), out var mediaType)
            )
            {
                continue;
            }

            var bytes = name.EndsWith(".html", StringComparison.Ordinal)
                ? Encoding.UTF8.GetBytes(
                    ModulePreloads.Add(Assemble(Encoding.UTF8.GetString(content), files), files)
                )
                : content;
            var tag = new EntityTagHeaderValue(
                $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"",
                isWeak: true
            );
            pages[name] = new(bytes, mediaType, tag);
        }

        return pages.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>What is another one as soon as any file is: in hexadecimal digits.</summary>
    private static string FingerprintOf(Dictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, content) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, FingerprintBytes));
    }

    /// <summary>A page with the parts that it names, and those that they name.</summary>
    private static string Assemble(string page, Dictionary<string, byte[]> files) =>
        Include()
            .Replace(
                page,
                part =>
                    Assemble(
                        Encoding.UTF8.GetString(files[Parts + part.Groups["file"].Value]).TrimEnd(),
                        files
                    )
            );

    [GeneratedRegex("<!--#include file=\"(?<file>[a-z-]+\\.html)\" -->")]
    private static partial Regex Include();
}
