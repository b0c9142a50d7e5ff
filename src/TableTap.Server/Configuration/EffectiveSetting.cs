namespace TableTap.Server.Configuration;

/// <summary>A setting as it counts, with where it comes from.</summary>
/// <param name="Key">The key of the setting: <c>Limits:MessagesPerMinute</c>.</param>
/// <param name="Value">The value as settings write it, masked where it is a secret; null where there is none.</param>
/// <param name="Origin">A file, an environment variable or the command line; <c>default</c> where nobody set it.</param>
public sealed record EffectiveSetting(string Key, string? Value, string Origin)
{
    /// <summary>What stands for a secret.</summary>
    public const string Mask = "********";

    /// <summary>Whether nobody set it.</summary>
    public bool IsDefault => Origin == SettingSources.Default;
}
