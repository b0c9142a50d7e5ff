using System.Text;
using System.Text.Encodings.Web;

namespace TableTap.Server.Http;

/// <summary>The frame of the demo's plain pages: payment, receipt, rating. Pure.</summary>
internal static class DemoPage
{
    /// <summary>Writes a whole page of HTML as the answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="title">What it is, as text.</param>
    /// <param name="main">What it shows, as HTML.</param>
    public static Task WriteAsync(HttpContext context, int status, string title, string main)
    {
        context.Response.StatusCode = status;
        var page = $"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>TableTap – {title}</title>
            <link rel="icon" href="../favicon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="../pay.css">
            <main>{main}</main>
            </html>
            """;
        return JsonAnswer.WriteAsync(
            context,
            Encoding.UTF8.GetBytes(page),
            "text/html; charset=utf-8"
        );
    }

    /// <summary>A text in HTML.</summary>
    public static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
