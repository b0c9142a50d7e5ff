using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Journal;
using TableTap.Server.Auth;
using TableTap.Server.Testing;
using TableTap.Testing;
using TableTap.Testing.Journals;
using Revocations = TableTap.Realtime.Authentication.Revocations;

namespace TableTap.Server.Tests.Auth;

/// <summary>A revocation that is written is in force, whatever became of the one who asked for it.</summary>
public sealed class RevocationLogTests
{
    [Fact]
    public async Task A_revocation_is_in_force_although_its_sender_went_away_meanwhile()
    {
        using var gone = new CancellationTokenSource();
        var time = new FakeTimeProvider();
        await using var journal = new MemoryJournal { AfterWrite = gone.CancelAsync };
        var revocations = new Revocations(time);
        using var log = new RevocationLog(journal, revocations, time);

        await log.RevokeAsync(
            new(TokenId: null, UserId: "mallory", "stolen", "root"),
            People.Maya,
            address: null,
            "revoke-1",
            gone.Token
        );

        Assert.Single(journal.Facts);
        Assert.True(revocations.Contains(People.Maya with { UserId = "mallory" }));
    }

    [Fact]
    public async Task What_others_revoked_is_read_only_where_there_is_something_new()
    {
        var time = new FakeTimeProvider();
        await using var memory = new MemoryJournal();
        await using var line = new Line(memory);
        var revocations = new Revocations(time);
        using var here = new RevocationLog(line, revocations, time);
        using var there = new RevocationLog(memory, new Revocations(time), time);
        await here.FollowAsync(
            await memory.VersionsAsync(CancellationToken.None),
            CancellationToken.None
        );
        Assert.Equal(0, line.Reads);
        await there.RevokeAsync(
            new(TokenId: null, UserId: "mallory", "stolen", "root"),
            People.Maya,
            address: null,
            "revoke-1",
            CancellationToken.None
        );
        var versions = await memory.VersionsAsync(CancellationToken.None);

        await here.FollowAsync(versions, CancellationToken.None);
        await here.FollowAsync(versions, CancellationToken.None);

        Assert.True(revocations.Contains(People.Maya with { UserId = "mallory" }));
        Assert.Equal(1, line.Reads);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1180)]
    [InlineData(-3600)]
    public async Task A_clock_that_was_set_back_spares_no_token_that_was_there(int seconds)
    {
        var time = new OddClock(new(2024, 1, 15, 12, 0, 0, TimeSpan.Zero));
        await using var journal = new MemoryJournal();
        var revocations = new Revocations(time);
        using var log = new RevocationLog(journal, revocations, time);
        time.Pass(TimeSpan.FromMinutes(10));
        var token = People.Maya with { UserId = "mallory", IssuedAt = time.GetUtcNow() };
        time.Pass(TimeSpan.FromSeconds(5));

        time.Set(TimeSpan.FromSeconds(seconds));
        await log.RevokeAsync(
            new(TokenId: null, UserId: "mallory", "stolen", "root"),
            People.Maya,
            address: null,
            "revoke-1",
            CancellationToken.None
        );

        Assert.True(revocations.Contains(token));
        time.Set(TimeSpan.Zero);
        Assert.True(revocations.Contains(token));
        time.Pass(TimeSpan.FromSeconds(5));
        Assert.False(revocations.Contains(token with { IssuedAt = time.GetUtcNow() }));
    }

    /// <summary>Counts how often streams are read.</summary>
    /// <param name="journal">The journal that has them.</param>
    private sealed class Line(IJournal journal) : JournalDecorator(journal)
    {
        public int Reads { get; private set; }

        public override IAsyncEnumerable<StoredFact> ReadStreamAsync(
            string stream,
            long afterVersion,
            CancellationToken cancellationToken
        )
        {
            Reads++;
            return base.ReadStreamAsync(stream, afterVersion, cancellationToken);
        }
    }
}
