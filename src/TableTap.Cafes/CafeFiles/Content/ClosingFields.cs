using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using static TableTap.Cafes.CafeFiles.Content.FileParts;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>What a café's file says of the day's closing: read and written.</summary>
internal static class ClosingFields
{
    /// <summary>Reads it; null where the file says nothing of it: the café keeps no closings.</summary>
    /// <param name="findings">What is found.</param>
    /// <param name="file">The file.</param>
    /// <param name="decimals">How many decimals the café's currency has.</param>
    public static CafeClosing? Read(FileFindings findings, MapReader file, int decimals) =>
        file["closing"] is { } node
            ? new(
                new MapReader(findings, node, "closing", "the day's closing", "float").Amount(
                    "float",
                    isNeeded: false,
                    decimals
                )
            )
            : null;

    /// <summary>Writes it; null where the café keeps no closings.</summary>
    /// <param name="closing">How the café closes its days.</param>
    public static FileMap? Write(CafeClosing? closing) =>
        closing is null ? null : Map(("float", Amount(closing.Float)));
}
