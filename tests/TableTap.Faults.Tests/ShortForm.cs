namespace TableTap.Faults.Tests;

/// <summary>The suite in its short form: real processes, real sockets, real faults; what is counted must be nothing.</summary>
public sealed class ShortForm
{
    [Fact]
    public async Task Two_hundred_clients_and_twenty_faults_lose_double_and_reorder_nothing()
    {
        var report = await FaultRun.RunAsync(
            new()
            {
                Seed = 20240115,
                Clients = 200,
                Duration = TimeSpan.FromSeconds(60),
                Faults = 24,
                Progress = TestContext.Current.SendDiagnosticMessage,
            },
            TestContext.Current.CancellationToken
        );
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToText());

        Assert.True(report.IsClean, report.ToText());
        Assert.True(report.Times >= 20, report.ToText());
    }
}
