using System.Text;
using System.Text.Json;
using TableTap.Cafes.CafeFiles;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using TableTap.Protocol.Cards;

namespace TableTap.Server.Http;

/// <summary>
/// Card data in a café's file: none is taken, and none is repeated in what is said about the file. Each value is looked at by itself, so that
/// tables or prices in a row are no card number.
/// </summary>
internal static class CafeFileCards
{
    private static readonly FileProblem Refused = new(null, "", "card data is not accepted here");

    /// <summary>What is to be said about a file: what was found out, or only that it holds card data.</summary>
    /// <param name="cafeId">The café that the file is of.</param>
    /// <param name="profile">What the file says; null where something is wrong with it.</param>
    /// <param name="problems">What is wrong with it.</param>
    public static IReadOnlyList<FileProblem> Problems(
        string cafeId,
        CafeProfile? profile,
        IReadOnlyList<FileProblem> problems
    ) =>
        problems.Any(one => CardData.HoldsNumber(one.Path) || CardData.HoldsNumber(one.What))
        || profile is not null && AreIn(CafeFile.Write(cafeId, profile, FileFormat.Json))
            ? [Refused]
            : problems;

    private static bool AreIn(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
            var text = reader.TokenType switch
            {
                JsonTokenType.PropertyName or JsonTokenType.String => reader.GetString(),
                JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                _ => null,
            };
            if (text is not null && CardData.HoldsNumber(text))
            {
                return true;
            }
        }

        return false;
    }
}
