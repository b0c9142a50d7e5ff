namespace TableTap.Protocol.Values;

/// <summary>The version of the protocol (section 1): <c>major.minor</c>; a minor step only adds.</summary>
public static class ProtocolVersion
{
    /// <summary>What this library speaks, and what an absent <c>version</c> means.</summary>
    public const string Current = "1.0";

    /// <summary>Whether a message of that version can be understood: the same major version, any minor one.</summary>
    /// <param name="version">The envelope's <c>version</c>; null where it was absent.</param>
    public static bool Supports(string? version) =>
        version is null or Current or "1"
        || (
            version.Length is > 2 and <= 8
            && version.StartsWith("1.", StringComparison.Ordinal)
            && !version.AsSpan(2).ContainsAnyExceptInRange('0', '9')
        );
}
