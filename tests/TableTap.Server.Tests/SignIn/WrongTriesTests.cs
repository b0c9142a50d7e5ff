using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Peers;
using TableTap.Server.Configuration;
using TableTap.Server.SignIn;
using TableTap.Testing;

namespace TableTap.Server.Tests.SignIn;

/// <summary>Section 9: five wrong tries in a quarter of an hour lock for half an hour, by time that truly passed.</summary>
public sealed class WrongTriesTests
{
    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private readonly WrongTries _tries;

    public WrongTriesTests() => _tries = new(new SignInOptions(), _time);

    /// <summary>Whoever tries at another server each time gets no more tries.</summary>
    [Fact]
    public void Wrong_pins_at_other_servers_count_here_and_those_here_are_told()
    {
        const string Key = "person|demo|anna";
        var options = new SignInOptions();
        var rates = new SharedRates();
        var tries = new WrongTries(options, new FakeTimeProvider());
        tries.Share(rates);
        Assert.True(tries.TryBegin([Key], out _));
        tries.End([Key], isWrong: true);
        Assert.Equal([("wrong-pins", Key)], rates.Take());

        for (var elsewhere = 1; elsewhere < options.WrongPins; elsewhere++)
        {
            Assert.True(tries.TryBegin([Key], out _));
            tries.End([Key], isWrong: false);
            Hear("wrong-pins");
        }

        Assert.False(tries.TryBegin([Key], out var wait));
        Assert.InRange(wait, 2, (int)options.WrongPinsLock.TotalSeconds);
        Assert.Empty(rates.Take());

        Hear("lifted-pins");
        Assert.True(tries.TryBegin([Key], out _));

        void Hear(string what)
        {
            using var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream);
            SharedRates.Write(writer, [(what, Key)]);
            stream.Position = 0;
            using var reader = new BinaryReader(stream);
            rates.Count(reader);
        }
    }

    [Fact]
    public void The_fifth_wrong_try_locks_for_half_an_hour()
    {
        for (var number = 0; number < 5; number++)
        {
            Assert.True(Try("anna", isWrong: true));
        }

        Assert.False(_tries.TryBegin(["anna"], out var wait));
        Assert.Equal(1800, wait);
        _time.Advance(TimeSpan.FromSeconds(1799));
        Assert.False(_tries.TryBegin(["anna"], out wait));
        Assert.Equal(1, wait);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(Try("anna", isWrong: false));
    }

    [Fact]
    public void Four_wrong_tries_in_each_quarter_never_lock()
    {
        for (var number = 0; number < 40; number++)
        {
            Assert.True(Try("anna", isWrong: true));
            _time.Advance(TimeSpan.FromMinutes(3.76));
        }
    }

    [Fact]
    public void Tries_at_once_are_no_more_than_one_after_the_other()
    {
        var begun = Enumerable.Range(0, 50).Count(_ => _tries.TryBegin(["anna"], out var _));

        Assert.Equal(5, begun);
    }

    [Fact]
    public void A_try_counts_for_all_of_its_keys_or_for_none()
    {
        for (var number = 0; number < 5; number++)
        {
            Assert.True(_tries.TryBegin(["anna", "stranger"], out _));
            _tries.End(["anna", "stranger"], isWrong: true);
        }

        Assert.False(_tries.TryBegin(["ben", "stranger"], out _));
        Assert.True(Try("ben", isWrong: false));
        _tries.Forget("anna");
        Assert.True(Try("anna", isWrong: false));
    }

    [Fact]
    public void A_wall_clock_that_jumps_lifts_no_lock()
    {
        var jumping = new JumpingWall(_time);
        var tries = new WrongTries(new SignInOptions(), jumping);
        for (var number = 0; number < 5; number++)
        {
            Assert.True(tries.TryBegin(["anna"], out _));
            tries.End(["anna"], isWrong: true);
        }

        jumping.Off = TimeSpan.FromDays(1);
        Assert.False(tries.TryBegin(["anna"], out var wait));
        Assert.Equal(1800, wait);
        jumping.Off = TimeSpan.FromDays(-1);
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.True(tries.TryBegin(["anna"], out _));
    }

    [Fact]
    public void No_number_of_names_grows_the_memory_for_ever()
    {
        for (var number = 0; number < WrongTries.MaxKeys; number++)
        {
            Try($"name-{number}", isWrong: true);
        }

        Assert.False(_tries.TryBegin(["one more"], out var wait));
        Assert.Equal(1, wait);
        _time.Advance(TimeSpan.FromMinutes(16));
        Assert.True(Try("one more", isWrong: false));
    }

    [Fact]
    public void Tries_that_were_not_wrong_leave_nothing_behind()
    {
        for (var number = 0; number <= WrongTries.MaxKeys; number++)
        {
            Assert.True(Try($"name-{number}", isWrong: false));
        }
    }

    private bool Try(string key, bool isWrong)
    {
        if (!_tries.TryBegin([key], out _))
        {
            return false;
        }

        _tries.End([key], isWrong);
        return true;
    }

    private sealed class JumpingWall(FakeTimeProvider inner) : TimeProvider
    {
        public TimeSpan Off { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Off;

        public override long GetTimestamp() => inner.GetTimestamp();
    }
}
