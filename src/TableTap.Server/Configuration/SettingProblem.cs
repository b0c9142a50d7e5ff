namespace TableTap.Server.Configuration;

/// <summary>A setting that stops the start.</summary>
/// <param name="Key">The key of the setting: <c>Limits:MessagesPerMinute</c>.</param>
/// <param name="Where">Where it stands: a file, an environment variable or the command line.</param>
/// <param name="Problem">What is wrong and what is allowed.</param>
public sealed record SettingProblem(string Key, string Where, string Problem)
{
    /// <inheritdoc />
    public override string ToString() => $"{Key} ({Where}): {Problem}";
}

/// <summary>The settings are wrong; the server does not start with them.</summary>
/// <param name="problems">Everything that is wrong, not only the first.</param>
public sealed class SettingsException(IReadOnlyList<SettingProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<SettingProblem> Problems { get; } = problems;
}
