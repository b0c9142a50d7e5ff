using TableTap.Server.Testing;

namespace TableTap.Server.Tests.Http;

/// <summary>One server with the demo for a class of tests that only read, in whatever order: a start costs more than what they ask.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
