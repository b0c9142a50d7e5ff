using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Testing;

namespace TableTap.Server.Tests.Push;

/// <summary>One server and one push service for tests that each have orders and phones of their own.</summary>
public sealed class PushFixture : IAsyncLifetime
{
    /// <summary>How long the server waits for the push service.</summary>
    public static TimeSpan PushTimeout { get; } = TimeSpan.FromMinutes(10);

    public FakeTimeProvider Time { get; } = new(new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero));

    public TestServer Server { get; private set; } = null!;

    internal FakePushService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Service = await FakePushService.StartAsync();
        Server = await TestServer.StartAsync(
            Time,
            ("Server:PushHosts", "127.0.0.1"),
            // The tests' clock stands while a request is under way; the system's does not, and a machine may be busy.
            ("Server:PushTimeout", "10m"),
            ("Server:PushContact", "mailto:owner@cafe.example"),
            ("Limits:MessagesPerMinute", "100000")
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Service.DisposeAsync();
    }
}
