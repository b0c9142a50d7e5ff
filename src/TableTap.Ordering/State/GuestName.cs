using System.Globalization;

namespace TableTap.Ordering.State;

/// <summary>A guest's name as the staff may see it (docs/protocol.md §3).</summary>
public static class GuestName
{
    /// <summary>First name and initial: <c>John D.</c> for John Doe; null stays null.</summary>
    public static string? ForStaff(string? name)
    {
        var words = name?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length switch
        {
            0 => null,
            1 => words[0],
            _ => $"{words[0]} {StringInfo.GetNextTextElement(words[^1]).ToUpperInvariant()}.",
        };
    }
}
