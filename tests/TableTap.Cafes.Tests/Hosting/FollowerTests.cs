using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.Persistence;
using TableTap.Realtime.Peers;
using TableTap.Server.Testing;
using TableTap.Testing;
using TableTap.Testing.Journals;
using TableTap.Testing.Peers;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Hosting;

/// <summary>Two servers on one journal that know of each other.</summary>
public sealed class FollowerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(OpenCafe.Morning);
    private readonly MemoryJournal _journal = new();
    private readonly MemoryBackplane _backplane = new();
    private OpenCafe? _here;
    private OpenCafe _there = null!;
    private int _beats;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _here = await OpenCafe.OpenAsync(_journal, _time);
        _there = await OpenCafe.OpenAsync(_journal, _time);
        _backplane.Times = (_, message) =>
        {
            if (message.Span[1] == (byte)PeerMessageKind.Beat)
            {
                Interlocked.Increment(ref _beats);
            }

            return 1;
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_here is not null)
        {
            await _here.DisposeAsync();
        }

        await _there.DisposeAsync();
    }

    [Fact]
    public async Task What_the_other_decided_is_here_after_a_look()
    {
        var orderId = await _here!.OrderAsync();
        Assert.Null(_there.Cafe.Order(orderId));

        await _there.Host.Follower.FollowAsync(Cancel);

        await Patience.UntilAsync(() => _there.Cafe.Order(orderId) is not null);
        Assert.Equal(_here!.Cafe, _there.Cafe);
    }

    [Fact]
    public async Task What_the_other_says_that_it_decided_is_here_before_the_next_look()
    {
        var orderId = await _here!.OrderAsync();

        _there.Host.Follower.Moved(new(CafeStream.Of(OpenCafe.Id), _here!.Cafe.Version));

        await Patience.UntilAsync(() => _there.Cafe.Order(orderId) is not null);
    }

    [Fact]
    public async Task A_cafe_that_the_other_added_is_open_here_after_a_look()
    {
        Assert.Null(
            await _here!.Host.ConfigureAsync(
                OtherCafe.Id,
                OtherCafe.Profile,
                CancellationToken.None
            )
        );

        await _there.Host.Follower.FollowAsync(Cancel);
        await _there.Host.Follower.TakeInAsync(Cancel);

        Assert.Equal(OtherCafe.Profile.Name, _there.Host.Find(OtherCafe.Id)!.Profile.Name);
    }

    [Fact]
    public async Task What_every_server_finds_out_is_told_by_the_home_alone()
    {
        await using var here = Peer();
        await using var there = Peer();
        here.Join("epoch");
        there.Join("epoch");
        here.TakeCommands(true);
        _there.Host.Commands.Cluster = there;
        await _here!.DisposeAsync();
        _here = null;
        await UntilAsync(() => here.IsHome(OpenCafe.Id) && !there.IsHome(OpenCafe.Id));
        await _there.OrderAsync();
        await PauseAsync();
        await _there.SettleAsync();
        var told = Figures();
        await PassAsync(20);

        await _there.SettleAsync();
        Assert.Equal((told, 0), (Figures(), Alerts()));

        // The home is gone: the next one tells what it finds.
        here.TakeCommands(false);
        there.TakeCommands(true);
        await UntilAsync(() => there.IsHome(OpenCafe.Id));
        await UntilAsync(() => Figures() > told && Alerts() == 1);
    }

    [Fact]
    public async Task An_alert_that_both_can_find_out_is_told_once()
    {
        var home = _here!.Host;
        await using var here = Peer();
        await using var there = Peer();
        here.Commands.Handler = home.Commands.PlaceAsync;
        home.Commands.Cluster = here;
        _there.Host.Commands.Cluster = there;
        here.Join("epoch");
        there.Join("epoch");
        here.TakeCommands(true);
        await UntilAsync(() => here.IsHome(OpenCafe.Id) && !there.IsHome(OpenCafe.Id));

        await PauseAsync();
        await home.Follower.FollowAsync(Cancel);
        await UntilAsync(() => Alerts() > 0);
        await _there.Host.Follower.FollowAsync(Cancel);
        await PassAsync(20);
        await _here!.SettleAsync();
        await _there.SettleAsync();
        // The next home goes over all alerts anew, and finds this one told.
        here.TakeCommands(false);
        there.TakeCommands(true);
        await UntilAsync(() => there.IsHome(OpenCafe.Id));
        await PassAsync(20);
        await _there.SettleAsync();

        Assert.Equal(1, Alerts());
    }

    private Cluster Peer() => new(_backplane.Open(), [1, 2, 3], _time, NullLogger.Instance);

    private Task<Answer> PauseAsync() =>
        _there.DoAsync(People.Maya, "intake_update", """{"mode": "paused"}""");

    private int Figures() => Told().Count(one => one.Type == "metrics_update");

    private int Alerts() =>
        Told().Count(one => one.Type == "alert" && one.Word("category") == "intake");

    private IEnumerable<Heard> Told() => _journal.Messages.Select(message => new Heard(message));

    private Task UntilAsync(Func<bool> holds) =>
        Patience.UntilAsync(holds, () => _time.Advance(TimeSpan.FromMilliseconds(50)));

    // Not at once: who is not heard for so long is gone.
    private async Task PassAsync(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            var heard = Volatile.Read(ref _beats);
            _time.Advance(TimeSpan.FromSeconds(1));
            await UntilAsync(() => Volatile.Read(ref _beats) >= heard + 2);
        }
    }
}
