namespace TableTap.Faults.Tests;

/// <summary>A suite that finds nothing proves nothing: each deliberate defect of the server has to be found.</summary>
public sealed class PlantedDefect
{
    [Theory]
    [InlineData("ack-before-commit", Wrong.Lost)]
    [InlineData("skip-sequence", Wrong.Lost)]
    [InlineData("drop-on-overflow", Wrong.Lost)]
    [InlineData("duplicate-at-live-switch", Wrong.Doubled)]
    [InlineData("forget-cursor", Wrong.Doubled)]
    public async Task It_is_found(string defect, Wrong asWhat)
    {
        var report = await FaultRun.RunAsync(
            DefectPlans.All[defect],
            TestContext.Current.CancellationToken
        );

        Assert.True(report.Findings[asWhat] > 0, report.ToText());
    }
}
