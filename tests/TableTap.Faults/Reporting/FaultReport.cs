using System.Globalization;
using System.Text;
using TableTap.Faults.History;
using TableTap.Faults.Schedule;
using TableTap.Faults.Setting;

namespace TableTap.Faults.Reporting;

/// <summary>What a run showed.</summary>
/// <param name="Plan">The run.</param>
/// <param name="Schedule">What was to go wrong.</param>
/// <param name="Done">What went wrong.</param>
/// <param name="Findings">What must never be.</param>
/// <param name="Figures">What there was, in order.</param>
/// <param name="Notes">What should be known beside it.</param>
public sealed record FaultReport(
    FaultPlan Plan,
    IReadOnlyList<Fault> Schedule,
    IReadOnlyDictionary<FaultKind, FaultCount> Done,
    Findings Findings,
    IReadOnlyList<(string What, string Figure)> Figures,
    IReadOnlyList<string> Notes
)
{
    /// <summary>How many faults there were.</summary>
    public int Times => Done.Values.Sum(count => count.Times);

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsClean => Array.TrueForAll(Enum.GetValues<Wrong>(), wrong => Findings[wrong] == 0);

    /// <summary>The seed, the schedule and the tables, as Markdown.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Seed {Plan.Seed}. Schedule:");
        text.AppendLine();
        foreach (var fault in Schedule)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    {fault}");
        }

        text.AppendLine()
            .AppendLine("| fault | times | connections hit |")
            .AppendLine("| --- | ---: | ---: |");
        foreach (var (kind, count) in Done.OrderBy(done => done.Key))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {kind} | {count.Times} | {count.Connections:#,0} |"
            );
        }

        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"| all | {Times} | {Done.Values.Sum(count => count.Connections):#,0} |"
        );
        text.AppendLine().AppendLine("| what | figure |").AppendLine("| --- | ---: |");
        foreach (var (what, figure) in Figures)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {what} | {figure} |");
        }

        foreach (var wrong in Enum.GetValues<Wrong>())
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| **{Word(wrong)}** | **{Findings[wrong]}** |"
            );
        }

        foreach (var finding in Findings.Kept)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{Word(finding.Wrong)}: {finding.Text}");
        }

        foreach (var note in Notes)
        {
            text.AppendLine(note);
        }

        return text.ToString();
    }

    private static string Word(Wrong wrong) =>
        wrong == Wrong.WronglyPermitted ? "wrongly permitted" : wrong.ToString().ToLowerInvariant();
}
