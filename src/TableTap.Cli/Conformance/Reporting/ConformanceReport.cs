namespace TableTap.Cli.Conformance.Reporting;

/// <summary>Something that the client under test got wrong.</summary>
/// <param name="Section">The section of the protocol's page that says how it is right.</param>
/// <param name="Expected">What a client does there.</param>
/// <param name="Actual">What this one did.</param>
internal sealed record ConformanceFinding(string Section, string Expected, string Actual);

/// <summary>How the client did in one scenario.</summary>
/// <param name="Scenario">The name of the scenario.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Section">The section of the protocol's page that it is about most.</param>
/// <param name="Passed">Whether the client got nothing wrong.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Findings">What the client got wrong, in the order of time.</param>
internal sealed record ScenarioVerdict(
    string Scenario,
    string Title,
    string Section,
    bool Passed,
    double Seconds,
    IReadOnlyList<ConformanceFinding> Findings
);

/// <summary>How the client did in all scenarios that were to be played.</summary>
/// <param name="Passed">Whether every scenario was played and passed.</param>
/// <param name="Scenarios">The verdicts, in the order of the scenarios.</param>
/// <param name="NotPlayed">The scenarios that nobody asked for.</param>
internal sealed record ConformanceReport(
    bool Passed,
    IReadOnlyList<ScenarioVerdict> Scenarios,
    IReadOnlyList<string> NotPlayed
);
