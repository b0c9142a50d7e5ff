namespace TableTap.Realtime.Options;

/// <summary>An option that is the path of a file or of a directory. Immutable.</summary>
public sealed class FilePathAttribute : TextRuleAttribute
{
    /// <inheritdoc />
    public override string Allowed => "a path";

    /// <inheritdoc />
    public override bool IsAllowed(string text) =>
        !string.IsNullOrWhiteSpace(text) && text.IndexOfAny(Path.GetInvalidPathChars()) < 0;
}
