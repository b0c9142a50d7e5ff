using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Auth;
using TableTap.Server.Testing;
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
}
