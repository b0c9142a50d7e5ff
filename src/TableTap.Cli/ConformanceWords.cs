using TableTap.Cli.Conformance.Reporting;

namespace TableTap.Cli;

/// <summary>Verdicts of the conformance kit, for people.</summary>
internal static class ConformanceWords
{
    /// <summary>Tells a verdict, with each thing that the client got wrong.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="words">Where to.</param>
    public static void Tell(ScenarioVerdict verdict, TextWriter words)
    {
        words.WriteLine(
            $"{(verdict.Passed ? "passed" : "FAILED")}  {verdict.Scenario, -22} {verdict.Title}"
        );
        foreach (var finding in verdict.Findings)
        {
            words.WriteLine($"        section {finding.Section}");
            words.WriteLine($"          right: {finding.Expected}");
            words.WriteLine($"          the client: {finding.Actual}");
        }

        words.Flush();
    }

    /// <summary>Tells how it all ended.</summary>
    /// <param name="report">The report.</param>
    /// <param name="words">Where to.</param>
    public static async Task ConcludeAsync(ConformanceReport report, TextWriter words)
    {
        if (report.NotPlayed.Count > 0)
        {
            await words.WriteLineAsync($"Nobody asked for: {string.Join(", ", report.NotPlayed)}.");
        }

        var passed = report.Scenarios.Count(verdict => verdict.Passed);
        await words.WriteLineAsync(
            $"{passed} of {report.Scenarios.Count + report.NotPlayed.Count} scenarios passed."
        );
    }
}
