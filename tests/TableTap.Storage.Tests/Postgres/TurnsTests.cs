using Microsoft.Extensions.Time.Testing;
using TableTap.Storage.Postgres;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Postgres;

/// <summary>Whose turn it is where several servers write to one stream.</summary>
public sealed class TurnsTests
{
    private const string Stream = "cafe:demo";
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private readonly Turns _here;
    private readonly Turns _there;

    public TurnsTests() => (_here, _there) = (new("one", _time), new("two", _time));

    [Fact]
    public void A_server_that_nobody_came_before_gives_way_at_once_and_to_each_wish_once()
    {
        _here.Wrote(Stream);
        var wish = _there.Wish();

        Assert.True(_here.GivesWay(Stream, wish));
        Assert.False(_here.GivesWay(Stream, wish));
        Assert.True(_here.GivesWay(Stream, _there.Wish()));
    }

    [Fact]
    public void Nobody_gives_way_to_itself_or_to_no_wish()
    {
        Assert.False(_here.GivesWay(Stream, _here.Wish()));
        Assert.False(_here.GivesWay(Stream, null));
    }

    [Fact]
    public void A_server_that_got_its_turn_from_another_keeps_it_for_a_moment()
    {
        _here.Lost(Stream);
        _here.Wrote(Stream);
        Assert.False(_here.GivesWay(Stream, _there.Wish()));

        _time.Advance(Turns.Length - Moment);
        // Its turn does not begin anew with each commit.
        _here.Wrote(Stream);
        Assert.False(_here.GivesWay(Stream, _there.Wish()));

        _time.Advance(Moment);
        Assert.True(_here.GivesWay(Stream, _there.Wish()));
    }

    [Fact]
    public void A_turn_that_nobody_took_is_not_begun_anew()
    {
        _here.Lost(Stream);
        _here.Wrote(Stream);
        _time.Advance(Turns.Length);
        Assert.True(_here.GivesWay(Stream, _there.Wish()));

        // The other one came too late once more.
        _here.Wrote(Stream);

        Assert.True(_here.GivesWay(Stream, _there.Wish()));
    }

    [Fact]
    public void A_turn_at_one_stream_is_none_at_another()
    {
        _here.Lost(Stream);
        _here.Wrote(Stream);

        Assert.True(_here.GivesWay("cafe:north", _there.Wish()));
    }

    [Fact]
    public void A_server_that_lost_and_has_not_written_since_has_no_turn()
    {
        _here.Lost(Stream);

        Assert.True(_here.GivesWay(Stream, _there.Wish()));
    }
}
