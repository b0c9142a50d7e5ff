using TableTap.Cli;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Server.Tests.Trouble;

/// <summary>
/// The real server is killed after it acknowledged commands, and its write-ahead log is damaged, cut off or taken away: it refuses
/// to start and says what to do, and goes on after <c>journal salvage</c>.
/// </summary>
[Collection("Environment")]
public sealed class LostLogTests : IAsyncLifetime
{
    private const int HeaderBytes = 32;
    private const int FrameBytes = 24 + 4096;
    private readonly TemporaryDirectory _directory = new();
    private ServerProgram _server = null!;

    private OperatedStore Store => new(_directory.Path);

    private string Log => Path.Combine(_directory.Path, "tabletap.db-wal");

    public ValueTask InitializeAsync()
    {
        _server = new(
            new(_directory.Path, ["--demo"], new Dictionary<string, string>(StringComparer.Ordinal))
        );
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("a damaged byte in the middle")]
    [InlineData("cut off in the middle")]
    [InlineData("the last page cut off")]
    [InlineData("removed")]
    public async Task A_killed_server_whose_log_lost_commands_refuses_to_start(string damage)
    {
        await _server.StartAsync();
        for (var order = 1; order <= 5; order++)
        {
            await OrderAsync($"o{order}");
        }

        await _server.KillAsync();
        Do(damage);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(_server.StartAsync);
        Assert.Contains("journal salvage", refused.Message, StringComparison.Ordinal);
        Assert.Contains("journal restore", refused.Message, StringComparison.Ordinal);
        Assert.Contains("acknowledged", refused.Message, StringComparison.Ordinal);

        await DoneAsync("journal", "salvage");
        await _server.StartAsync();
        await OrderAsync("later");
        await DoneAsync("journal", "verify");
    }

    private void Do(string damage)
    {
        using var log = File.Open(Log, FileMode.Open);
        var frames = (log.Length - HeaderBytes) / FrameBytes;
        Assert.True(frames > 10);
        switch (damage)
        {
            case "a damaged byte in the middle":
                log.Position = HeaderBytes + (frames / 2 * FrameBytes) + 999;
                var was = log.ReadByte();
                log.Position--;
                log.WriteByte((byte)~was);
                break;
            case "cut off in the middle":
                log.SetLength(log.Length / 2);
                break;
            case "the last page cut off":
                log.SetLength(log.Length - 4096);
                break;
            default:
                File.Delete(Log);
                break;
        }
    }

    private async Task OrderAsync(string guest)
    {
        var (status, body) = await Store.OrderAsync(_server.Http, guest);
        Assert.True(status == 200, body);
    }

    private async Task DoneAsync(params string[] arguments)
    {
        var (exitCode, output) = await Store.RunAsync(arguments);
        Assert.True(exitCode == ExitCode.Done, output);
    }
}
