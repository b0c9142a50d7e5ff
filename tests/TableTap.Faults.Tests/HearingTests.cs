using Microsoft.Extensions.Time.Testing;
using TableTap.Faults.Cafes;
using TableTap.Faults.History;
using TableTap.Terms;

namespace TableTap.Faults.Tests;

public sealed class HearingTests
{
    private const string Own = "orders:customer:g1";
    private const string General = "cafe:demo:general";

    private readonly FakeTimeProvider _time = new();
    private readonly Findings _findings = new();
    private readonly Sightings _sightings = new();
    private readonly Hearing _hearing;

    public HearingTests()
    {
        _hearing = Reader("g1");
        _hearing.Connect();
        _hearing.Begin(Own, 0);
        _hearing.Begin(General, 10);
    }

    [Fact]
    public void What_comes_one_by_one_is_right()
    {
        Take(Own, 1);
        Take(General, 11);
        Take(Own, 2);
        _hearing.Connect();
        Take(General, 12);

        Assert.Empty(_findings.Kept);
        Assert.Equal(4, _hearing.Taken);
        Assert.Equal(12, _hearing.Positions[General]);
    }

    [Fact]
    public void What_is_left_out_is_lost()
    {
        Take(Own, 1);
        Take(Own, 4);

        Assert.Equal(2, _findings[Wrong.Lost]);
    }

    [Fact]
    public void What_comes_twice_is_doubled_also_on_the_next_connection()
    {
        Take(General, 11);
        Take(General, 11);
        _hearing.Connect();
        Take(General, 11);

        Assert.Equal(2, _findings[Wrong.Doubled]);
    }

    [Fact]
    public void A_channel_of_somebody_else_is_wrongly_permitted()
    {
        Take("orders:customer:g2", 1);
        _hearing.Begin("cafe:demo:staff", 0);

        Assert.Equal(2, _findings[Wrong.WronglyPermitted]);
    }

    [Fact]
    public void A_channel_is_silent_after_its_end()
    {
        _hearing.End(General);
        Take(General, 11);

        Assert.Equal(1, _findings[Wrong.WronglyPermitted]);
    }

    [Fact]
    public void Two_readers_must_see_the_same_message_under_a_number()
    {
        Take(General, 11);
        var other = Reader("g2");
        other.Begin(General, 10);
        other.Take(General, 11, "msg_another", ackRequired: false, "announcement");

        Assert.Equal(1, _findings[Wrong.Lost]);
    }

    [Fact]
    public void A_timed_resend_is_right_only_to_who_confirms_and_only_later()
    {
        Take(Own, 1, critical: true);
        Take(Own, 2, critical: true);
        _time.Advance(TimeSpan.FromSeconds(10));
        Take(Own, 2, critical: true);
        Assert.Equal(1, _findings[Wrong.Doubled]);

        _hearing.Confirm(Own, 1);
        Take(Own, 2, critical: true);
        Assert.Equal(1, _findings[Wrong.Doubled]);
        Assert.Equal(2, _hearing.ToldAgain);

        Take(Own, 2, critical: true);
        Take(Own, 1, critical: true);
        _time.Advance(TimeSpan.FromSeconds(11));
        Take(Own, 1, critical: true);
        Assert.Equal(3, _findings[Wrong.Doubled]);
    }

    [Fact]
    public void Without_memory_what_was_never_confirmed_comes_again()
    {
        Forget(confirmed: 2, sure: 1, of: 4, begins: 2);
        Take(Own, 3, critical: true);
        Take(Own, 4, critical: true);
        Take(Own, 5, critical: true);

        Assert.Empty(_findings.Kept);
        Assert.Equal(5, _hearing.Positions[Own]);
    }

    [Fact]
    public void Without_memory_what_may_have_been_confirmed_may_come_again()
    {
        Forget(confirmed: 2, sure: 1, of: 3, begins: 1);
        Take(Own, 2, critical: true);
        Take(Own, 3, critical: true);

        Assert.Empty(_findings.Kept);
    }

    [Fact]
    public void Without_memory_nothing_again_is_lost()
    {
        Forget(confirmed: 1, sure: 1, of: 4, begins: 4);

        Assert.Equal(3, _findings[Wrong.Lost]);
    }

    [Fact]
    public void Without_memory_what_was_surely_confirmed_is_doubled()
    {
        Forget(confirmed: 2, sure: 2, of: 2, begins: 0);
        Take(Own, 1, critical: true);
        Take(Own, 2, critical: true);

        Assert.Equal(2, _findings[Wrong.Doubled]);
    }

    private void Forget(long confirmed, long sure, long of, long begins)
    {
        for (var sequence = 1; sequence <= of; sequence++)
        {
            Take(Own, sequence, critical: true);
        }

        _hearing.Confirm(Own, confirmed);
        _hearing.SurelyConfirm(Own, sure);
        _hearing.Forget();
        _hearing.Connect();
        _hearing.Begin(Own, begins);
    }

    private void Take(string channel, long sequence, bool critical = false) =>
        _hearing.Take(channel, sequence, $"msg_{channel}_{sequence}", critical, "order_created");

    private Hearing Reader(string userId) =>
        new(
            new Participant(userId, Role.Customer, "", [], $"orders:customer:{userId}", General),
            _findings,
            _sightings,
            _time
        );
}
