using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TableTap.Realtime.Options;
using TableTap.Server.Configuration;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Pages.Tests.Documents;

/// <summary>What the documents say of settings is what the program says.</summary>
public sealed class SettingsTableTests
{
    private const string Reference = "docs/settings.md";

    private static bool Update => Environment.GetEnvironmentVariable("UPDATE_PROTOCOL") == "1";

    [Fact]
    public async Task The_reference_of_settings_is_made_from_the_code()
    {
        var file = Path.Combine(Repository.Root, Reference);
        if (Update)
        {
            await File.WriteAllTextAsync(
                file,
                SettingsReference.Text,
                TestContext.Current.CancellationToken
            );
        }

        Assert.Equal(
            SettingsReference.Text,
            await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public void Every_setting_that_surface_and_documents_promise_is_there()
    {
        string[] promised =
        [
            "Server:Urls",
            "Server:DrainWindow",
            "Storage:Provider",
            "Storage:ConnectionString",
            "Storage:Directory",
            "Backplane:Provider",
            "Backplane:ConnectionString",
            "Auth:SessionLifetime",
            "Limits:ConnectionsPerCafe",
            "History:Retention",
            "History:FactRetention",
            "Security:AllowedOrigins",
            "Links:Rating",
            "Payments:Providers:{name}:Secrets",
            "Demo:Enabled",
        ];

        Assert.Empty(promised.Except(SettingsReference.All.Select(setting => setting.Key)));
        Assert.Equal(
            SettingsReference.All.Count,
            SettingsReference.All.DistinctBy(setting => setting.Key).Count()
        );
    }

    [Fact]
    public void What_is_said_to_count_at_once_does()
    {
        Assert.Contains(SettingsReference.All, setting => setting.CountsAtOnce);
        Assert.All(
            SettingsReference.All,
            setting => Assert.Equal(setting.CountsAtOnce, LiveSettings.Has(setting.Key))
        );
    }

    /// <summary>Where docs/protocol.md says a default, it says the one of the code.</summary>
    [Theory]
    [InlineData("tokens", "Auth:ClockSkew")]
    [InlineData("renewal", "Auth:SessionLifetime")]
    [InlineData("renewal", "Auth:ExpiryWarning")]
    [InlineData("heartbeat", "Server:HeartbeatInterval")]
    [InlineData("heartbeat", "Server:SilenceTimeout")]
    [InlineData("close-codes", "Limits:StalledTimeout")]
    [InlineData("close-codes", "Limits:MaxMessageBytes")]
    [InlineData("the-envelope", "Limits:MaxMessageBytes")]
    [InlineData("exactly-once", "History:AnswerRetention")]
    [InlineData("what-is-kept", "History:Retention")]
    [InlineData("coming-back", "Limits:PageMessages")]
    [InlineData("coming-back", "Limits:PageBytes")]
    [InlineData("coming-back", "Limits:ReplaysPerMinute")]
    [InlineData("critical-messages", "Limits:ResendAfter")]
    [InlineData("slow-readers", "Limits:OutboxBytes")]
    [InlineData("slow-readers", "Limits:OutboxBudgetBytes")]
    [InlineData("slow-readers", "Limits:StalledTimeout")]
    public void The_protocol_tells_the_defaults_of_the_code(string anchor, string key)
    {
        var value = SettingsReference.All.Single(setting => setting.Key == key).Default!;

        Assert.Matches(Alone(Told(value)), Document.Of("docs/protocol.md").TextUnder(anchor));
    }

    /// <summary>What clients may do at most is told in one table; how messages are delivered is told where it matters.</summary>
    [Fact]
    public void Every_limit_stands_in_the_table_of_limits_with_its_default()
    {
        var delivery = OptionProperty.Of(typeof(DeliveryOptions)).Select(option => option.Key);
        var limits = SettingsReference
            .All.Where(setting => setting.Key.StartsWith("Limits:", StringComparison.Ordinal))
            .ExceptBy(delivery, setting => setting.Key)
            .ToDictionary(setting => setting.Key, setting => setting.Default!);
        var rows = Document
            .Of("docs/protocol.md")
            .TableUnder("8-limits")
            .SelectMany(row => Document.Code(row[3]).Select(key => (Key: key, Limit: row[1])))
            // What a café sets in its own file, and a time of the server that stands beside its limit, is no limit of a setting.
            .Where(row => row.Key.StartsWith("Limits:", StringComparison.Ordinal))
            .ToList();

        Assert.Equal(limits.Keys.Order(), rows.Select(row => row.Key).Order());
        Assert.All(rows, row => Assert.Matches(Alone(Told(limits[row.Key])), row.Limit));
    }

    [Fact]
    public async Task A_server_starts_with_every_default_written_out()
    {
        var file = Path.GetTempFileName();
        try
        {
            var sections = new JsonObject();
            foreach (
                var (key, value) in SettingsReference
                    .All.Where(setting =>
                        setting.Default is { Length: > 0 } && !setting.Key.Contains('{')
                    )
                    .Select(setting => (setting.Key, setting.Default))
            )
            {
                var (section, name) = key.Split(':') is [var first, var second]
                    ? (first, second)
                    : default;
                sections[section] ??= new JsonObject();
                sections[section]![name!] = value;
            }

            await File.WriteAllTextAsync(
                file,
                sections.ToJsonString(new JsonSerializerOptions()),
                TestContext.Current.CancellationToken
            );
            await using var server = await ServerProcess.StartAsync("--config", file);
            await using var guest = await server.ConnectAsync("ada", "customer");

            Assert.Equal(30, guest.Established.Data().Number("heartbeatInterval"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Not as a part of a longer number.
    private static string Alone(string value) => $@"(?<![\d,.]){value}(?![\d,.]*\d)";

    // "64KiB" is told as "64 KiB", "1m" as "60 s" or "1 min", "1000" as "1,000".
    private static string Told(string value)
    {
        if (DurationText.TryParse(value, out var time))
        {
            return $"({time.TotalSeconds} s|{time.TotalMinutes} min|{time.TotalHours} h)\\b";
        }

        return long.TryParse(value, out var number)
            ? number.ToString("N0", CultureInfo.InvariantCulture)
            : value.Replace("KiB", " KiB").Replace("MiB", " MiB");
    }
}
