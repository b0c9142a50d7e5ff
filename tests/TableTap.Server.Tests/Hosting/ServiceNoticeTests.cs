using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Hosting;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Server.Tests.Hosting;

/// <summary>What a service manager is told, and what it costs where it does not listen.</summary>
public sealed class ServiceNoticeTests : IDisposable
{
    private const string Unheard = " TableTap[129] ";
    private static readonly TimeSpan Half = TimeSpan.FromSeconds(15);

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private readonly LogCapture _log = new();

    public void Dispose()
    {
        _directory.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("30000000", null, 30_000)]
    [InlineData("30000000", "7", 30_000)]
    [InlineData("30000000", "8", null)]
    [InlineData("1", null, 2)]
    [InlineData("9223372036854775807", null, 86_400_000)]
    [InlineData("0", null, null)]
    [InlineData("-30000000", null, null)]
    [InlineData("99999999999999999999", null, null)]
    [InlineData("soon", null, null)]
    public void A_watchdog_is_believed_where_it_is_for_this_process(
        string? time,
        string? process,
        int? milliseconds
    )
    {
        var found = NotifySocket.Of(
            name =>
                name switch
                {
                    "NOTIFY_SOCKET" => "/run/systemd/notify",
                    "WATCHDOG_USEC" => time,
                    "WATCHDOG_PID" => process,
                    _ => null,
                },
            process: 7
        );

        Assert.Equal(
            new NotifySocket(
                "/run/systemd/notify",
                milliseconds is { } length ? TimeSpan.FromMilliseconds(length) : null
            ),
            found
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_socket_nobody_is_told(string? address) =>
        Assert.Null(
            NotifySocket.Of(name => name == "NOTIFY_SOCKET" ? address : "30000000", process: 7)
        );

    [Fact]
    public async Task It_says_that_the_server_lives_as_often_as_it_is_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Service managers of Linux listen so.");
        using var manager = new ServiceListener(Path.Combine(_directory.Path, "notify"));
        using var asked = new SemaphoreSlim(0);
        var isAlive = true;
        using var notice = Notice(
            manager.Address,
            () =>
            {
                asked.Release();
                return Volatile.Read(ref isAlive);
            }
        );

        notice.Ready();
        Assert.Equal("READY=1", await manager.NextAsync());
        await BeatAsync();
        Assert.Equal("WATCHDOG=1", await manager.NextAsync());
        Volatile.Write(ref isAlive, false);
        await BeatAsync();
        notice.Stopping();

        // Between them is no word that it lives.
        Assert.Equal("STOPPING=1", await manager.NextAsync());
        // The stop is bounded by itself, and must not be cut off.
        _time.Advance(Half);
        Assert.Equal("WATCHDOG=1", await manager.NextAsync());
        Assert.Empty(_log.Lines);

        async Task BeatAsync()
        {
            _time.Advance(Half);
            Assert.True(
                await asked.WaitAsync(Patience.Bound, TestContext.Current.CancellationToken)
            );
        }
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("a-name-that-is-far-too-long-for-a-socket")]
    public async Task A_manager_that_does_not_listen_costs_one_line_of_the_log(string name)
    {
        var far = name == "nobody" ? name : string.Concat(Enumerable.Repeat(name, 4));
        using var asked = new SemaphoreSlim(0);
        using var notice = Notice(
            Path.Combine(_directory.Path, far),
            () =>
            {
                asked.Release();
                return true;
            }
        );

        notice.Ready();
        _time.Advance(Half);
        Assert.True(await asked.WaitAsync(Patience.Bound, TestContext.Current.CancellationToken));
        notice.Stopping();

        var line = Assert.Single(_log.Lines);
        Assert.Contains(Unheard, line, StringComparison.Ordinal);
        Assert.Contains("READY=1", line, StringComparison.Ordinal);
    }

    private ServiceNotice Notice(string address, Func<bool> lives) =>
        new(new(address, 2 * Half), lives, _time, _log.CreateLogger("TableTap"));
}
