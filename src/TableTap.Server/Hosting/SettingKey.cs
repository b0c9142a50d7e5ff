namespace TableTap.Server.Hosting;

/// <summary>Which settings belong together, by their keys.</summary>
internal static class SettingKey
{
    /// <summary>Whether a key is another one or lies below it, as <c>Server:Urls:0</c> does below <c>Server:Urls</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="above">The other one, without a colon at its end.</param>
    public static bool IsWithin(string key, string above) =>
        key.StartsWith(above, StringComparison.OrdinalIgnoreCase)
        && (key.Length == above.Length || key[above.Length] == ':');
}
