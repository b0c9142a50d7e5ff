using System.Security.Cryptography;
using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Cafes.CafeFiles.Sheets;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;

namespace TableTap.Server.Http.Setup;

/// <summary>A file that a manager sent, as it was understood: the rules are those of <c>cafe import</c>.</summary>
/// <param name="Profile">What the café would be; null where something is wrong.</param>
/// <param name="Problems">Everything that is wrong, in the order of the file.</param>
/// <param name="Notes">What to know of it though it is valid, a sentence each.</param>
internal sealed record SetupFile(
    CafeProfile? Profile,
    IReadOnlyList<FileProblem> Problems,
    IReadOnlyList<string> Notes
)
{
    /// <summary>The media type of sheets (RFC 4180).</summary>
    public const string Csv = "text/csv";

    /// <summary>The media type of Excel's workbooks.</summary>
    public const string Excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Reads a file for a café: the whole café in YAML or JSON, or a sheet or workbook, whose menu takes the place of the café's.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="mediaType">What it is written in: the request's <c>Content-Type</c>.</param>
    /// <param name="cafe">The café that it is for.</param>
    public static SetupFile Read(ReadOnlySpan<byte> bytes, string mediaType, Cafe cafe)
    {
        if (Is(mediaType, "csv") || Is(mediaType, Excel))
        {
            var sheet = MenuSheet.Read(bytes, null, cafe.Profile);
            return Of(cafe, sheet.Profile, sheet.Problems, sheet.Notes);
        }

        var file = CafeFile.Read(bytes, Is(mediaType, "json") ? FileFormat.Json : FileFormat.Yaml);
        return file.Profile is not null && file.CafeId != cafe.CafeId
            ? Of(
                cafe,
                null,
                [new(null, "id", $"this café is '{cafe.CafeId}', the file's '{file.CafeId}'")],
                []
            )
            : Of(cafe, file.Profile, file.Problems, []);
    }

    /// <summary>Names what a café is now, so that a change of something else is noticed: the same for the same café, another for every other.</summary>
    /// <param name="cafe">The café.</param>
    public static string TagOf(Cafe cafe) =>
        $"\"{Convert.ToHexStringLower(
            SHA256
                .HashData(Encoding.UTF8.GetBytes(Text(cafe.CafeId, cafe.Profile)))
                .AsSpan(0, 12)
        )}\"";

    /// <summary>Whether a café is one of those that an <c>If-Match</c> names; a server in between may have marked a tag as weak.</summary>
    /// <param name="expected">The header; empty where any will do.</param>
    /// <param name="cafe">The café.</param>
    public static bool IsAmong(string expected, Cafe cafe) =>
        expected.Length == 0
        || expected
            .Split(',', StringSplitOptions.TrimEntries)
            .Any(tag => tag == "*" || tag == TagOf(cafe) || tag == $"W/{TagOf(cafe)}");

    /// <summary>Whether a media type names a format.</summary>
    /// <param name="mediaType">The header.</param>
    /// <param name="format">The format.</param>
    public static bool Is(string mediaType, string format) =>
        mediaType.Contains(format, StringComparison.OrdinalIgnoreCase);

    private static SetupFile Of(
        Cafe cafe,
        CafeProfile? profile,
        IReadOnlyList<FileProblem> found,
        IReadOnlyList<string> notes
    ) =>
        CafeFileCards.Problems(cafe.CafeId, profile, found) is { Count: > 0 } problems
            ? new(null, problems, [])
        : profile is null ? new(null, [], [])
        : new(profile, [], [.. notes, .. ProfileNotes.Of(profile)]);

    private static string Text(string cafeId, CafeProfile profile) =>
        CafeFile.Write(cafeId, profile, FileFormat.Json);
}
