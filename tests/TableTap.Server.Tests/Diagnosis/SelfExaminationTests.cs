using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Configuration;
using TableTap.Server.Diagnosis;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http;
using TableTap.Server.Tests.Observability;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Diagnosis;

/// <summary>A running server looks at itself, and says what it found where people look.</summary>
public sealed class SelfExaminationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly Meter _meter = new("TableTap.SelfExamination");
    private readonly LogCapture _log = new();

    public void Dispose()
    {
        _meter.Dispose();
        _log.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void It_makes_the_checks_that_are_cheap_and_disturb_nobody() =>
        Assert.Equal(
            [
                "disk-full",
                "history-size",
                "leftovers",
                "backup-age",
                "clock-behind",
                "proxy-silent",
                "certificate",
                "certificate-expired",
                "certificate-expiring",
                "clock-skew",
            ],
            Examination.Watched.Select(check => check.Id)
        );

    [Fact]
    public async Task A_disk_that_fills_is_told_once_and_so_is_its_end()
    {
        var free = 10L << 30;
        await using var examination = Begin(
            Examination.Watched,
            Installed() with
            {
                Disk = _ => new(Interlocked.Read(ref free), 1L << 40),
            }
        );
        await LooksAsync(10L << 30, meanwhile: 0);
        Assert.Empty(examination.Findings);
        Assert.Equal(0, Figure("tabletap.findings", "error"));
        Assert.Null(Figure("tabletap.certificate.expires"));

        await LooksAsync(100L << 20);
        var found = Assert.Single(examination.Findings);
        Assert.Equal("disk-full", found.Finding.Check);
        Assert.Equal(_time.GetUtcNow(), found.Since);
        Assert.Equal(1, Figure("tabletap.findings", "error"));
        Assert.Equal(0, Figure("tabletap.findings", "warning"));

        // Its words are other ones; it is still the same.
        await LooksAsync(90L << 20);
        var still = Assert.Single(examination.Findings);
        Assert.Contains("90 MiB free", still.Finding.Text, StringComparison.Ordinal);
        Assert.Equal(found.Since, still.Since);
        var told = Assert.Single(_log.Lines);
        Assert.StartsWith("Error", told, StringComparison.Ordinal);
        Assert.Contains("[151]", told, StringComparison.Ordinal);
        Assert.Contains("100 MiB free. Free some space", told, StringComparison.Ordinal);

        await LooksAsync(20L << 30);
        Assert.Empty(examination.Findings);
        Assert.Equal(0, Figure("tabletap.findings", "error"));
        Assert.Equal(2, _log.Lines.Count);
        Assert.Contains("[152]", _log.Lines.Last(), StringComparison.Ordinal);

        // The next look, which has seen so much free.
        async Task LooksAsync(long bytes, int meanwhile = 1)
        {
            Interlocked.Exchange(ref free, bytes);
            _time.Advance(meanwhile * SelfExamination.Interval);
            await Patience.UntilAsync(() => Figure("tabletap.disk.free") == bytes);
        }
    }

    [Fact]
    public async Task A_certificate_that_ends_soon_is_a_finding_and_its_end_a_figure()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var end = _time.GetUtcNow().AddDays(10);
        using var certificate = new CertificateRequest(
            "CN=localhost",
            key,
            HashAlgorithmName.SHA256
        ).CreateSelfSigned(_time.GetUtcNow().AddDays(-80), end);
        var file = Path.Combine(_directory.Path, "cafe.pfx");
        await File.WriteAllBytesAsync(
            file,
            certificate.Export(X509ContentType.Pfx),
            TestContext.Current.CancellationToken
        );

        await using var examination = Begin(
            Examination.Watched,
            Installed(
                ("Server:Urls", "https://127.0.0.1:0"),
                ("Kestrel:Certificates:Default:Path", file)
            )
        );

        await Patience.UntilAsync(() => Figure("tabletap.certificate.expires") is not null);
        Assert.Equal("certificate-expiring", Assert.Single(examination.Findings).Finding.Check);
        Assert.Equal(1, Figure("tabletap.findings", "warning"));
        Assert.Contains("[150]", Assert.Single(_log.Lines), StringComparison.Ordinal);
        // To the second, as certificates have it.
        var rest = Figure("tabletap.certificate.expires")!.Value;
        var days = TimeSpan.FromDays(10).TotalSeconds;
        Assert.InRange(rest, days - 1, days);

        // Counted at each question, and also when it has ended.
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(rest - 300, Figure("tabletap.certificate.expires")!.Value, 0.001);
    }

    [Fact]
    public async Task A_silent_proxy_needs_a_look_until_an_hour_is_over()
    {
        var at = _time.GetUtcNow();
        await using var examination = Begin(
            Examination.Watched,
            Installed() with
            {
                LastSilent = () => at,
            }
        );
        await Patience.UntilAsync(() => examination.Findings.Count == 1);
        var found = examination.Findings[0];
        Assert.Equal("proxy-silent", found.Finding.Check);
        Assert.Equal(Severity.Warning, found.Finding.Severity);
        Assert.Contains($"{at:u}", found.Finding.Text, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromHours(1));
        await Patience.UntilAsync(() => examination.Findings.Count == 0);
        Assert.Equal(2, _log.Lines.Count);
    }

    [Fact]
    public async Task A_server_knows_when_a_proxy_was_silent()
    {
        var looked = new TaskCompletionSource<Installation>();
        await using var server = await TestServer.StartWatchedAsync(
            [
                new(
                    "looks",
                    Severity.Error,
                    "anything",
                    "Nothing.",
                    installation =>
                    {
                        looked.TrySetResult(installation);
                        return [];
                    }
                ),
            ],
            ("Security:TrustedProxies", "127.0.0.1")
        );
        var running = await looked.Task.Soon();
        Assert.Empty(await FoundAsync());

        // A page's request, with nothing of whose it is.
        using var page = new HttpRequestMessage(HttpMethod.Get, "/");
        page.Headers.TryAddWithoutValidation("Sec-Fetch-Mode", "navigate");
        using var answer = await server.Http.SendAsync(page, TestContext.Current.CancellationToken);

        Assert.Equal("proxy-silent", Assert.Single(await FoundAsync()).Check);

        Task<IReadOnlyList<Finding>> FoundAsync() =>
            Examination
                .Checks.Single(check => check.Id == "proxy-silent")
                .RunAsync(running, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_check_that_hangs_is_a_finding_and_keeps_no_other_from_its_turn()
    {
        var (begun, others) = (0, 0);
        var end = new TaskCompletionSource<IReadOnlyList<string>>();
        var hanging = new Check(
            "hangs",
            Severity.Error,
            "a disk that is away",
            "Mend it.",
            (_, _) =>
            {
                Interlocked.Increment(ref begun);
                return end.Task;
            }
        );
        var other = new Check(
            "other",
            Severity.Warning,
            "nothing",
            "Nothing.",
            _ =>
            {
                Interlocked.Increment(ref others);
                return [];
            }
        );
        await using var examination = Begin([hanging, other], Installed());

        await Patience.UntilAsync(() => Volatile.Read(ref others) >= 3 && Hangs(), Step);
        Assert.Equal(1, Volatile.Read(ref begun));
        var found = examination.Findings.Single(one => one.Finding.Check == "hangs").Finding;
        Assert.Equal("Looking for a disk that is away did not end within 10 s.", found.Text);
        Assert.Equal(Severity.Warning, found.Severity);
        Assert.Single(_log.Lines, line => line.Contains("(hangs)", StringComparison.Ordinal));

        end.SetResult([]);
        await Patience.UntilAsync(() => Volatile.Read(ref begun) >= 2 && !Hangs(), Step);

        bool Hangs() => examination.Findings.Any(one => one.Finding.Check == "hangs");

        void Step() => _time.Advance(2 * SelfExamination.Patience);
    }

    [Fact]
    public async Task A_check_that_fails_and_one_that_hangs_at_the_stop_disturb_nobody()
    {
        var began = new TaskCompletionSource();
        var end = new TaskCompletionSource<IReadOnlyList<string>>();
        var examination = Begin(
            [
                new(
                    "fails",
                    Severity.Error,
                    "anything",
                    "Nothing.",
                    _ => throw new InvalidOperationException("no")
                ),
                new(
                    "hangs",
                    Severity.Error,
                    "anything",
                    "Nothing.",
                    (_, _) =>
                    {
                        began.TrySetResult();
                        return end.Task;
                    }
                ),
            ],
            Installed()
        );
        await began.Task.Soon();

        await examination.DisposeAsync().AsTask().Soon();
        Assert.Empty(_log.Lines);
        end.SetResult([]);
    }

    [Fact]
    public async Task A_check_that_fails_says_so()
    {
        await using var examination = Begin(
            [
                new(
                    "fails",
                    Severity.Error,
                    "anything",
                    "Nothing.",
                    _ => throw new InvalidOperationException("no")
                ),
            ],
            Installed()
        );

        await Patience.UntilAsync(() => examination.Findings.Count == 1);
        Assert.Equal(
            "Looking for anything failed (InvalidOperationException).",
            examination.Findings[0].Finding.Text
        );
    }

    [Fact]
    public async Task A_server_tells_what_it_finds_to_its_operators()
    {
        await using var server = await TestServer.StartWatchedAsync();
        var leftover = Path.Combine(server.DataDirectory, "tabletap.db.replaced-20240115T103000Z");
        await File.WriteAllTextAsync(leftover, "", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(
            leftover,
            TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(9)
        );
        await server.RestartAsync();

        JsonElement found = default;
        await Patience.UntilAsync(async () =>
            (
                found = (await FindingsAsync(server)).SingleOrDefault(one =>
                    one.GetProperty("check").GetString() == "leftovers"
                )
            ).ValueKind != JsonValueKind.Undefined
        );
        Assert.Equal("warning", found.GetProperty("severity").GetString());
        Assert.Contains(leftover, found.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "Delete it",
            found.GetProperty("fix").GetString(),
            StringComparison.Ordinal
        );
        var figures = await Exposition.OfAsync(server);
        Assert.True(figures.Value("tabletap_findings", "severity", "warning") >= 1);
        Assert.True(figures.Value("tabletap_disk_free_bytes") > 0);
        Assert.Null(figures.Value("tabletap_certificate_expires_seconds"));
        Assert.Single(
            server.Logs.Lines,
            line => line.Contains("[150]") && line.Contains(leftover, StringComparison.Ordinal)
        );
    }

    private static async Task<IEnumerable<JsonElement>> FindingsAsync(TestServer server)
    {
        using var answer = await server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/status",
            server.Token("root", Role.Admin)
        );
        Assert.True(answer.IsSuccessStatusCode);
        return (await answer.JsonAsync()).GetProperty("findings").EnumerateArray();
    }

    private SelfExamination Begin(IReadOnlyList<Check> checks, Installation installation) =>
        new(installation, checks, _meter, _log.CreateLogger("TableTap"));

    private Installation Installed(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("Storage:Directory", _directory.Path),
                new("History:MaxBytes", "64KiB"),
                .. settings.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value)),
            ])
            .Build();
        return new(configuration, TableTapOptions.Read(configuration), _time)
        {
            Disk = _ => new(1L << 40, 1L << 40),
            IsRunning = true,
        };
    }

    /// <summary>What a gauge says now, with a severity if it has one; null where it says nothing.</summary>
    private double? Figure(string name, string? severity = null)
    {
        double? value = null;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Meter == _meter && instrument.Name == name)
            {
                all.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, measured, tags, _) => Take(measured, tags));
        listener.SetMeasurementEventCallback<long>((_, measured, tags, _) => Take(measured, tags));
        listener.SetMeasurementEventCallback<double>(
            (_, measured, tags, _) => Take(measured, tags)
        );
        listener.Start();
        listener.RecordObservableInstruments();
        return value;

        void Take(double measured, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (severity is null || severity.Equals(tags[0].Value))
            {
                value = measured;
            }
        }
    }
}
