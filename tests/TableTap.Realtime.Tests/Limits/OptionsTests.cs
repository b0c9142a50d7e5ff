namespace TableTap.Realtime.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void The_defaults_are_those_of_the_document()
    {
        var options = new RealtimeOptions();
        Assert.Empty(options.Problems());
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
                "Sessions:SilenceTimeout is 00:00:00; allowed is 00:00:01 to 1.00:00:00.",
                "Sessions:PendingCommands is 0; allowed is 1 to 1000.",
                "Messages:MaxMessageBytes is 10; allowed is 1024 to 16777216.",
                "Admission:StaffReservePercent is 101; allowed is 0 to 100.",
                "Delivery:OutboxBytes is -1; allowed is 1024 to 1073741824.",
            ],
            options.Problems()
        );
    }
}
