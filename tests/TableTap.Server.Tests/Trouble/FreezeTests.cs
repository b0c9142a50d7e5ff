using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Server.Tests.Trouble;

/// <summary>The server's process is stopped (SIGSTOP) for longer than a socket may be silent, and goes on.</summary>
public sealed class FreezeTests
{
    [Fact]
    public async Task A_freeze_longer_than_the_silence_allowed_closes_nobody_and_blames_no_disk()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGSTOP.");
        await using var server = await ServerProcess.StartAsync("--config", await SettingsAsync());
        await using var guest = await server.ConnectAsync("guest", "customer");
        await server.SignalAsync("STOP");
        await Task.Delay(TimeSpan.FromSeconds(12), TestContext.Current.CancellationToken);
        await server.SignalAsync("CONT");
        await Patience.UntilAsync(() =>
            server.Log.Any(line => line.Contains("stood still", StringComparison.Ordinal))
        );
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);

        await guest.SendAsync("""{"type":"ping","data":{}}""");
        await guest.ExpectAsync("pong");
        Assert.DoesNotContain(
            server.Log,
            line => line.Contains("has taken", StringComparison.Ordinal)
        );
    }

    private static async Task<string> SettingsAsync()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            path,
            """{"Server": {"HeartbeatInterval": "4s", "SilenceTimeout": "10s"}}""",
            TestContext.Current.CancellationToken
        );
        return path;
    }
}
