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

/// <summary>Who may connect where servers count new sockets together.</summary>
public sealed class SharedAdmissionTests
{
    private const int Most = 3;

    private readonly FakeTimeProvider _time = new(Batch.Noon);

    [Theory]
    [InlineData(Role.Customer, Most)]
    [InlineData(Role.Employee, 2 * Most)]
    public async Task New_sockets_of_a_user_count_at_all_servers(Role role, int most)
    {
        var backplane = new MemoryBackplane();
        await using var one = new Cluster(backplane.Open(), [1, 2, 3], _time, NullLogger.Instance);
        await using var two = new Cluster(backplane.Open(), [1, 2, 3], _time, NullLogger.Instance);
        one.Join("epoch");
        two.Join("epoch");
        await UntilAsync(() => one.IsHealthy && two.IsHealthy, 50);
        var (here, there) = (Admission(one), Admission(two));
        // What is told later is heard later: then those before it count.
        var isHeard = 0;
        two.Rates.Hear("last", _ => Interlocked.Increment(ref isHeard));

        for (var number = 0; number < most; number++)
        {
            var slot = new Slot(Somebody("mona", role));
            Assert.Null(here.Enter(slot));
            here.Leave(slot);
        }

        one.Rates.Tell("last", "mona");
        await UntilAsync(() => Volatile.Read(ref isHeard) == 1, 1);

        Assert.NotNull(there.Enter(new Slot(Somebody("mona", role))));
        Assert.Null(there.Enter(new Slot(Somebody("nils", role))));
    }

    private AdmissionControl Admission(Cluster cluster)
    {
        var admission = new AdmissionControl(
            new AdmissionOptions { NewSocketsPerUserPerMinute = Most },
            new SessionOptions(),
            _time,
            new RaisedLimits(_time),
            cluster.Counts
        );
        admission.Share(cluster.Rates);
        return admission;
    }

    private static Identity Somebody(string userId, Role role) =>
        new(userId, role, ["demo"], null, null, null, "tabletap", Batch.Noon.AddHours(1));

    private Task UntilAsync(Func<bool> holds, int stepMs) =>
        Patience.UntilAsync(holds, () => _time.Advance(TimeSpan.FromMilliseconds(stepMs)));

    private sealed class Slot(Identity identity) : ConnectionSlot(identity)
    {
        public override TimeSpan SilentFor => TimeSpan.Zero;

        public override void Release() =>
            throw new InvalidOperationException("Nobody gives way here.");
    }
}
