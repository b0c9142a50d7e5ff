using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Server.Hosting;

namespace TableTap.Server.Tests.Hosting;

/// <summary>Messages of other servers wait until it is known who may still hear them; own ones do not.</summary>
public sealed class RightsGateTests : IDisposable
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "demo");
    private static readonly StoredMessage Foreign = new(1, General, 1, "m-1", default);
    private static readonly StoredMessage Own = new(2, General, 2, "m-2", default)
    {
        CommittedAt = 1,
    };

    private readonly FakeTimeProvider _time = new();
    private readonly RightsGate _gate;
    private bool _isCut;
    private int _looks;

    public RightsGateTests() => _gate = new(FollowAsync, _time);

    public void Dispose() => _gate.Dispose();

    [Fact]
    public async Task A_look_of_a_moment_ago_is_enough()
    {
        await _gate.FollowAsync(TestContext.Current.CancellationToken);
        _isCut = true;

        Assert.True(await _gate.MayBeHeardAsync([Foreign]));
        Assert.True(await _gate.MayComeAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, _looks);
    }

    [Fact]
    public async Task Before_the_first_look_nobody_is_let_in()
    {
        _isCut = true;
        Assert.False(await _gate.MayComeAsync(TestContext.Current.CancellationToken));

        _isCut = false;
        Assert.True(await _gate.MayComeAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task While_nobody_can_look_whoever_comes_is_to_come_again()
    {
        await _gate.FollowAsync(TestContext.Current.CancellationToken);
        _isCut = true;
        _time.Advance(RightsGate.Held * 2);

        Assert.False(await _gate.MayComeAsync(TestContext.Current.CancellationToken));

        _isCut = false;
        Assert.True(await _gate.MayComeAsync(TestContext.Current.CancellationToken));
        Assert.True(await _gate.MayComeAsync(TestContext.Current.CancellationToken));
        Assert.Equal(3, _looks);
    }

    [Fact]
    public async Task After_a_standstill_a_look_comes_first()
    {
        _time.Advance(RightsGate.Held * 2);

        Assert.True(await _gate.MayBeHeardAsync([Own]));
        Assert.Equal(1, _looks);
        Assert.True(await _gate.MayBeHeardAsync([Foreign]));
        Assert.Equal(1, _looks);
    }

    [Fact]
    public async Task While_nobody_can_look_foreign_messages_wait_and_own_ones_do_not()
    {
        _isCut = true;
        _time.Advance(RightsGate.Held * 2);

        Assert.False(await _gate.MayBeHeardAsync([Own, Foreign]));
        Assert.False(await _gate.MayBeHeardAsync([Foreign]));
        Assert.True(await _gate.MayBeHeardAsync([Own]));
        Assert.Equal(3, _looks);

        _isCut = false;
        Assert.True(await _gate.MayBeHeardAsync([Own, Foreign]));
    }

    private Task FollowAsync(CancellationToken cancellationToken)
    {
        _looks++;
        return _isCut
            ? Task.FromException(new JournalUnavailableException("The line is cut."))
            : Task.CompletedTask;
    }
}
