namespace TableTap.Realtime.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void The_defaults_are_those_of_the_document()
    {
        var options = new RealtimeOptions();
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
}
