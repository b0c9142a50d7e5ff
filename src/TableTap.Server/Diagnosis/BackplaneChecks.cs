using TableTap.Backplane;
using TableTap.Server.Configuration;

namespace TableTap.Server.Diagnosis;

/// <summary>What can be wrong with a Redis between servers.</summary>
internal static class BackplaneChecks
{
    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "backplane",
            Severity.Warning,
            "a Redis that cannot be reached, or has no sharded pub/sub (it is older than 7)",
            "Do what the line says; Backplane:ConnectionString says how it is reached. Until then servers hear of each other late, and lose nothing.",
            async (installation, _) =>
                installation.Options.Backplane is { IsThere: true } backplane
                && await ProblemAsync(backplane) is { } problem
                    ? [problem]
                    : []
        ),
    ];

    private static async Task<string?> ProblemAsync(BackplaneOptions backplane)
    {
        try
        {
            return await RedisFitness.LookAsync(backplane.ConnectionString);
        }
        catch (FormatException wrong)
        {
            return $"Backplane:ConnectionString cannot be read: {wrong.Message}";
        }
    }
}
