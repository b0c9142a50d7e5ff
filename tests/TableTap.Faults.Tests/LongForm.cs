using System.Globalization;
using System.Security.Cryptography;

namespace TableTap.Faults.Tests;

/// <summary>The suite in its long form, with a new seed each time; only where it is asked for (<c>./test --long</c>).</summary>
[Collection(nameof(LongForm))]
public sealed class LongForm
{
    /// <summary>Says for how many minutes; without it there is no long form.</summary>
    internal const string Setting = "TABLETAP_FAULT_MINUTES";

    private const double FaultsPerMinute = 13;

    [Fact]
    public async Task Five_hundred_clients_and_faults_of_every_kind_lose_double_and_reorder_nothing()
    {
        var asked = Environment.GetEnvironmentVariable(Setting);
        Assert.SkipUnless(
            double.TryParse(asked, CultureInfo.InvariantCulture, out var minutes) && minutes > 0,
            $"{Setting} says how many minutes of faults are wanted."
        );

        var report = await FaultRun.RunAsync(
            new()
            {
                Seed = RandomNumberGenerator.GetInt32(int.MaxValue),
                Clients = 500,
                Duration = TimeSpan.FromMinutes(minutes),
                Faults = (int)Math.Ceiling(minutes * FaultsPerMinute),
                Progress = TestContext.Current.SendDiagnosticMessage,
            },
            TestContext.Current.CancellationToken
        );
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToText());

        Assert.True(report.IsClean, report.ToText());
    }
}
