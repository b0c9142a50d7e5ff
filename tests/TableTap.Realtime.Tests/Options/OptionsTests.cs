using TableTap.Realtime.Options;

namespace TableTap.Realtime.Tests.Options;

public sealed class OptionsTests
{
    [Fact]
    public void The_defaults_are_those_of_the_document()
    {
        var options = new RealtimeOptions();
        Assert.Empty(Problems(options));
        Assert.Equal(TimeSpan.FromSeconds(30), options.Sessions.HeartbeatInterval);
        Assert.Equal(TimeSpan.FromSeconds(75), options.Sessions.SilenceTimeout);
        Assert.Equal(TimeSpan.FromMinutes(30), options.Sessions.ValidationInterval);
        Assert.Equal(TimeSpan.FromSeconds(60), options.Sessions.ExpiryWarning);
        Assert.Equal(3, options.Sessions.FailedRefreshes);
        Assert.Equal(100, options.Messages.MessagesPerMinute);
        Assert.Equal(600, options.Messages.AcksPerMinute);
        Assert.Equal(1000, options.Messages.Subscriptions);
        Assert.Equal(65_536, options.Messages.MaxMessageBytes);
        Assert.Equal(20, options.Messages.MalformedPerMinute);
        Assert.Equal(100, options.Messages.LimitedPerMinute);
        Assert.Equal(10, options.Messages.ReplaysPerMinute);
        Assert.Equal(5, options.Admission.SocketsPerUser);
        Assert.Equal(10, options.Admission.NewSocketsPerUserPerMinute);
        Assert.Equal(1000, options.Admission.PerCafe);
        Assert.Equal(10_000, options.Admission.PerServer);
        Assert.Equal(10, options.Admission.StaffReservePercent);
        Assert.Equal(20, options.Admission.ForgedHandshakesPerMinute);
        Assert.Equal(TimeSpan.FromSeconds(35), options.Admission.ReplaceSilentAfter);
        Assert.Equal(500, options.Delivery.PageMessages);
        Assert.Equal(262_144, options.Delivery.PageBytes);
        Assert.Equal(1_048_576, options.Delivery.OutboxBytes);
        Assert.Equal(268_435_456, options.Delivery.OutboxBudgetBytes);
        Assert.Equal(TimeSpan.FromSeconds(60), options.Delivery.StalledTimeout);
        Assert.Equal(100, options.Delivery.HeadsPerPong);
    }

    [Fact]
    public void A_bad_value_is_told_with_its_name_and_what_is_allowed()
    {
        var options = new RealtimeOptions
        {
            Sessions = new() { SilenceTimeout = TimeSpan.Zero, PendingCommands = 0 },
            Messages = new() { MaxMessageBytes = 10 },
            Admission = new() { StaffReservePercent = 101 },
            Delivery = new() { OutboxBytes = -1 },
        };
        Assert.Equal(
            [
                "SilenceTimeout is '0s'; allowed is a number with ms, s, m, h or d, like 30s or 15m, from 1s to 24h.",
                "PendingCommands is '0'; allowed is a whole number, from 1 to 1000.",
                "MaxMessageBytes is '10'; allowed is a whole number of bytes, or one with KiB, MiB or GiB, from 1KiB to 16MiB.",
                "StaffReservePercent is '101'; allowed is a whole number, from 0 to 100.",
                "OutboxBytes is '-1'; allowed is a whole number of bytes, or one with KiB, MiB or GiB, from 1KiB to 1GiB.",
            ],
            Problems(options)
        );
    }

    private static IEnumerable<string> Problems(RealtimeOptions options) =>
        [
            .. OptionProperty.Problems(options.Sessions),
            .. OptionProperty.Problems(options.Messages),
            .. OptionProperty.Problems(options.Admission),
            .. OptionProperty.Problems(options.Delivery),
        ];
}
