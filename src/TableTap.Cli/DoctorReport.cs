using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Server.Diagnosis;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary>What <c>tabletap doctor</c> found, for a person and for a program.</summary>
internal static class DoctorReport
{
    /// <summary>Prints each finding with its fix, and how many there are.</summary>
    public static void WriteText(TextWriter output, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            output.WriteLine($"{Word(finding.Severity)} {finding.Check}: {finding.Text}");
            output.WriteLine($"    {finding.Fix}");
        }

        output.WriteLine(
            findings.Count == 0
                ? $"ok: {Counted.Of(Examination.Checks.Count, "check", "checks")} found nothing wrong"
                : $"{Counted.Of(Number(findings, Severity.Error), "error", "errors")}, {Counted.Of(Number(findings, Severity.Warning), "warning", "warnings")}"
        );
    }

    /// <summary>Prints one JSON object.</summary>
    public static void WriteJson(TextWriter output, IReadOnlyList<Finding> findings) =>
        output.WriteLine(
            JsonSerializer.Serialize(
                new DoctorFindings(
                    Examination.Checks.Count,
                    Number(findings, Severity.Error),
                    Number(findings, Severity.Warning),
                    findings
                ),
                DoctorJson.Default.DoctorFindings
            )
        );

    private static int Number(IReadOnlyList<Finding> findings, Severity severity) =>
        findings.Count(finding => finding.Severity == severity);

    private static string Word(Severity severity) =>
        severity == Severity.Error ? "error  " : "warning";
}

/// <summary>What <c>tabletap doctor --json</c> prints.</summary>
/// <param name="Checks">How many checks looked.</param>
/// <param name="Errors">How many findings are errors.</param>
/// <param name="Warnings">How many are warnings.</param>
/// <param name="Findings">All of them, in the order of the checks.</param>
internal sealed record DoctorFindings(
    int Checks,
    int Errors,
    int Warnings,
    IReadOnlyList<Finding> Findings
);

/// <summary>The source-generated JSON of <c>tabletap doctor --json</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(JsonStringEnumConverter<Severity>)]
)]
[JsonSerializable(typeof(DoctorFindings))]
internal sealed partial class DoctorJson : JsonSerializerContext;
