using TableTap.Server.Configuration;

namespace TableTap.Server.Diagnosis;

/// <summary>What can be wrong with the settings themselves, and with the files that hold secrets.</summary>
internal static class SettingsChecks
{
    /// <summary>The words in which a secret is refused begin so.</summary>
    private const string OfSecret = "holds a secret";

    /// <summary>The words with which a password is given, to PostgreSQL or to Redis.</summary>
    private static readonly string[] Passwords = ["password", "pwd", "psw"];

    /// <summary>What the reading of the settings refuses.</summary>
    public static Check Wrong { get; } =
        new(
            "settings",
            Severity.Error,
            "a setting that does not exist, or a value that is not allowed",
            "Correct it as the line says; docs/settings.md lists every setting."
        );

    private static Check Weak { get; } =
        new(
            "secret-weak",
            Severity.Error,
            "a secret that is short, or that others guess",
            "Make one at random: openssl rand -base64 32."
        );

    public static IReadOnlyList<Check> All { get; } =
    [
        Weak,
        new(
            "secret-file-open",
            Severity.Error,
            "a file with a secret that everybody on the machine may read",
            "Run chmod 600 on it, and give it to the server's user.",
            Open
        ),
        new(
            "payment-unreported",
            Severity.Warning,
            "a page where guests pay, and no provider who reports it",
            "Configure the provider (Payments:Providers:{name}): until then every order stays unpaid.",
            installation =>
                installation.Options is { Links.Payment: { } page, Demo.Enabled: false } options
                && options.Payments.Providers.Count == 0
                    ? [$"Guests are sent to {page}, and Payments:Providers is empty."]
                    : []
        ),
    ];

    /// <summary>What was refused when the settings were read.</summary>
    /// <param name="problems">Every problem.</param>
    public static IReadOnlyList<Finding> Of(IEnumerable<SettingProblem> problems) =>
        [
            .. problems.Select(problem =>
            {
                var check = problem.Problem.StartsWith(OfSecret, StringComparison.Ordinal)
                    ? Weak
                    : Wrong;
                return new Finding(check.Id, check.Severity, $"{problem}.", check.Fix);
            }),
        ];

    private static IEnumerable<string> Open(Installation installation) =>
        SecretFiles(installation)
            .Distinct()
            .Where(OtherUsers.MayKnow)
            .Select(file => $"{file} can be read or written by others.");

    private static IEnumerable<string> SecretFiles(Installation installation) =>
        TableTapOptions
            .Effective(installation.Configuration)
            .Where(setting => setting.Value == EffectiveSetting.Mask)
            .Select(setting => setting.Key)
            .Where(key => IsSecret(installation.Options, key))
            .Select(key =>
                installation.Configuration[key + "File"] is { Length: > 0 } file
                    ? Path.GetFullPath(file)
                    : SettingSources.Where(installation.Configuration, key)
            );

    // How a store is reached is a secret only where it holds a password.
    private static bool IsSecret(TableTapOptions options, string key) =>
        key switch
        {
            "Storage:ConnectionString" => HasPassword(options.Storage.ConnectionString),
            "Storage:ReplicaConnectionString" => HasPassword(
                options.Storage.ReplicaConnectionString
            ),
            "Backplane:ConnectionString" => HasPassword(options.Backplane.ConnectionString),
            _ => true,
        };

    private static bool HasPassword(string text) =>
        Array.Exists(Passwords, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
