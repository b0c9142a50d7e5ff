using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Limits;
using TableTap.Realtime.Options;
using TableTap.Realtime.Peers;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Peers;

namespace TableTap.Realtime.Tests.Peers;

/// <summary>Who may connect where servers count sockets together.</summary>
public sealed class SharedAdmissionTests : IAsyncDisposable
{
    private const int Most = 3;

    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private readonly MemoryBackplane _backplane = new();
    private readonly List<Cluster> _open = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in _open)
        {
            await cluster.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(Role.Customer, Most)]
    [InlineData(Role.Employee, 2 * Most)]
    public async Task New_sockets_of_a_user_count_at_all_servers(Role role, int most)
    {
        var (one, two) = await PairAsync();
        var options = new AdmissionOptions { NewSocketsPerUserPerMinute = Most };
        var (here, there) = (Admission(one, options), Admission(two, options));

        for (var number = 0; number < most; number++)
        {
            var slot = new Slot(Somebody("mona", role));
            Assert.Null(here.Enter(slot));
            here.Leave(slot);
        }

        await HeardAsync(one, two);

        Assert.NotNull(there.Enter(new Slot(Somebody("mona", role))));
        Assert.Null(there.Enter(new Slot(Somebody("nils", role))));
    }

    [Fact]
    public async Task At_the_limit_one_that_is_silent_at_another_server_gives_way()
    {
        var (one, two) = await PairAsync();
        var options = new AdmissionOptions { SocketsPerUser = 3 };
        var (here, there) = (Admission(one, options), Admission(two, options));
        var (silent, lively) = (new Slot(Somebody("mona")), new Slot(Somebody("mona")));
        Assert.Null(here.Enter(silent));
        Assert.Null(here.Enter(lively));
        Assert.Null(there.Enter(new Slot(Somebody("mona"))));
        await CountedAsync(2, 1);

        silent.Silence = options.ReplaceSilentAfter - TimeSpan.FromMilliseconds(1);
        lively.Silence = TimeSpan.FromSeconds(20);
        Assert.Equal(5, there.Enter(new Slot(Somebody("mona")))?.RetryAfter);
        await HeardAsync(two, one);
        Assert.False(silent.IsReleased);

        silent.Silence = options.ReplaceSilentAfter;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(there.Enter(new Slot(Somebody("mona"))));
        await UntilAsync(() => silent.IsReleased, 1);
        await CountedAsync(1, 1);
        Assert.Null(there.Enter(new Slot(Somebody("mona"))));
        Assert.False(lively.IsReleased);

        Task CountedAsync(int atOne, int atTwo)
        {
            var mona = CountKey.User("mona");
            return UntilAsync(
                () => two.Counts.Elsewhere(mona) == atOne && one.Counts.Elsewhere(mona) == atTwo,
                1
            );
        }
    }

    /// <summary>Whatever a server says, of a user who has room, or whose sockets all live, nobody is put out.</summary>
    [Fact]
    public async Task Who_was_turned_away_elsewhere_costs_nobody_a_socket_where_there_is_room()
    {
        var (one, two) = await PairAsync();
        var here = Admission(one, new AdmissionOptions { SocketsPerUser = 2 });
        // It has an older setting, and turns away whoever has one at the other.
        var there = Admission(two, new AdmissionOptions { SocketsPerUser = 1 });
        var silent = new Slot(Somebody("mona")) { Silence = TimeSpan.FromHours(1) };
        Assert.Null(here.Enter(silent));
        await UntilAsync(() => two.Counts.Elsewhere(CountKey.User("mona")) == 1, 1);

        Assert.NotNull(there.Enter(new Slot(Somebody("mona"))));
        await HeardAsync(two, one);

        Assert.False(silent.IsReleased);
    }

    private async Task<(Cluster One, Cluster Two)> PairAsync()
    {
        for (var number = 0; number < 2; number++)
        {
            var cluster = new Cluster(_backplane.Open(), [1, 2, 3], _time, NullLogger.Instance);
            cluster.Join("epoch");
            _open.Add(cluster);
        }

        await UntilAsync(() => _open.All(cluster => cluster.IsHealthy), 50);
        return (_open[0], _open[1]);
    }

    // What is told later is heard later: then all before it counts.
    private async Task HeardAsync(Cluster from, Cluster by)
    {
        var isHeard = 0;
        by.Rates.Hear("last", _ => Interlocked.Increment(ref isHeard));
        from.Rates.Tell("last", "mona");
        await UntilAsync(() => Volatile.Read(ref isHeard) == 1, 1);
    }

    private AdmissionControl Admission(Cluster cluster, AdmissionOptions options)
    {
        var admission = new AdmissionControl(
            options,
            new SessionOptions(),
            _time,
            new RaisedLimits(_time),
            cluster.Counts
        );
        admission.Share(cluster.Rates);
        return admission;
    }

    private static Identity Somebody(string userId, Role role = Role.Customer) =>
        new(userId, role, ["demo"], null, null, null, "tabletap", Batch.Noon.AddHours(1));

    private Task UntilAsync(Func<bool> holds, int stepMs) =>
        Patience.UntilAsync(holds, () => _time.Advance(TimeSpan.FromMilliseconds(stepMs)));

    private sealed class Slot(Identity identity) : ConnectionSlot(identity)
    {
        private volatile bool _isReleased;

        public bool IsReleased => _isReleased;

        public TimeSpan Silence { get; set; }

        public override TimeSpan SilentFor => Silence;

        public override void Release() => _isReleased = true;
    }
}
