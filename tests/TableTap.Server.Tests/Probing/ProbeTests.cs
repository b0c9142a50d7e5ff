using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Auth;
using TableTap.Server.Probing;
using TableTap.Server.Testing;
using TableTap.Server.Tests.EndToEnd;
using TableTap.Server.Tests.Observability;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Server.Tests.Probing;

/// <summary>The server's own client: it comes through, it sees trouble, and nobody notices it.</summary>
public sealed class ProbeTests
{
    private static readonly (string, string) Often = ("Server:ProbeInterval", "20ms");

    [Fact]
    public async Task Probes_come_through_and_take_nobodys_place()
    {
        await using var server = await TestServer.StartAsync(
            Often,
            ("Limits:ConnectionsPerServer", "1"),
            ("Limits:MessagesPerMinute", "1")
        );
        await UntilAsync(server, figures => figures.Value("tabletap_probe_seconds_count") >= 5);
        using var admin = await server.ConnectAsync(server.Token("root", Role.Admin));
        await admin.ReadAsync("connection_established");

        var figures = await Exposition.OfAsync(server);
        Assert.Equal(1, figures.Value("tabletap_connections", "role", "admin"));
        Assert.Equal(0, figures.Value("tabletap_connections", "role", "customer"));
        Assert.Empty(Failures(figures));
        // Of every message, also of those of the probe, the way from the commit to the socket is measured.
        Assert.True(figures.Value("tabletap_delivery_seconds_count") >= 5);
        Assert.NotNull(figures.Value("tabletap_slo_burn_rate", "slo", "probe"));
        Assert.DoesNotContain(server.Logs.Lines, line => line.Contains("[116]"));
    }

    [Fact]
    public async Task The_channel_is_the_same_after_a_restart_and_goes_on_with_its_numbers()
    {
        await using var server = await TestServer.StartAsync(Often);
        await UntilAsync(server, figures => figures.Value("tabletap_probe_seconds_count") >= 3);
        await server.RestartAsync();
        await UntilAsync(server, figures => figures.Value("tabletap_probe_seconds_count") >= 3);
        Assert.Empty(Failures(await Exposition.OfAsync(server)));
        await server.RestartAsync(("Server:ProbeInterval", "0s"));

        var (name, sequence) = Assert.Single(
            await JournalCount.ChannelsAsync(server.DataDirectory, "orders:customer:probe-")
        );
        Assert.True(sequence >= 6);

        // Whoever knew its name would still not hear it, nor be told that it exists.
        foreach (var role in new[] { Role.Customer, Role.Employee, Role.Manager })
        {
            using var other = await server.ConnectAsync(server.Token("maya", role));
            await other.ReadAsync("connection_established");
            await other.SendAsync($$$"""{"type":"subscribe","data":{"channels":["{{{name}}}"]}}""");
            Assert.Contains(
                "insufficient_permissions",
                (await other.ReadAsync("subscription_confirmed")).GetRawText()
            );
        }
    }

    [Fact]
    public async Task Over_TLS_it_needs_no_certificate_for_this_machine()
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "cafe.pfx");
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            var request = new CertificateRequest("CN=cafe.example", key, HashAlgorithmName.SHA256);
            using var certificate = request.CreateSelfSigned(
                new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
                new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero)
            );
            await File.WriteAllBytesAsync(
                file,
                certificate.Export(X509ContentType.Pfx),
                TestContext.Current.CancellationToken
            );
        }

        await using var server = await TestServer.StartAsync(
            Often,
            ("Server:Urls", "https://127.0.0.1:0"),
            ("Kestrel:Certificates:Default:Path", file),
            ("Server:MetricsUrl", "http://127.0.0.1:0"),
            ("Kestrel:Certificates:Default:Password", "")
        );
        using var http = new HttpClient { BaseAddress = new(server.MetricsAddress!) };

        await Patience.UntilAsync(async () =>
            new Exposition(
                await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)
            ).Value("tabletap_probe_seconds_count") >= 2
        );
    }

    [Fact]
    public async Task A_journal_that_refuses_is_counted_told_once_and_so_is_its_end()
    {
        var trouble = new ProbeTrouble();
        await using var server = await TestServer.StartAsync(trouble.Around, Often);
        await UntilAsync(server, figures => figures.Value("tabletap_probe_seconds_count") >= 1);

        trouble.Refuses = true;
        await UntilAsync(
            server,
            figures => figures.Value("tabletap_probe_failed_total", "reason", "not_stored") >= 6
        );
        trouble.Refuses = false;
        await Patience.UntilAsync(() => server.Logs.Lines.Any(line => line.Contains("[117]")));

        var told = Assert.Single(server.Logs.Lines, line => line.Contains("[116]"));
        Assert.StartsWith("Warning", told, StringComparison.Ordinal);
        Assert.Contains("not_stored", told, StringComparison.Ordinal);
        // How fast is for the tests of the history: a process as young as this one counts what it has not seen yet as good.
        Assert.True(
            (await Exposition.OfAsync(server)).Value("tabletap_slo_burn_rate", "slo", "probe") > 0
        );
    }

    [Fact]
    public async Task What_a_probe_shows_is_known_to_its_own_process_alone()
    {
        using var folder = new TemporaryDirectory();
        var keys = TokenKeys.Open(folder.Path);
        var (one, two) = (
            new ProbeUser(keys, "cafe", TimeProvider.System),
            new ProbeUser(keys, "cafe", TimeProvider.System)
        );
        var asked = new List<string>();
        var check = one.Beside(
            (token, _) =>
            {
                asked.Add(token);
                return new(new TokenVerdict(null, null, WasGenuine: false));
            }
        );

        var own = await check(one.Token, TestContext.Current.CancellationToken);
        Assert.Empty(asked);
        var other = await check(two.Token, TestContext.Current.CancellationToken);

        // The same user with the same channel, as of two servers of one store, and a token of each.
        Assert.Equal((one.Id, one.Channel), (two.Id, two.Channel));
        Assert.Equal((one.Id, true), (own.Identity?.UserId, own.Identity?.IsProbe));
        Assert.Null(other.Identity);
        Assert.Equal(two.Token, Assert.Single(asked));
    }

    private static Task UntilAsync(TestServer server, Func<Exposition, bool> holds) =>
        Patience.UntilAsync(async () => holds(await Exposition.OfAsync(server)));

    private static IEnumerable<string> Failures(Exposition figures) =>
        from reason in new[]
        {
            "not_connected",
            "not_stored",
            "not_received",
            "lost",
            "doubled",
            "reordered",
        }
        where figures.Value("tabletap_probe_failed_total", "reason", reason) != 0
        select reason;

    /// <summary>A journal that takes everything but the messages of probes, while it is told to.</summary>
    private sealed class ProbeTrouble
    {
        private volatile bool _refuses;

        public bool Refuses
        {
            set => _refuses = value;
        }

        public IJournal Around(IJournal journal) => new Journal(journal, this);

        private sealed class Journal(IJournal journal, ProbeTrouble trouble)
            : JournalDecorator(journal)
        {
            public override ValueTask<AppendOutcome> AppendAsync(
                AppendBatch batch,
                CancellationToken cancellationToken
            ) =>
                trouble._refuses && batch.Stream == "probe"
                    ? throw new JournalUnavailableException("the disk is full")
                    : base.AppendAsync(batch, cancellationToken);
        }
    }
}
