using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Hosting;
using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Realtime.Authentication;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Server.Diagnosis;
using TableTap.Server.Keys;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Trouble;
using TableTap.Storage;
using TableTap.Storage.Sqlite;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Server.Tests.Diagnosis;

/// <summary>Each misconfiguration that <c>tabletap doctor</c> finds, caused; and an installation as it should be.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ExaminationTests : IDisposable
{
    private const string Provider = "Payments:Providers:bank";
    private const string Secret = "p3tYk9Qz1LxVw7RmB8sN";
    private readonly TemporaryDirectory _directory = new();

    private string Data => Path.Combine(_directory.Path, "data");

    private string Store => Path.Combine(Data, "tabletap.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_installation_as_it_should_be_has_nothing_wrong()
    {
        await InstallAsync(DemoCafe.Profile);
        var backup = File("backup.db", "");
        var (certificate, key) = Certificate(validFrom: -1, validTo: 90);

        Assert.Empty(
            await ExamineAsync(
                installation => installation with { Backups = backup },
                ("Server:Urls", "https://127.0.0.1:0"),
                ("Kestrel:Certificates:Default:Path", certificate),
                ("Kestrel:Certificates:Default:KeyPath", key)
            )
        );
    }

    [Fact]
    public Task Before_the_first_start_there_is_nothing_wrong() => AssertNothingAsync();

    [Fact]
    public async Task The_reference_of_checks_is_made_from_the_code()
    {
        var file = Path.Combine(Repository.Root, "docs", "doctor.md");
        if (Environment.GetEnvironmentVariable("UPDATE_PROTOCOL") == "1")
        {
            await System.IO.File.WriteAllTextAsync(file, Reference, Cancel);
        }

        Assert.Equal(Reference, await System.IO.File.ReadAllTextAsync(file, Cancel));
        Assert.Equal(
            Examination.Checks.Count,
            Examination.Checks.DistinctBy(check => check.Id).Count()
        );
    }

    /// <summary>A check that no test causes may say nothing, or the wrong thing, on the night when it counts.</summary>
    [Fact]
    public async Task Each_check_is_caused_by_a_test()
    {
        var tests = await System.IO.File.ReadAllTextAsync(
            Path.Combine(
                Repository.Root,
                "tests",
                "TableTap.Server.Tests",
                "Diagnosis",
                "ExaminationTests.cs"
            ),
            Cancel
        );

        Assert.DoesNotContain(
            Examination.Checks,
            check => !tests.Contains($"\"{check.Id}\"", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_setting_that_is_wrong_and_a_secret_that_is_weak()
    {
        var wrong = Assert.Throws<SettingsException>(() =>
            Install(
                ("Limits:SocketsPerUser", "many"),
                ("Server:Port", "80"),
                ($"{Provider}:Secrets", "changeme-changeme"),
                ("Payments:Providers:other:Secrets", "short")
            )
        );

        Assert.Equal(
            ["settings", "settings", "secret-weak", "secret-weak", "secret-weak"],
            Examination.Of(wrong).Select(finding => finding.Check).OrderDescending()
        );
        Assert.All(
            Examination.Of(wrong),
            finding =>
            {
                Assert.Equal(Severity.Error, finding.Severity);
                Assert.DoesNotContain("changeme", finding.Text, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task A_data_directory_that_is_a_file()
    {
        File("data", "");

        await AssertAsync("data-directory", "is a file");
    }

    [Fact]
    public Task A_data_directory_that_cannot_be_written() =>
        AssertAsync("data-directory", "cannot write", ("Storage:Directory", "/proc/self/nothing"));

    [Fact]
    public async Task A_data_directory_that_others_may_enter()
    {
        await InstallAsync(DemoCafe.Profile);
        System.IO.File.SetUnixFileMode(Data, (UnixFileMode)0b111_101_101);

        await AssertAsync("data-directory-open", Data);
    }

    [Theory]
    [InlineData(TokenKeys.FileName)]
    [InlineData(ServerKeyFile.FileName)]
    public async Task A_key_that_others_may_read(string file)
    {
        await InstallAsync(DemoCafe.Profile);
        System.IO.File.SetUnixFileMode(Path.Combine(Data, file), (UnixFileMode)0b110_100_100);

        await AssertAsync("key-file-open", file);
    }

    [Theory]
    [InlineData(TokenKeys.FileName, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData(TokenKeys.FileName, "secret")]
    [InlineData(ServerKeyFile.FileName, "{")]
    public async Task A_key_that_is_weak_or_broken(string file, string content)
    {
        await InstallAsync(DemoCafe.Profile);
        await System.IO.File.WriteAllTextAsync(Path.Combine(Data, file), content, Cancel);

        await AssertAsync("key-broken", file);
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full()
    {
        await InstallAsync(DemoCafe.Profile);

        await AssertAsync(
            "disk-full",
            "100 MiB free",
            installation => installation with { Disk = _ => new(100 << 20, 1L << 40) },
            ("History:MaxBytes", "64KiB")
        );
    }

    [Fact]
    public async Task A_disk_without_a_byte_left()
    {
        using var disk = SmallDisk.Mount();
        Assert.SkipWhen(disk is null, "This process may mount no file system to fill.");
        var data = Path.Combine(disk.Path, "data");
        PrivateFiles.MakeDirectory(data);
        disk.Fill();

        var found = await ExamineAsync(
            installation => installation,
            ("Storage:Directory", data),
            ("History:MaxBytes", "64KiB")
        );

        Assert.Contains(
            $"The disk of {data} has 0 MiB free.",
            found.Where(finding => finding.Check == "disk-full").Select(finding => finding.Text)
        );
    }

    [Fact]
    public async Task A_history_that_may_grow_beyond_the_disk()
    {
        await InstallAsync(DemoCafe.Profile);

        await AssertAsync(
            "history-size",
            "16777216 MiB",
            installation => installation,
            ("History:MaxBytes", "16384GiB")
        );
    }

    [Fact]
    public async Task A_store_of_before_a_restore_that_nobody_deleted()
    {
        await InstallAsync(DemoCafe.Profile);
        Age(File("data/tabletap.db.replaced-20240115T103000Z", ""), TimeSpan.FromDays(9));
        File("data/tabletap.db-wal.damaged-20240115T103000Z", "");

        await AssertAsync("leftovers", "replaced");
    }

    [Theory]
    [InlineData(27, "27 hours old")]
    [InlineData(null, "has no backup")]
    public async Task Backups_that_are_not_made_any_more(int? hours, string words)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_directory.Path, "backups")).FullName;
        if (hours is { } age)
        {
            Age(File("backups/one.db", ""), TimeSpan.FromHours(age));
            Age(File("backups/older.db", ""), TimeSpan.FromHours(age + 24));
        }

        await AssertAsync(
            "backup-age",
            words,
            installation => installation with { Backups = folder }
        );
    }

    [Theory]
    [InlineData("PRAGMA user_version = 999", "written by a newer TableTap")]
    [InlineData("PRAGMA application_id = 7", "another program")]
    public async Task A_store_of_another_version_or_program(string change, string words)
    {
        await InstallAsync(DemoCafe.Profile);
        Change(change);

        await AssertAsync("store", words);
    }

    [Fact]
    public async Task A_store_that_is_damaged()
    {
        File("data/tabletap.db", new string('x', 8192));
        System.IO.File.SetUnixFileMode(Data, (UnixFileMode)0b111_000_000);

        await AssertAsync("store", "tabletap.db");
    }

    [Fact]
    public async Task A_restore_that_was_cut_off()
    {
        File("data/tabletap.db.restoring", "");
        System.IO.File.SetUnixFileMode(Data, (UnixFileMode)0b111_000_000);

        await AssertAsync("restore-cut-off", "restoring");
    }

    [Fact]
    public Task A_database_that_cannot_be_reached() =>
        AssertAsync(
            "database",
            "cannot be reached",
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", "Host=127.0.0.1;Port=1")
        );

    [Fact]
    public async Task A_database_that_is_too_old()
    {
        await using var old = new OldDatabase("14.11");

        await AssertAsync(
            "database",
            "is version 14.11; TableTap needs 15 or newer",
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", old.ConnectionString)
        );
    }

    [Fact]
    public async Task A_database_that_loses_what_it_acknowledged()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");

        await AssertAsync(
            "database-not-durable",
            "fsync = off",
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", await (await PostgresServer.Shared).NewSchemaAsync())
        );
    }

    [Fact]
    public async Task A_replica_that_cannot_be_reached()
    {
        var found = await ExamineAsync(
            installation => installation,
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", "Host=127.0.0.1;Port=1"),
            ("Storage:ReplicaConnectionString", "Host=127.0.0.1;Port=2;Password=pw-12345")
        );

        Assert.Equal(["database", "replica"], found.Select(finding => finding.Check));
        Assert.Contains("cannot be reached", found[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("pw-12345", found[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backplane_that_cannot_be_reached()
    {
        var found = await ExamineAsync(
            installation => installation,
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", "Host=127.0.0.1;Port=1"),
            ("Backplane:Provider", "redis"),
            ("Backplane:ConnectionString", "127.0.0.1:1,password=pw-12345")
        );

        Assert.Equal(["database", "backplane"], found.Select(finding => finding.Check));
        Assert.Contains("Redis at 127.0.0.1:1", found[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("pw-12345", found[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backplane_that_is_too_old()
    {
        Assert.SkipWhen(RedisServer.Program is null, "Redis is not installed.");
        // As one before version 7, which has no sharded pub/sub.
        await using var old = await RedisServer.StartAsync("--rename-command", "SPUBLISH", "");

        var found = await ExamineAsync(
            installation => installation,
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", "Host=127.0.0.1;Port=1"),
            ("Backplane:Provider", "redis"),
            ("Backplane:ConnectionString", old.ConnectionString)
        );

        Assert.Equal(["database", "backplane"], found.Select(finding => finding.Check));
        Assert.Contains("sharded pub/sub", found[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_behind_what_was_written()
    {
        await InstallAsync(DemoCafe.Profile);
        // As where the clock was two hours ahead when the store was written.
        Age(Store, TimeSpan.FromHours(-2));

        await AssertAsync("clock-behind", "minutes from now");
    }

    [Fact]
    public async Task A_store_without_a_cafe()
    {
        await InstallAsync();

        await AssertAsync("cafe-none", "nobody can order");
    }

    [Fact]
    public async Task A_cafe_without_staff_tables_and_hours()
    {
        await InstallAsync(DemoCafe.Profile with { Staff = [], Tables = [], OpeningHours = [] });

        await AssertAsync("cafe-incomplete", "no staff, no tables, no opening hours.");
    }

    [Fact]
    public async Task A_time_zone_that_this_machine_does_not_know()
    {
        await InstallAsync(DemoCafe.Profile);
        var zone = DemoCafe.Profile.TimeZone;
        Change(
            $"UPDATE fact SET data = CAST(replace(CAST(data AS TEXT), '{zone}', 'Europe/Atlantis') AS BLOB)"
        );

        await AssertAsync("time-zone", "Europe/Atlantis");
    }

    [Fact]
    public async Task A_provider_of_a_cafe_that_is_not_there()
    {
        await InstallAsync(DemoCafe.Profile);

        await AssertAsync(
            "provider-cafe",
            "the café annex",
            ($"{Provider}:Secrets", Secret),
            ($"{Provider}:Cafes", "demo,annex")
        );
    }

    [Fact]
    public async Task A_port_that_is_taken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        await AssertAsync("port", $"{url}: something listens there", ("Server:Urls", url));
        Assert.Empty(
            await ExamineAsync(
                installation => installation with { IsRunning = true },
                ("Server:Urls", url)
            )
        );
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_port_that_the_server_of_this_data_directory_has(string scheme)
    {
        var (certificate, key) = Certificate(validFrom: -1, validTo: 90);

        await AssertOwnPortAsync(
            ("Server:Urls", $"{scheme}://127.0.0.1:0"),
            ("Kestrel:Certificates:Default:Path", certificate),
            ("Kestrel:Certificates:Default:KeyPath", key)
        );
    }

    [Fact]
    public async Task A_port_that_the_server_of_this_data_directory_has_beside_a_database()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");

        await AssertOwnPortAsync(
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", await (await PostgresServer.Shared).NewDatabaseAsync())
        );
    }

    [Fact]
    public Task An_address_that_this_machine_does_not_have() =>
        AssertAsync(
            "port",
            "no such address",
            ("Server:Urls", "http://203.0.113.7:3001"),
            ("Security:AllowPlainText", "true"),
            ("Security:TrustedProxies", "10.0.0.1")
        );

    [Fact]
    public Task Plain_text_for_other_machines() =>
        AssertAsync("plain-text", "http://0.0.0.0:0", ("Server:Urls", "http://0.0.0.0:0"));

    [Theory]
    [InlineData("Security:AllowPlainText", "true", "http://0.0.0.0:0")]
    [InlineData("Server:PathBase", "/tabletap", "http://127.0.0.1:0")]
    public async Task A_proxy_that_is_not_named(string key, string value, string url)
    {
        await AssertAsync("proxy-missing", "names no proxy", ("Server:Urls", url), (key, value));
        await AssertNothingAsync(
            ("Server:Urls", url),
            (key, value),
            ("Security:TrustedProxies", "127.0.0.1")
        );
    }

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("127.0.0.1,::/0")]
    public Task A_proxy_that_is_everybody(string proxies) =>
        AssertAsync("proxy-everybody", "/0", ("Security:TrustedProxies", proxies));

    [Fact]
    public async Task A_proxy_that_was_silent_within_the_last_hour()
    {
        await AssertAsync(
            "proxy-silent",
            "did not say whose it is",
            installation => installation with { LastSilent = () => Ago(55) },
            ("Security:TrustedProxies", "127.0.0.1")
        );
        Assert.Empty(
            await ExamineAsync(
                installation => installation with { LastSilent = () => Ago(65) },
                ("Security:TrustedProxies", "127.0.0.1")
            )
        );

        static DateTimeOffset? Ago(int minutes) =>
            TimeProvider.System.GetUtcNow().AddMinutes(-minutes);
    }

    /// <summary>With the proxy on this machine figures want a token even from here, but for an address of their own.</summary>
    [Theory]
    [InlineData("http", false)]
    [InlineData("https", false)]
    [InlineData("http", true)]
    public async Task A_proxy_that_was_silent_is_known_to_the_server_that_runs(
        string scheme,
        bool isApart
    )
    {
        var (certificate, key) = Certificate(validFrom: -1, validTo: 90);
        (string Key, string Value)[] settings =
        [
            ("Storage:Directory", Data),
            ("Security:TrustedProxies", "127.0.0.1"),
            ("Server:Urls", $"{scheme}://127.0.0.1:0"),
            ("Kestrel:Certificates:Default:Path", certificate),
            ("Kestrel:Certificates:Default:KeyPath", key),
            .. isApart ? Figures("http://127.0.0.1:0") : [],
        ];
        await using var server = await TestServer.StartAsync(settings);
        Assert.DoesNotContain(await AskedAsync(), finding => finding.Check == "proxy-silent");

        // A page's request, with nothing of whose it is.
        using var http = new HttpClient(
            new SocketsHttpHandler
            {
                SslOptions = new() { RemoteCertificateValidationCallback = (_, _, _, _) => true },
            }
        );
        using var page = new HttpRequestMessage(HttpMethod.Get, server.Url);
        page.Headers.TryAddWithoutValidation("Sec-Fetch-Mode", "navigate");
        using var answer = await http.SendAsync(page, Cancel);

        Assert.Single(await AskedAsync(), finding => finding.Check == "proxy-silent");

        Task<IReadOnlyList<Finding>> AskedAsync() =>
            ExamineAsync(
                installation => installation,
                [
                    .. settings,
                    ("Server:Urls", server.Url.GetLeftPart(UriPartial.Authority)),
                    .. server.MetricsAddress is { } figures ? Figures(figures) : [],
                ]
            );

        static (string Key, string Value)[] Figures(string url) => [("Server:MetricsUrl", url)];
    }

    [Fact]
    public Task Figures_for_everybody() =>
        AssertAsync("metrics-open", "http://0.0.0.0:0", ("Server:MetricsUrl", "http://0.0.0.0:0"));

    [Fact]
    public Task Probes_that_have_nowhere_to_go() =>
        AssertAsync(
            "probes-nowhere",
            "http://unix:/run/tabletap.sock",
            ("Kestrel:Endpoints:Proxy:Url", "http://unix:/run/tabletap.sock")
        );

    [Fact]
    public Task A_demo_for_everybody() =>
        AssertAsync(
            "demo-open",
            "http://0.0.0.0:0",
            ("Demo:Enabled", "true"),
            ("Server:Urls", "http://0.0.0.0:0"),
            ("Security:AllowPlainText", "true"),
            ("Security:TrustedProxies", "10.0.0.1")
        );

    [Fact]
    public Task More_connections_than_files() =>
        AssertAsync(
            "file-limit",
            "open files",
            installation => installation with { FileLimit = () => 1024 },
            ("Limits:OpenConnections", "100000")
        );

    [Fact]
    public Task A_certificate_that_is_missing() =>
        AssertAsync("certificate", "needs a certificate", ("Server:Urls", "https://127.0.0.1:0"));

    [Fact]
    public async Task A_certificate_that_cannot_be_read()
    {
        var (_, key) = Certificate(validFrom: -1, validTo: 90);

        await AssertCertificateAsync("certificate", "cannot be read", File("broken.pem", "x"), key);
        await AssertCertificateAsync("certificate", "no such file", "/no/such.pem", key);
    }

    [Theory]
    [InlineData(-90, -1, "certificate-expired", "ended on")]
    [InlineData(1, 90, "certificate-expired", "is valid from")]
    [InlineData(-80, 10, "certificate-expiring", "ends on")]
    public async Task A_certificate_of_another_time(int from, int to, string check, string words)
    {
        var (certificate, key) = Certificate(from, to);

        await AssertCertificateAsync(check, words, certificate, key);
    }

    [Fact]
    public async Task The_key_of_a_certificate_that_everybody_may_read()
    {
        var (certificate, key) = Certificate(validFrom: -1, validTo: 90);
        System.IO.File.SetUnixFileMode(key, (UnixFileMode)0b110_100_100);

        await AssertCertificateAsync("certificate-key-open", key, certificate, key);
    }

    [Fact]
    public async Task An_issuer_without_its_name()
    {
        await AssertAsync(
            "issuer-default",
            "still tabletap",
            ("Auth:JwksFile", File("keys.json", KeySet))
        );
        await AssertNothingAsync(
            ("Auth:JwksFile", File("keys.json", KeySet)),
            ("Auth:Issuer", "https://id.example.com")
        );
    }

    [Theory]
    [InlineData("""{"keys":[]}""", "no key that checks")]
    [InlineData("<html>", "no JSON Web Key Set")]
    [InlineData(null, "no such file")]
    public Task A_file_without_keys(string? content, string words) =>
        AssertAsync(
            "jwks-file",
            words,
            ("Auth:JwksFile", content is null ? "/no/such.json" : File("keys.json", content)),
            ("Auth:Issuer", "https://id.example.com")
        );

    [Fact]
    public async Task An_issuer_that_cannot_be_reached()
    {
        await AssertAsync(
            "jwks-unreachable",
            "nothing listens there",
            ("Auth:JwksUrl", $"http://127.0.0.1:{FreePort()}/keys"),
            ("Auth:Issuer", "https://id.example.com")
        );
    }

    [Theory]
    [InlineData("200 OK", """{"keys":[]}""", "no key that checks")]
    [InlineData("200 OK", "<html>", "no JSON Web Key Set")]
    [InlineData("503 Busy", "", "answers with 503")]
    public async Task An_issuer_that_gives_no_keys(string status, string body, string words)
    {
        await using var issuer = new Issuer(status, body, TimeSpan.Zero);

        await AssertAsync(
            "jwks-unreachable",
            words,
            ("Auth:JwksUrl", issuer.Url),
            ("Auth:Issuer", "https://id.example.com")
        );
    }

    [Theory]
    [InlineData(1, "behind")]
    [InlineData(-1, "ahead of")]
    public async Task A_clock_that_is_not_the_issuers(int hours, string words)
    {
        await using var issuer = new Issuer("200 OK", KeySet, TimeSpan.FromHours(hours));

        await AssertAsync(
            "clock-skew",
            words,
            ("Auth:JwksUrl", issuer.Url),
            ("Auth:Issuer", "https://id.example.com")
        );
    }

    [Fact]
    public async Task A_provider_that_cannot_be_told_of_refunds()
    {
        await AssertAsync(
            "refunds-unreachable",
            "nothing listens there",
            ($"{Provider}:Secrets", Secret),
            ($"{Provider}:RefundsUrl", $"http://127.0.0.1:{FreePort()}/refunds")
        );
    }

    [Fact]
    public async Task A_secret_in_a_file_that_everybody_may_read()
    {
        var file = File("secrets.txt", Secret);
        System.IO.File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);

        await AssertAsync("secret-file-open", file, ($"{Provider}:SecretsFile", file));
    }

    [Fact]
    public async Task Passwords_of_the_stores_in_files_that_everybody_may_read()
    {
        var database = Readable("database", "Host=127.0.0.1;Port=1;Password=pw-12345");
        var standby = Readable("standby", "Host=127.0.0.1;Port=2");
        var redis = Readable("redis", "127.0.0.1:1,password=pw-12345");

        var found = await ExamineAsync(
            installation => installation,
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionStringFile", database),
            ("Storage:ReplicaConnectionStringFile", standby),
            ("Backplane:Provider", "redis"),
            ("Backplane:ConnectionStringFile", redis)
        );

        // Where no password stands, nothing is secret.
        Assert.Equal(
            [
                $"{database} can be read or written by others.",
                $"{redis} can be read or written by others.",
            ],
            found
                .Where(finding => finding.Check == "secret-file-open")
                .Select(finding => finding.Text)
        );

        string Readable(string name, string content)
        {
            var file = File(name, content);
            System.IO.File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
            return file;
        }
    }

    [Fact]
    public async Task A_secret_in_settings_that_everybody_may_read()
    {
        var file = File(
            "appsettings.json",
            $$$$$"""{"Payments":{"Providers":{"bank":{"Secrets":["{{{{{Secret}}}}}"]}}}}"""
        );
        System.IO.File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
        var configuration = new ConfigurationManager();
        SettingSources.Add(configuration, file, [new("Storage:Directory", Data)]);

        var findings = await Examination.RunAsync(
            new(configuration, TableTapOptions.Read(configuration), TimeProvider.System)
            {
                IsRunning = true,
            },
            Cancel
        );

        var finding = Assert.Single(findings);
        Assert.Equal("secret-file-open", finding.Check);
        Assert.Contains(file, finding.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_page_to_pay_that_nobody_reports_from() =>
        AssertAsync(
            "payment-unreported",
            "https://pay.example.com",
            ("Links:Payment", "https://pay.example.com")
        );

    private static string Reference =>
        """
            # What the doctor looks for

            Made from the checks in the code: `UPDATE_PROTOCOL=1 ./test ExaminationTests` writes it.
            [Operations](operations.md#doctor) says how to ask.

            | check | is | a running server looks | looks for | what to do |
            | --- | --- | --- | --- | --- |

            """
        + string.Concat(
            Examination.Checks.Select(check =>
                $"| `{check.Id}` | {(check.Severity == Severity.Error ? "an error" : "a warning")} | {(check.IsWatched ? "yes" : "")} | {check.Looks} | {check.Fix} |\n"
            )
        );

    private static string KeySet
    {
        get
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var point = key.ExportParameters(includePrivateParameters: false).Q;
            return $$"""{"keys":[{"kty":"EC","crv":"P-256","alg":"ES256","kid":"one","x":"{{Base64(point.X!)}}","y":"{{Base64(point.Y!)}}"}]}""";
        }
    }

    private static string Base64(byte[] bytes) =>
        System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private (IConfigurationRoot Configuration, TableTapOptions Options) Install(
        params (string Key, string Value)[] settings
    )
    {
        var all = new Dictionary<string, string?>
        {
            ["Storage:Directory"] = Data,
            ["Server:Urls"] = "http://127.0.0.1:0",
            ["Limits:OpenConnections"] = "64",
            ["Limits:ConnectionsPerServer"] = "16",
            ["History:MaxBytes"] = "64MiB",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(all).Build();
        return (configuration, TableTapOptions.Read(configuration));
    }

    /// <summary>A data directory as a first start leaves it, with a café if one is given.</summary>
    private async Task InstallAsync(CafeProfile? profile = null)
    {
        var (_, options) = Install();
        TokenKeys.Open(Data);
        using var keys = ServerKeyFile.Open(options, TimeProvider.System, _ => { });
        await using var journal = await SqliteJournal.OpenAsync(
            options.Journal,
            TimeProvider.System,
            NullLogger.Instance,
            Cancel
        );
        keys.Sign("anything"u8);
        if (profile is null)
        {
            return;
        }

        await using var cafes = new CafeHost(
            journal,
            new CafeDirectory(),
            new Revocations(TimeProvider.System),
            new CafeLinks(),
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
        await cafes.StartAsync(demo: false, Cancel);
        Assert.Null(await cafes.ConfigureAsync("demo", profile, Cancel));
    }

    private async Task<IReadOnlyList<Finding>> ExamineAsync(
        Func<Installation, Installation> change,
        params (string Key, string Value)[] settings
    )
    {
        var (configuration, options) = Install(settings);
        return await Examination.RunAsync(
            change(new(configuration, options, TimeProvider.System)),
            Cancel
        );
    }

    /// <summary>Exactly one thing is wrong, and it is told with its fix.</summary>
    private async Task AssertAsync(
        string check,
        string words,
        Func<Installation, Installation> change,
        params (string Key, string Value)[] settings
    )
    {
        var finding = Assert.Single(await ExamineAsync(change, settings));
        Assert.Equal(check, finding.Check);
        Assert.Contains(words, finding.Text, StringComparison.Ordinal);
        var row = Examination.Checks.Single(one => one.Id == check);
        Assert.Equal((row.Severity, row.Fix), (finding.Severity, finding.Fix));
    }

    private Task AssertAsync(
        string check,
        string words,
        params (string Key, string Value)[] settings
    ) => AssertAsync(check, words, installation => installation, settings);

    /// <summary>The port of a running server is taken for everybody but those who have its keys.</summary>
    private async Task AssertOwnPortAsync(params (string Key, string Value)[] settings)
    {
        (string Key, string Value)[] own = [("Storage:Directory", Data), .. settings];
        await using var server = await TestServer.StartAsync(own);
        var url = server.Url.GetLeftPart(UriPartial.Authority);
        (string Key, string Value)[] others =
        [
            .. settings,
            ("Server:Urls", url),
            ("Storage:Directory", Path.Combine(_directory.Path, "others")),
        ];
        using var keys = ServerKeyFile.Open(Install(others).Options, TimeProvider.System, _ => { });

        var here = await ExamineAsync(
            installation => installation,
            [.. settings, ("Server:Urls", url)]
        );
        var there = await ExamineAsync(installation => installation, others);

        Assert.DoesNotContain(here, finding => finding.Check == "port");
        var taken = Assert.Single(there, finding => finding.Check == "port");
        Assert.StartsWith($"{url}: something listens there", taken.Text, StringComparison.Ordinal);
    }

    private async Task AssertNothingAsync(params (string Key, string Value)[] settings) =>
        Assert.Empty(await ExamineAsync(installation => installation, settings));

    private Task AssertCertificateAsync(
        string check,
        string words,
        string certificate,
        string key
    ) =>
        AssertAsync(
            check,
            words,
            ("Server:Urls", "https://127.0.0.1:0"),
            ("Kestrel:Certificates:Default:Path", certificate),
            ("Kestrel:Certificates:Default:KeyPath", key)
        );

    private string File(string name, string content)
    {
        var path = Path.Combine(_directory.Path, name);
        PrivateFiles.MakeDirectory(Path.GetDirectoryName(path)!);
        PrivateFiles.Replace(path, Encoding.UTF8.GetBytes(content));
        return path;
    }

    private static void Age(string file, TimeSpan age) =>
        System.IO.File.SetLastWriteTimeUtc(
            file,
            (TimeProvider.System.GetUtcNow() - age - TimeSpan.FromMinutes(1)).UtcDateTime
        );

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Store};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are this file's.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>A certificate and its key, valid from and to so many days from now.</summary>
    private (string Certificate, string Key) Certificate(int validFrom, int validTo)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest(
            "CN=localhost",
            key,
            HashAlgorithmName.SHA256
        ).CreateSelfSigned(now.AddDays(validFrom), now.AddDays(validTo));
        return (
            File("cert.pem", certificate.ExportCertificatePem()),
            File("key.pem", key.ExportPkcs8PrivateKeyPem())
        );
    }

    /// <summary>An issuer that answers every request with one text, on a clock of its own.</summary>
    private sealed class Issuer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _running;

        public Issuer(string status, string body, TimeSpan ahead)
        {
            _listener.Start();
            _running = RunAsync(status, body, ahead);
        }

        public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/keys";

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _running;
        }

        private async Task RunAsync(string status, string body, TimeSpan ahead)
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync(CancellationToken.None);
                    var stream = client.GetStream();
                    using var reader = new StreamReader(stream, leaveOpen: true);
                    while (await reader.ReadLineAsync(CancellationToken.None) is { Length: > 0 })
                    { }

                    await stream.WriteAsync(
                        Encoding.ASCII.GetBytes(
                            $"HTTP/1.1 {status}\r\nDate: {TimeProvider.System.GetUtcNow() + ahead:R}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"
                        ),
                        CancellationToken.None
                    );
                }
            }
            catch (Exception ended)
                when (ended
                        is SocketException
                            or ObjectDisposedException
                            or InvalidOperationException
                )
            {
                // The test is over.
            }
        }
    }
}
