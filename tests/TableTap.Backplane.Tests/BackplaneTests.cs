using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Realtime.Peers;
using TableTap.Testing.Databases;
using TableTap.Testing.Peers;

namespace TableTap.Backplane.Tests;

public sealed class MemoryBackplaneTests : BackplaneContract
{
    private readonly MemoryBackplane _memory = new();

    protected override Task<IBackplane> OpenAsync() => Task.FromResult(_memory.Open());
}

public sealed class RedisBackplaneTests : BackplaneContract
{
    protected override async Task<IBackplane> OpenAsync() =>
        await RealRedis.OpenAsync((await RealRedis.Shared).ConnectionString);
}

/// <summary>The Redis of these tests, which are skipped where it is not installed.</summary>
internal static class RealRedis
{
    public static Task<RedisServer> Shared
    {
        get
        {
            Require();
            return RedisServer.Shared;
        }
    }

    public static void Require() =>
        Assert.SkipWhen(RedisServer.Program is null, "Redis is not installed.");

    public static Task<RedisBackplane> OpenAsync(string connectionString) =>
        RedisBackplane.OpenAsync(connectionString, TimeProvider.System, NullLogger.Instance);
}
