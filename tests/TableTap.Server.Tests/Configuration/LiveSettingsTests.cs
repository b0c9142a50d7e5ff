using Microsoft.Extensions.Configuration;
using TableTap.Server.Configuration;

namespace TableTap.Server.Tests.Configuration;

/// <summary>Of settings that are read anew, what says so of itself counts at once, and nothing else.</summary>
public sealed class LiveSettingsTests
{
    private const string Key = "a-long-key-of-the-bank";

    [Fact]
    public void What_waits_for_a_start_stays_beside_what_counts_at_once()
    {
        var live = new LiveSettings(Read(("Limits:MessagesPerMinute", "50")));

        live.Set(
            Read(
                ("Limits:PublishesPerMinute", "7"),
                ("Limits:GuestSessionsPerCodePerMinute", "8"),
                ("Limits:StaffReservePercent", "9"),
                ("Limits:MessagesPerMinute", "60"),
                ("Limits:ConnectionsPerServer", "70"),
                ("Auth:RefreshGrace", "9s"),
                ("Security:PublishLinks", "https://app.example.com")
            )
        );

        var (now, messages) = (live.Now, live.Now.Realtime.Messages);
        Assert.Equal(
            (7, 8, 9),
            (
                messages.PublishesPerMinute,
                now.SignIn.GuestSessionsPerMinute,
                now.Realtime.Admission.StaffReservePercent
            )
        );
        Assert.Equal(
            (50, 10_000, TimeSpan.FromMinutes(1), 0),
            (
                messages.MessagesPerMinute,
                now.Realtime.Admission.PerServer,
                now.SignIn.RefreshGrace,
                now.Security.PublishLinks.Count
            )
        );
    }

    [Fact]
    public void Of_a_provider_its_secrets_change_and_who_comes_or_goes_waits()
    {
        var live = new LiveSettings(
            Read(
                ("Payments:Providers:bank:Secrets", Key),
                ("Payments:Providers:old:Secrets", Key + "-too")
            )
        );

        live.Set(
            Read(
                ("Payments:Providers:bank:Secrets", $"{Key},{Key}-now"),
                ("Payments:Providers:bank:Cafes", "demo"),
                ("Payments:Providers:new:Secrets", Key)
            )
        );

        var payments = live.Now.Payments;
        Assert.Equal([Key, Key + "-now"], payments.Find("bank")!.Secrets);
        Assert.Empty(payments.Find("bank")!.Cafes);
        Assert.Equal([Key + "-too"], payments.Find("old")!.Secrets);
        Assert.Null(payments.Find("new"));
    }

    [Fact]
    public void Whoever_follows_is_told_at_once_and_of_each_change()
    {
        var live = new LiveSettings(Read());
        List<TimeSpan> told = [];
        live.Follow(now => told.Add(now.Server.FrameWatch));

        live.Set(Read(("Server:FrameWatch", "1m")));
        live.Set(Read());

        Assert.Equal([5.0, 1.0, 5.0], told.Select(time => time.TotalMinutes));
    }

    [Theory]
    [InlineData("Payments:Providers:bank:Secrets", true)]
    [InlineData("Payments:Providers:bank:Secrets:0", true)]
    [InlineData("payments:providers:bank:secretsfile", true)]
    [InlineData("Payments:Providers:bank:SecretKey", false)]
    [InlineData("Payments:Providers:bank", false)]
    [InlineData("Security:TrustedProxies:12", true)]
    [InlineData("Security:TrustedProxiesToo", false)]
    [InlineData("Server:Urls", false)]
    public void A_key_counts_at_once_with_all_below_it(string key, bool counts) =>
        Assert.Equal(counts, LiveSettings.Has(key));

    private static TableTapOptions Read(params (string Key, string Value)[] settings) =>
        TableTapOptions.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    settings
                        .Append((Key: "Demo:Enabled", Value: "true"))
                        .Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))
                )
                .Build()
        );
}
