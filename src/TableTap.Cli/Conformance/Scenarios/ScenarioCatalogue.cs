namespace TableTap.Cli.Conformance.Scenarios;

/// <summary>All scenarios, in the order in which they are played.</summary>
internal static class ScenarioCatalogue
{
    /// <summary>All scenarios of the kit.</summary>
    public static IReadOnlyList<ConformanceScenario> All { get; } =
    [
        .. SessionScenarios.All,
        .. DeliveryScenarios.All,
        .. ReturnScenarios.All,
        .. RefusalScenarios.All,
        .. CommandScenarios.All,
    ];
}
