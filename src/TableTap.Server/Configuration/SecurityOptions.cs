namespace TableTap.Server.Configuration;

/// <summary>Section <c>Security</c>: who may connect from where (section 9).</summary>
public sealed record SecurityOptions
{
    /// <summary>Whether plain <c>ws://</c> and <c>http://</c> may be served to other machines, as behind a proxy that ends TLS.</summary>
    /// <value>Default false: plain text on loopback only.</value>
    public bool AllowPlainText { get; init; }

    /// <summary>The origins whose pages may connect; clients that send no origin are no pages and always may.</summary>
    /// <value>Origins like <c>https://app.example.com</c>; default none, and with <c>--demo</c> every loopback origin too.</value>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    public static SecurityOptions Read(SectionReader section) =>
        new()
        {
            AllowPlainText = section.Flag("AllowPlainText", fallback: false),
            AllowedOrigins = section.List(
                "AllowedOrigins",
                "an origin like https://app.example.com, without path",
                IsOrigin
            ),
        };

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && string.Equals(
            text,
            uri.GetLeftPart(UriPartial.Authority),
            StringComparison.OrdinalIgnoreCase
        );
}
