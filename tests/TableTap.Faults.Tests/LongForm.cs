using System.Globalization;
using System.Security.Cryptography;
using TableTap.Faults.Schedule;

namespace TableTap.Faults.Tests;

/// <summary>The suite in its long form, with a new seed each time; only where it is asked for (<c>./test --long</c>).</summary>
[Collection(nameof(LongForm))]
public sealed class LongForm
{
    /// <summary>Says for how many minutes; without it there is no long form.</summary>
    internal const string Setting = "TABLETAP_FAULT_MINUTES";

    private const double FaultsPerMinute = 13;

    // Longer than a socket of a server with its defaults may be silent, which is 75 seconds.
    private static readonly TimeSpan LongFreeze = TimeSpan.FromSeconds(80);

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
                LongFreeze = LongFreeze,
                Progress = TestContext.Current.SendDiagnosticMessage,
            },
            TestContext.Current.CancellationToken
        );
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToText());

        Assert.True(report.IsClean, report.ToText());
        Assert.Contains(
            report.Schedule,
            fault => fault.Kind == FaultKind.Freeze && fault.Lasts == LongFreeze
        );
    }
}
