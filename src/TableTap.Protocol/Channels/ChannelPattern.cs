using TableTap.Terms;

namespace TableTap.Protocol.Channels;

/// <summary>
/// A pattern that may be subscribed: <c>cafe:{id}:*</c>, <c>counter:{id}:*</c> or <c>counter:*:*</c> (section 3).
/// It expands to concrete channels. Immutable.
/// </summary>
/// <param name="Text">The pattern as on the wire.</param>
/// <param name="Kinds">The kinds of channel it expands to.</param>
/// <param name="Id">The one café or counter, or null for every counter of the caller's cafés.</param>
public sealed record ChannelPattern(string Text, ChannelKinds Kinds, string? Id)
{
    /// <summary>Reads a pattern; <c>false</c> for anything that is not one of the three forms.</summary>
    /// <param name="text">The text from the wire.</param>
    /// <param name="pattern">The pattern; null where the answer is <c>false</c>.</param>
    public static bool TryParse(string? text, out ChannelPattern? pattern)
    {
        pattern =
            text is null || !text.EndsWith(":*", StringComparison.Ordinal) ? null
            : text == "counter:*:*" ? new(text, ChannelKinds.Counter, null)
            : Owned(text, "cafe:", ChannelKinds.Cafe)
                ?? Owned(text, "counter:", ChannelKinds.Counter);
        return pattern is not null;
    }

    private static ChannelPattern? Owned(string text, string prefix, ChannelKinds kinds) =>
        text.StartsWith(prefix, StringComparison.Ordinal)
        && text.Length > prefix.Length + 2
        && Identifier.IsValid(text.AsSpan(prefix.Length, text.Length - prefix.Length - 2))
            ? new(text, kinds, text[prefix.Length..^2])
            : null;
}
