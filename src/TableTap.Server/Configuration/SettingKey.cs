namespace TableTap.Server.Configuration;

/// <summary>Which settings belong together, by their keys.</summary>
internal static class SettingKey
{
    private const string AnyName = "{name}";

    /// <summary>Whether a key is another one or lies below it, as <c>Server:Urls:0</c> does below <c>Server:Urls</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="above">The other one, without a colon at its end; <c>{name}</c> in it is any name of the operator's own.</param>
    public static bool IsWithin(string key, string above)
    {
        var (parts, all) = (key.Split(':'), above.Split(':'));
        return parts.Length >= all.Length
            && all.Zip(parts)
                .All(pair =>
                    pair.First == AnyName
                    || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase)
                );
    }
}
