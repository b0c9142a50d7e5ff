namespace TableTap.Server.Configuration;

/// <summary>A file in which a secret stands, as it was read. Immutable.</summary>
/// <param name="Key">The key of the setting that names it: <c>Payments:Providers:bank:SecretsFile</c>.</param>
/// <param name="Path">The path of the file, as the setting has it.</param>
/// <param name="Text">The secret, or several with commas.</param>
internal sealed record SecretFile(string Key, string Path, string Text)
{
    /// <summary>What stands behind the key of a secret in the key that names its file.</summary>
    public const string Suffix = "File";

    /// <summary>Where it stands alone: what else there is is a secret.</summary>
    public override string ToString() => $"{Key}={Path}";
}
