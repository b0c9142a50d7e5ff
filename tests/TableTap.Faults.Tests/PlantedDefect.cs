using TableTap.Faults.History;
using TableTap.Faults.Setting;
using TableTap.Testing.Defects;

namespace TableTap.Faults.Tests;

/// <summary>A suite that finds nothing proves nothing: each deliberate defect, of the journal or of the line, has to be found.</summary>
public sealed class PlantedDefect
{
    [Theory]
    [InlineData(Defect.AckBeforeCommit, Wrong.Lost)]
    [InlineData(Defect.SkipSequence, Wrong.Lost)]
    [InlineData(Defect.DropOnOverflow, Wrong.Lost)]
    [InlineData(Defect.DuplicateAtLiveSwitch, Wrong.Doubled)]
    [InlineData(Defect.ForgetCursor, Wrong.Doubled)]
    public async Task It_is_found(Defect defect, Wrong asWhat)
    {
        var report = await FaultRun.RunAsync(
            DefectPlans.All[defect],
            TestContext.Current.CancellationToken
        );

        Assert.True(report.Findings[asWhat] > 0, report.ToText());
    }
}
