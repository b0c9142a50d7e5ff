using Microsoft.Extensions.Configuration;
using TableTap.Realtime.Keys;
using TableTap.Server.Configuration;
using TableTap.Server.Testing;

namespace TableTap.Server.Tests.Configuration;

[Collection("Environment")]
public sealed class TableTapOptionsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaa", false)]
    [InlineData("my-secret-of-the-bank", false)]
    [InlineData("ChangeMe-ChangeMe-1", false)]
    [InlineData("Kq3v9ZyT0pLw7RbXe1Nf", true)]
    public void A_secret_that_others_guess_stops_the_start_outside_the_demo(
        string secret,
        bool isTaken
    )
    {
        Assert.Equal(isTaken, Starts(demo: false));
        Assert.True(Starts(demo: true));

        bool Starts(bool demo)
        {
            var settings = new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>(StringComparer.Ordinal)
                    {
                        ["Demo:Enabled"] = demo ? "true" : "false",
                        ["Payments:Providers:bank:Secrets"] = secret,
                    }
                )
                .Build();
            try
            {
                TableTapOptions.Read(settings);
                return true;
            }
            catch (SettingsException refused)
            {
                Assert.Contains("guessed", refused.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(secret, refused.Message, StringComparison.Ordinal);
                return false;
            }
        }
    }

    [Fact]
    public void Nothing_set_gives_the_documented_defaults()
    {
        var options = Read("{}");

        Assert.Equal(["http://localhost:3001"], options.Server.Urls);
        Assert.Equal(TimeSpan.FromSeconds(10), options.Realtime.Sessions.DrainWindow);
        Assert.Equal("tabletap", options.Auth.Issuer);
        Assert.Equal(TimeSpan.FromSeconds(60), options.Realtime.Sessions.ClockSkew);
        Assert.Equal("data", options.Storage.Directory);
        Assert.False(options.Security.AllowPlainText);
        Assert.Empty(options.Security.AllowedOrigins);
        Assert.False(options.Demo.Enabled);
    }

    [Fact]
    public void Command_line_counts_before_environment_before_file()
    {
        const string file = """
            {"Auth": {"Issuer": "file", "Audience": "file", "ClockSkew": "1s"}, "Storage": {"Directory": "file"}}
            """;
        using var environment = new EnvironmentVariable("TABLETAP__Auth__Audience", "environment");
        using var other = new EnvironmentVariable("TABLETAP__Storage__Directory", "environment");

        var options = Read(file, ("Storage:Directory", "command line"));

        Assert.Equal("file", options.Auth.Issuer);
        Assert.Equal("environment", options.Auth.Audience);
        Assert.Equal("command line", options.Storage.Directory);
    }

    [Fact]
    public void Payment_providers_are_read_by_name()
    {
        var providers = Read(
            """
            {"Payments": {"Providers": {
              "stripe": {"Scheme": "stripe", "Secrets": ["whsec_0123456789abcdef", "whsec_fedcba9876543210"]},
              "bank": {"Secrets": "0123456789abcdef", "Tolerance": "90s", "Cafes": "demo,other"}}}}
            """
        ).Payments.Providers;

        Assert.Equal(["bank", "stripe"], providers.Select(provider => provider.Name).Order());
        var stripe = providers.Single(provider => provider.Name == "stripe");
        Assert.Equal(
            (PaymentScheme.Stripe, 2, TimeSpan.FromMinutes(5), 0),
            (stripe.Scheme, stripe.Secrets.Count, stripe.Tolerance, stripe.Cafes.Count)
        );
        var bank = providers.Single(provider => provider.Name == "bank");
        Assert.Equal((PaymentScheme.Hmac, TimeSpan.FromSeconds(90)), (bank.Scheme, bank.Tolerance));
        Assert.Equal(["demo", "other"], bank.Cafes);
    }

    [Theory]
    [InlineData("""{"a": {"Secrets": "short-secret"}}""", "Payments:Providers:a:Secrets", "16")]
    [InlineData("""{"a": {"Scheme": "stripe"}}""", "Payments:Providers:a:Secrets", "is needed")]
    [InlineData(
        """{"a": {"Scheme": "paypal", "Secrets": "0123456789abcdef"}}""",
        "Payments:Providers:a:Scheme",
        "hmac or stripe"
    )]
    [InlineData(
        """{"a": {"Secret": "0123456789abcdef", "Secrets": "0123456789abcdef"}}""",
        "Payments:Providers:a:Secret",
        "no such setting"
    )]
    [InlineData("""{"A b": {"Secrets": "0123456789abcdef"}}""", "Payments:Providers", "A b")]
    [InlineData(
        """{"a": {"Secrets": "0123456789abcdef", "Tolerance": "2h"}}""",
        "Payments:Providers:a:Tolerance",
        "2h"
    )]
    [InlineData(
        """{"a": {"Secrets": "0123456789abcdef", "Cafes": "de mo"}}""",
        "Payments:Providers:a:Cafes",
        "de mo"
    )]
    [InlineData("\"stripe\"", "Payments:Providers", "is a section")]
    [InlineData(
        """{"a": {"Secrets": "0123456789abcdef", "SecretKey": "sk_0123456789abcdef"}}""",
        "Payments:Providers:a:SecretKey",
        "is for the scheme stripe"
    )]
    [InlineData(
        """{"a": {"Scheme": "stripe", "Secrets": "0123456789abcdef", "SecretKey": "sk_0"}}""",
        "Payments:Providers:a:SecretKey",
        "16"
    )]
    [InlineData(
        """{"a": {"Secrets": "0123456789abcdef", "RefundsUrl": "http://pay.example.com/refunds"}}""",
        "Payments:Providers:a:RefundsUrl",
        "only on this machine"
    )]
    [InlineData(
        """{"a": {"Secrets": "0123456789abcdef", "RefundsUrl": "https://me:pw@pay.example.com/"}}""",
        "Payments:Providers:a:RefundsUrl",
        "an address like"
    )]
    [InlineData(
        """{"a": {"Scheme": "stripe", "Secrets": "0123456789abcdef", "ApiBase": "ftp://stripe"}}""",
        "Payments:Providers:a:ApiBase",
        "an address like"
    )]
    public void A_payment_provider_that_is_wrong_stops_the_start_and_tells_no_secret(
        string providers,
        string key,
        string problem
    )
    {
        var refused = Assert.Throws<SettingsException>(() =>
            Read($$"""{"Payments": {"Providers": {{providers}} } }""")
        );

        Assert.Contains(
            refused.Problems,
            one => one.Key == key && one.ToString().Contains(problem, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("0123456789abcdef", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("short-secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Providers_of_today_may_be_named_and_no_others()
    {
        var options = Read(
            """
            {"Storage": {"Provider": "sqlite", "ConnectionString": ""},
             "Backplane": {"Provider": "none", "ConnectionString": ""}}
            """
        );

        Assert.Equal(("sqlite", "none"), (options.Storage.Provider, options.Backplane.Provider));
    }

    [Theory]
    [InlineData("Storage:Provider", "oracle", "allowed: sqlite or postgres")]
    [InlineData(
        "Storage:ConnectionString",
        "Host=db;Password=pw-12345",
        "does nothing with the provider sqlite"
    )]
    [InlineData(
        "Storage:ReplicaConnectionString",
        "Host=db;Password=pw-12345",
        "does nothing with the provider sqlite"
    )]
    [InlineData("Backplane:FarFromDatabase", "true", "does nothing with the provider none")]
    [InlineData("Backplane:Provider", "kafka", "allowed: none or redis")]
    [InlineData(
        "Backplane:ConnectionString",
        "redis:6379,password=pw-12345",
        "does nothing with the provider none"
    )]
    public void A_setting_that_would_do_nothing_is_refused(string key, string value, string problem)
    {
        var refused = Assert.Single(Problems("{}", (key, value)));

        Assert.Equal(key, refused.Key);
        Assert.Contains(problem, refused.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("pw-12345", refused.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite", "redis", "redis:6379,password=pw-12345", "Backplane:Provider")]
    [InlineData("postgres", "redis", "", "Backplane:ConnectionString")]
    [InlineData("postgres", "none", "redis:6379,password=pw-12345", "Backplane:ConnectionString")]
    public void A_backplane_needs_a_database_that_servers_share_and_words_to_reach_it(
        string storage,
        string backplane,
        string reached,
        string key
    )
    {
        var problem = Assert.Single(
            Problems(
                "{}",
                ("Storage:Provider", storage),
                ("Storage:ConnectionString", storage == "postgres" ? "Host=db" : ""),
                ("Backplane:Provider", backplane),
                ("Backplane:ConnectionString", reached)
            )
        );

        Assert.Equal(key, problem.Key);
        Assert.DoesNotContain("pw-12345", problem.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_of_servers_that_share_a_database_are_not_said_to_rotate()
    {
        var problem = Assert.Single(
            Problems(
                "{}",
                ("Storage:Provider", "postgres"),
                ("Storage:ConnectionString", "Host=db"),
                ("Security:KeyRotation", "1h")
            )
        );

        Assert.Equal("Security:KeyRotation", problem.Key);
    }

    [Fact]
    public void A_database_of_its_own_may_have_a_replica()
    {
        var alone = Read(
            """{"Storage": {"Provider": "postgres", "ConnectionString": "Host=db"}}"""
        );
        var beside = Read(
            """
            {"Storage": {"Provider": "postgres", "ConnectionString": "Host=db",
                         "ReplicaConnectionString": "Host=near"}}
            """
        );

        Assert.Null(alone.Postgres.ReplicaConnectionString);
        Assert.Equal("Host=near", beside.Postgres.ReplicaConnectionString);
    }

    [Fact]
    public void A_database_of_its_own_is_reached_by_words_that_no_message_shows()
    {
        var options = Read(
            """
            {"Storage": {"Provider": "postgres", "ConnectionString": "Host=db;Password=pw-12345"},
             "History": {"Retention": "2h"}}
            """
        );

        Assert.False(options.Storage.IsEmbedded);
        Assert.Equal("Host=db;Password=pw-12345", options.Postgres.ConnectionString);
        Assert.Equal(TimeSpan.FromHours(2), options.Postgres.HistoryRetention);
    }

    [Fact]
    public void A_database_of_its_own_needs_words_that_lead_to_it()
    {
        var refused = Assert.Single(Problems("{}", ("Storage:Provider", "postgres")));

        Assert.Equal("Storage:ConnectionString", refused.Key);
        Assert.Contains("is needed", refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_may_stand_in_a_file()
    {
        var file = Path.Combine(_directory.Path, "secrets");
        File.WriteAllText(file, "whsec_0123456789abcdef\nwhsec_fedcba9876543210\n");

        var provider = Assert.Single(
            Read("{}", ("Payments:Providers:bank:SecretsFile", file)).Payments.Providers
        );

        Assert.Equal(["whsec_0123456789abcdef", "whsec_fedcba9876543210"], provider.Secrets);
    }

    [Theory]
    [InlineData("short", "Payments:Providers:bank:SecretsFile", "less than 16")]
    [InlineData(null, "Payments:Providers:bank:SecretsFile", "missing or cannot be read")]
    public void A_file_with_a_secret_that_is_wrong_is_told_by_its_own_name(
        string? content,
        string key,
        string problem
    )
    {
        var file = Path.Combine(_directory.Path, "secret");
        if (content is not null)
        {
            File.WriteAllText(file, content);
        }

        Assert.Contains(
            Problems("{}", (key, file)),
            one =>
                one.Key == key
                && one.Where == "command line"
                && one.Problem.Contains(problem, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_secret_in_two_places_is_refused()
    {
        var file = Path.Combine(_directory.Path, "secret");
        File.WriteAllText(file, "whsec_0123456789abcdef");

        var problem = Assert.Single(
            Problems(
                "{}",
                ("Payments:Providers:bank:SecretsFile", file),
                ("Payments:Providers:bank:Secrets", "whsec_fedcba9876543210")
            )
        );

        Assert.Contains("one of both", problem.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_come_as_array_or_with_commas()
    {
        string[] expected = ["https://a.example", "https://b.example:8443"];

        Assert.Equal(
            expected,
            Read(
                """{"Security":{"AllowedOrigins":["https://a.example","https://b.example:8443"]}}"""
            ).Security.AllowedOrigins
        );
        Assert.Equal(
            expected,
            Read(
                "{}",
                ("Security:AllowedOrigins", "https://a.example, https://b.example:8443")
            ).Security.AllowedOrigins
        );
    }

    [Theory]
    [InlineData("Server:DrainWindow", "ten", "ms, s, m, h or d")]
    [InlineData("Server:DrainWindow", "11m", "10m")]
    [InlineData("Server:DrainWindow", "-1s", "ms, s, m, h or d")]
    [InlineData("Server:Urls", "localhost", "http://HOST:PORT")]
    [InlineData("Server:Urls", "ftp://localhost:1", "http://HOST:PORT")]
    [InlineData("Server:Urls", "http://localhost:70000", "http://HOST:PORT")]
    [InlineData("Server:Urls", "http://localhost:1/path", "http://HOST:PORT")]
    [InlineData("Auth:Issuer", "", "1 to 200 characters")]
    [InlineData("Auth:ClockSkew", "1h", "0s to 5m")]
    [InlineData("Storage:Directory", "", "a path")]
    [InlineData("Security:AllowPlainText", "yes", "true or false")]
    [InlineData("Security:AllowedOrigins", "https://a.example/path", "without path")]
    [InlineData("Security:AllowedOrigins", "*", "without path")]
    [InlineData("Links:Rating", "app.example.com", "an address like https://")]
    [InlineData("Links:Receipt", "https://a.example/?id=", "without query")]
    [InlineData("Links:Payment", "https://a.example/?id=", "{orderId}")]
    [InlineData("Links:Payment", "https://{orderId}.example/", "{orderId}")]
    [InlineData("Links:Retry", "ftp://a.example/{orderId}", "{orderId}")]
    [InlineData("Demo:Enabled", "1", "true or false")]
    public void Wrong_value_says_which_where_and_what_is_allowed(
        string key,
        string value,
        string allowed
    )
    {
        var problem = Assert.Single(Problems("{}", (key, value)));

        Assert.Equal(key, problem.Key);
        Assert.Equal("command line", problem.Where);
        Assert.Contains($"\"{value}\"", problem.Problem, StringComparison.Ordinal);
        Assert.Contains(allowed, problem.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"Server":{"Url":"http://localhost:1"}}""",
        "Server:Url",
        "Urls, PathBase, MetricsUrl, OtlpUrl, TracesPerThousand, TracedCafes, OtlpInterval, FrameWatch, LatePerThousand, ProbeInterval, DrainWindow"
    )]
    [InlineData("""{"Auth":{"Key":{"Secret":"x"}}}""", "Auth:Key", "Issuer, Audience")]
    [InlineData("""{"Servr":{"Urls":"x"}}""", "Servr", "Server, Auth")]
    [InlineData("""{"Port":"3001"}""", "Port", "Server, Auth")]
    [InlineData("""{"Demo":{"Enabled":{"a":"b"}}}""", "Demo:Enabled", "true or false")]
    [InlineData("""{"Demo":"true"}""", "Demo", "is a section")]
    public void Wrong_key_says_which_where_and_what_is_allowed(
        string file,
        string key,
        string allowed
    )
    {
        var problem = Assert.Single(Problems(file));

        Assert.Equal(key, problem.Key);
        Assert.Equal(SettingsFile, problem.Where);
        Assert.Contains(allowed, problem.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_variable_is_named_as_it_is_set()
    {
        using var variable = new EnvironmentVariable("TABLETAP__Demo__Enabeld", "true");

        var problem = Assert.Single(Problems("{}"));

        Assert.Equal("environment TABLETAP__Demo__Enabeld", problem.Where);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var problems = Problems(
            """{"Demo":{"Enabled":"perhaps"},"Auth":{"ClockSkew":"forever"},"Colour":"red"}"""
        );

        Assert.Equal(["Auth:ClockSkew", "Demo:Enabled", "Colour"], problems.Select(p => p.Key));
    }

    [Fact]
    public void File_that_is_no_JSON_stops_the_start()
    {
        var problem = Assert.Single(Problems("{ not json"));

        Assert.Equal($"{SettingsFile}:1:3", problem.Where);
    }

    [Fact]
    public void File_that_was_asked_for_must_exist()
    {
        var configuration = new ConfigurationManager();

        var refused = Assert.Throws<SettingsException>(() =>
            SettingSources.Add(configuration, Path.Combine(_directory.Path, "none.json"), [])
        );

        Assert.Contains("no such file", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Payment_data_is_sent_as_it_is_to_everybody_in_the_demo_only()
    {
        const string off =
            """{"Security": {"PaymentEncryption": "Off"}, "Demo": {"Enabled": false}}""";

        var problem = Assert.Single(Problems(off));
        Assert.Equal("Security:PaymentEncryption", problem.Key);
        Assert.Contains("--demo", problem.Problem, StringComparison.Ordinal);
        Assert.Equal(
            PaymentEncryption.Off,
            Read(off, ("Demo:Enabled", "true")).Security.PaymentEncryption
        );
        Assert.Null(Read("{}").Security.PaymentEncryption);
    }

    [Fact]
    public void Sections_of_the_host_are_left_to_it() =>
        Read("""{"Kestrel":{"Limits":{}},"Logging":{"LogLevel":{"Default":"Debug"}}}""");

    [Fact]
    public void A_format_of_the_log_that_the_host_would_pass_over_is_refused()
    {
        var problem = Assert.Single(
            Problems("""{"Logging":{"Console":{"FormatterName":"jsno"}}}""")
        );

        Assert.Equal("Logging:Console:FormatterName", problem.Key);
        Assert.Contains("simple, json, systemd", problem.Problem, StringComparison.Ordinal);
        Read("""{"Logging":{"Console":{"FormatterName":"Json"}}}""");
    }

    private string SettingsFile => Path.Combine(_directory.Path, "settings.json");

    private TableTapOptions Read(string file, params (string Key, string Value)[] commandLine)
    {
        File.WriteAllText(SettingsFile, file);
        var configuration = new ConfigurationManager();
        SettingSources.Add(
            configuration,
            SettingsFile,
            commandLine.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))
        );
        return TableTapOptions.Read(configuration);
    }

    private IReadOnlyList<SettingProblem> Problems(
        string file,
        params (string Key, string Value)[] commandLine
    ) => Assert.Throws<SettingsException>(() => Read(file, commandLine)).Problems;

    private sealed class EnvironmentVariable : IDisposable
    {
        private readonly string _name;

        public EnvironmentVariable(string name, string value)
        {
            _name = name;
            Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose() => Environment.SetEnvironmentVariable(_name, null);
    }
}
