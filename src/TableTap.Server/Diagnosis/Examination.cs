using TableTap.Server.Configuration;

namespace TableTap.Server.Diagnosis;

/// <summary>Looks at an installation with every check there is; changes nothing that stays.</summary>
public static class Examination
{
    /// <summary>Every check, in the order in which an operator would look: first what stops the start.</summary>
    public static IReadOnlyList<Check> Checks { get; } =
    [
        SettingsChecks.Wrong,
        .. DataChecks.All,
        .. StoreChecks.All,
        .. DatabaseChecks.All,
        .. BackplaneChecks.All,
        .. CafeChecks.All,
        .. AddressChecks.All,
        .. CertificateChecks.All,
        .. IssuerChecks.All,
        .. SettingsChecks.All,
    ];

    /// <summary>The checks with which a running server looks at itself, in the same order.</summary>
    public static IReadOnlyList<Check> Watched { get; } =
    [.. Checks.Where(check => check.IsWatched)];

    /// <summary>What the settings themselves are refused for; nothing else can be looked at then.</summary>
    /// <param name="wrong">The refusal.</param>
    public static IReadOnlyList<Finding> Of(SettingsException wrong) =>
        SettingsChecks.Of(wrong.Problems);

    /// <summary>Looks at an installation with every check.</summary>
    /// <param name="installation">What is looked at.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>Everything that is wrong, in the order of the checks.</returns>
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        Installation installation,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<Finding>();
        foreach (var check in Checks)
        {
            findings.AddRange(await check.RunAsync(installation, cancellationToken));
        }

        return findings;
    }
}
