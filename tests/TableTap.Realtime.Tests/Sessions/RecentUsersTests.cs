using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Sessions;
using TableTap.Terms;

namespace TableTap.Realtime.Tests.Sessions;

public sealed class RecentUsersTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecentUsers _users;

    public RecentUsersTests() => _users = new(_time);

    [Fact]
    public void Who_was_here_is_known_for_a_day()
    {
        Note("anna");
        _time.Advance(TimeSpan.FromHours(13));
        Note("ben");
        _time.Advance(TimeSpan.FromHours(11));
        Note("chloe");

        Assert.False(_users.Knows("anna", "demo"));
        Assert.True(_users.Knows("ben", "demo"));
        Assert.True(_users.Knows("chloe", "demo"));
        Assert.False(_users.Knows("chloe", "other"));
    }

    [Fact]
    public void No_more_are_remembered_than_there_is_room_for()
    {
        for (var user = 0; user <= RecentUsers.Capacity; user++)
        {
            Note($"guest-{user}");
        }

        Assert.False(_users.Knows("guest-0", "demo"));
        Assert.True(_users.Knows("guest-1", "demo"));
        Assert.True(_users.Knows($"guest-{RecentUsers.Capacity}", "demo"));
    }

    private void Note(string user) =>
        _users.Note(
            new Identity(
                user,
                Role.Customer,
                ["demo"],
                Counters: null,
                Name: null,
                TokenId: null,
                Issuer: "test",
                ExpiresAt: DateTimeOffset.MaxValue
            )
        );
}
