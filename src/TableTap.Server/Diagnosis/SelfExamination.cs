using System.Diagnostics.Metrics;
using TableTap.Server.Logging;

namespace TableTap.Server.Diagnosis;

/// <summary>
/// Lets a running server look at itself for what ends nights: a disk that fills, a certificate that ends, a backup that was not made. It looks
/// at its start and every ten minutes, on threads that nobody waits for; a check that hangs or fails is itself a finding. Thread-safe.
/// </summary>
internal sealed class SelfExamination : IAsyncDisposable
{
    /// <summary>The time between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>How long one check may take before the look goes on without it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Installation _installation;
    private readonly IReadOnlyList<Check> _checks;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, Task<IReadOnlyList<Finding>>> _hanging = [];
    private readonly Task _running;
    private Task<Measured> _measuring = Task.FromResult(new Measured(null, null));
    private volatile Look? _last;

    /// <summary>Begins to look, at once and from then on each time the interval is over, and shows the figures.</summary>
    /// <param name="installation">What is looked at.</param>
    /// <param name="checks">With what it is looked at.</param>
    /// <param name="meter">The meter of the server.</param>
    /// <param name="log">Where it is told what is found, and that it is over.</param>
    public SelfExamination(
        Installation installation,
        IReadOnlyList<Check> checks,
        Meter meter,
        ILogger log
    )
    {
        (_installation, _checks, _log) = (installation, checks, log);
        meter.CreateObservableGauge<int>(
            "tabletap.findings",
            Counts,
            "{finding}",
            "What the server finds wrong with itself, by severity."
        );
        meter.CreateObservableGauge<long>(
            "tabletap.disk.free",
            () => Values(_last?.Measured.DiskFree),
            "By",
            "Bytes that the server may still write to the disk of its data directory."
        );
        meter.CreateObservableGauge<double>(
            "tabletap.certificate.expires",
            () => Values((_last?.Measured.CertificateEnd - Now)?.TotalSeconds),
            "s",
            "How long the certificate that ends first is still valid, below 0 once it has ended; absent without a certificate."
        );
        _running = RunAsync();
    }

    /// <summary>What the last look found, in the order of the checks; empty before the first is over.</summary>
    public IReadOnlyList<StandingFinding> Findings => _last?.Findings ?? [];

    private DateTimeOffset Now => _installation.Time.GetUtcNow();

    /// <summary>Ends looking; what hangs is left alone.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        // The server is not to wait for its first look.
        await Task.Yield();
        using var timer = new PeriodicTimer(Interval, _installation.Time);
        do
        {
            await LookAsync();
        } while (await timer.WaitForNextTickAsync(_stop.Token));
    }

    private async Task LookAsync()
    {
        var before = Findings;
        var now = Now;
        var findings = new List<StandingFinding>();
        foreach (var check in _checks)
        {
            findings.AddRange(
                (await RunAsync(check)).Select(
                    (finding, place) =>
                        new StandingFinding(
                            finding,
                            place,
                            before.FirstOrDefault(one => IsSame(one, check.Id, place))?.Since ?? now
                        )
                )
            );
        }

        Tell(before, findings);
        _last = new(findings, await MeasureAsync());
    }

    private async Task<IReadOnlyList<Finding>> RunAsync(Check check)
    {
        // One that hangs is waited for again and not begun anew, so that no more hang than there are checks.
        var running = _hanging.GetValueOrDefault(check.Id) is { IsCompleted: false } hanging
            ? hanging
            : Task.Run(() => check.RunAsync(_installation, _stop.Token), _stop.Token);
        _hanging.Remove(check.Id);
        try
        {
            return await running.WaitAsync(Patience, _installation.Time, _stop.Token);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            _hanging[check.Id] = running;
            return
            [
                NotLooked(
                    check,
                    $"did not end within {Patience.TotalSeconds:0} s",
                    "Look at the disk and the network that it asks: one of them hangs."
                ),
            ];
        }
        catch (Exception fault) when (!_stop.IsCancellationRequested)
        {
            return
            [
                NotLooked(
                    check,
                    $"failed ({fault.GetType().Name})",
                    "Run tabletap doctor as the server's user, and please tell the makers."
                ),
            ];
        }
    }

    private static Finding NotLooked(Check check, string why, string fix) =>
        new(check.Id, Severity.Warning, $"Looking for {check.Looks} {why}.", fix);

    private async Task<Measured> MeasureAsync()
    {
        if (_measuring.IsCompleted)
        {
            _measuring = Task.Run(() => Measured.Of(_installation), _stop.Token);
        }

        try
        {
            return await _measuring.WaitAsync(Patience, _installation.Time, _stop.Token);
        }
        catch (Exception) when (!_stop.IsCancellationRequested)
        {
            // The checks say what is wrong; the figures stay what they were.
            return _last?.Measured ?? new(null, null);
        }
    }

    private void Tell(
        IReadOnlyList<StandingFinding> before,
        IReadOnlyList<StandingFinding> findings
    )
    {
        foreach (var (finding, place, _) in findings)
        {
            if (before.Any(one => IsSame(one, finding.Check, place)))
            {
                continue;
            }

            if (finding.Severity == Severity.Error)
            {
                ServerLog.ErrorFound(_log, finding.Check, finding.Text, finding.Fix);
            }
            else
            {
                ServerLog.WarningFound(_log, finding.Check, finding.Text, finding.Fix);
            }
        }

        foreach (var (finding, place, _) in before)
        {
            if (!findings.Any(one => IsSame(one, finding.Check, place)))
            {
                ServerLog.FindingOver(_log, finding.Check, finding.Text);
            }
        }
    }

    // Its words change with the day and with what is left: they do not say whether it is the same.
    private static bool IsSame(StandingFinding one, string check, int place) =>
        one.Finding.Check == check && one.Place == place;

    private IEnumerable<Measurement<int>> Counts() =>
        _last is { } last
            ? Enum.GetValues<Severity>()
                .Select(severity => new Measurement<int>(
                    last.Findings.Count(one => one.Finding.Severity == severity),
                    new KeyValuePair<string, object?>("severity", severity.Word)
                ))
            : [];

    private static IEnumerable<Measurement<T>> Values<T>(T? value)
        where T : struct => value is { } known ? [new Measurement<T>(known)] : [];

    /// <summary>What a look saw.</summary>
    private sealed record Look(IReadOnlyList<StandingFinding> Findings, Measured Measured);

    /// <summary>What is a figure whether or not it is wrong; null where there is none.</summary>
    private sealed record Measured(long? DiskFree, DateTimeOffset? CertificateEnd)
    {
        public static Measured Of(Installation installation) =>
            new(installation.DataDisk?.Free, CertificateChecks.FirstEnd(installation));
    }
}
