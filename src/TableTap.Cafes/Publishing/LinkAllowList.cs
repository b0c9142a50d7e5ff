using System.Text.Json;
using System.Text.RegularExpressions;

namespace TableTap.Cafes.Publishing;

/// <summary>
/// The addresses that published messages may send people to: a link begins with one of them, in its own field or within a text (section 10).
/// Immutable.
/// </summary>
/// <param name="allowed">Addresses without query: <c>https://pay.example.com/orders</c>.</param>
public sealed partial class LinkAllowList(IReadOnlyList<string> allowed)
{
    private const string Field = "url";

    private readonly Uri[] _allowed = [.. allowed.Select(one => new Uri(one))];

    /// <summary>The path of the first link of a payload that is not allowed; null where all are.</summary>
    /// <param name="payload">The payload as it will be sent.</param>
    public string? FirstForbidden(ReadOnlyMemory<byte> payload)
    {
        using var document = JsonDocument.Parse(payload);
        return Find(document.RootElement, "");
    }

    /// <summary>Whether a link may be sent.</summary>
    /// <param name="link">The link as it stands in the message.</param>
    public bool Allows(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri)
        && uri.UserInfo.Length == 0
        && Array.Exists(_allowed, one => IsBelow(one, uri));

    private static bool IsBelow(Uri allowed, Uri uri) =>
        uri.Scheme == allowed.Scheme
        && uri.IdnHost == allowed.IdnHost
        && uri.Port == allowed.Port
        && (
            uri.AbsolutePath == allowed.AbsolutePath
            || uri.AbsolutePath.StartsWith(
                allowed.AbsolutePath.TrimEnd('/') + "/",
                StringComparison.Ordinal
            )
        );

    private string? Find(JsonElement element, string path) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .Select(field =>
                    Find(field.Value, path.Length == 0 ? field.Name : $"{path}.{field.Name}")
                )
                .FirstOrDefault(found => found is not null),
            JsonValueKind.Array => element
                .EnumerateArray()
                .Select((entry, index) => Find(entry, $"{path}[{index}]"))
                .FirstOrDefault(found => found is not null),
            JsonValueKind.String => IsAllowed(element.GetString()!, path) ? null : path,
            _ => null,
        };

    // What stands in a field for links is one, whatever it looks like; in a text, what looks like one.
    private bool IsAllowed(string text, string path) =>
        path.EndsWith(Field, StringComparison.OrdinalIgnoreCase)
            ? Allows(text)
            : Links().Matches(text).All(found => Allows(found.Value));

    [GeneratedRegex(
        @"\b[a-z][a-z0-9+.-]{0,30}://\S*|\b(?:javascript|data|vbscript):\S*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Links();
}
