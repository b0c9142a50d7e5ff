using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.Hosting;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Journal;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Server.SignIn;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Server.Tests.SignIn;

/// <summary>Section 9: any order of refreshing, copying, losing answers and restarting does what a model of five lines says.</summary>
public sealed class SessionModelTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private readonly MemoryJournal _journal = new();
    private Revocations _revocations = null!;
    private CafeHost _cafes = null!;
    private TokenKeys _keys = null!;
    private SignInSessions _sessions = null!;

    public async ValueTask InitializeAsync()
    {
        _keys = TokenKeys.Open(_directory.Path);
        _revocations = new(_time);
        _cafes = new(
            _journal,
            new CafeDirectory(),
            _revocations,
            new(),
            _time,
            NullLoggerFactory.Instance
        );
        await _cafes.StartAsync(demo: true, TestContext.Current.CancellationToken);
        Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _cafes.DisposeAsync();
        await _journal.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Any_order_of_steps_ends_as_the_model_says() =>
        await Gen.Int[0, 11]
            .Array[1, 25]
            .SampleAsync(
                async steps =>
                {
                    var first = await _sessions.BeginAsync("g", Role.Customer, "demo", null, null);
                    var given = new List<string> { first.RefreshToken };
                    var (isOver, rotated) = (false, TimeSpan.Zero);
                    var now = TimeSpan.Zero;
                    foreach (var step in steps)
                    {
                        if (step >= 8)
                        {
                            Restart(step == 11);
                            now += Pass(step);
                            continue;
                        }

                        // The present one, the one before, or an older one.
                        var back = Math.Min(step / 3, given.Count - 1);
                        var answer = await _sessions.RefreshAsync(given[^(back + 1)], null);
                        if (isOver)
                        {
                            Assert.Null(answer);
                        }
                        else if (back == 0)
                        {
                            Assert.DoesNotContain(answer!.RefreshToken, given);
                            given.Add(answer.RefreshToken);
                            rotated = now;
                        }
                        else if (back == 1 && now - rotated < TimeSpan.FromMinutes(1))
                        {
                            Assert.Equal(given[^1], answer!.RefreshToken);
                        }
                        else
                        {
                            Assert.Null(answer);
                            isOver = true;
                        }
                    }
                },
                iter: 300,
                threads: 1
            );

    [Fact]
    public async Task Refreshing_at_the_same_time_gives_one_successor_to_all()
    {
        var first = await _sessions.BeginAsync("g", Role.Customer, "demo", null, null);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 30)
                .Select(_ => Task.Run(() => _sessions.RefreshAsync(first.RefreshToken, null)))
        );

        Assert.Single(answers.Select(answer => (answer!.RefreshToken, answer.Token)).Distinct());
    }

    [Fact]
    public async Task An_answer_that_was_lost_in_a_crash_is_given_again()
    {
        var first = await _sessions.BeginAsync("g", Role.Customer, "demo", null, null);
        _journal.AfterAppend = _ => throw new JournalUnavailableException("The power is gone.");
        await Assert.ThrowsAsync<JournalUnavailableException>(() =>
            _sessions.RefreshAsync(first.RefreshToken, null)
        );
        _journal.AfterAppend = null;
        Start();
        _time.Advance(TimeSpan.FromSeconds(20));

        var second = await _sessions.RefreshAsync(first.RefreshToken, null);
        var again = await _sessions.RefreshAsync(first.RefreshToken, null);
        var third = await _sessions.RefreshAsync(second!.RefreshToken, null);

        Assert.Equal(second, again);
        Assert.NotNull(third);
        Assert.NotEqual(second.RefreshToken, third.RefreshToken);
    }

    [Fact]
    public async Task Who_asks_between_the_write_and_its_answer_gets_the_same_successor()
    {
        var first = await _sessions.BeginAsync("g", Role.Customer, "demo", null, null);
        _time.Advance(TimeSpan.FromMinutes(5));
        Task<SessionTokens?>? between = null;
        _journal.AfterAppend = batch =>
        {
            if (batch.Records.Any(record => record.Kind == "session"))
            {
                between = _sessions.RefreshAsync(first.RefreshToken, null);
            }
        };

        var second = await _sessions.RefreshAsync(first.RefreshToken, null);

        Assert.NotNull(second);
        Assert.Equal(second, await between!);
    }

    [Fact]
    public async Task A_refresh_that_was_not_written_makes_no_old_token_good_for_longer()
    {
        var first = await _sessions.BeginAsync("g", Role.Customer, "demo", null, null);
        var second = await _sessions.RefreshAsync(first.RefreshToken, null);
        _time.Advance(TimeSpan.FromSeconds(61));
        _journal.BeforeAppend = _ => throw new JournalUnavailableException("The disk is full.");
        await Assert.ThrowsAsync<JournalUnavailableException>(() =>
            _sessions.RefreshAsync(second!.RefreshToken, null)
        );
        _journal.BeforeAppend = null;

        Assert.Null(await _sessions.RefreshAsync(first.RefreshToken, null));
        Assert.Null(await _sessions.RefreshAsync(second!.RefreshToken, null));
    }

    [Fact]
    public async Task Two_processes_on_one_store_give_the_same_successor()
    {
        var other = Make(_time);
        var first = await _sessions.BeginAsync("g", Role.Customer, "demo", null, null);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 30)
                .Select(number =>
                    Task.Run(() =>
                        (number % 2 == 0 ? _sessions : other).RefreshAsync(first.RefreshToken, null)
                    )
                )
        );
        var second = Assert.Single(answers.Distinct())!;
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(second, await _sessions.RefreshAsync(first.RefreshToken, null));
        Assert.Equal(second, await other.RefreshAsync(first.RefreshToken, null));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await other.RefreshAsync(first.RefreshToken, null));
        Assert.Null(await _sessions.RefreshAsync(second.RefreshToken, null));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task The_minute_of_a_lost_answer_is_one_that_truly_passed(double days)
    {
        var clock = new OddClock(Batch.Noon);
        var sessions = Make(clock);
        var first = await sessions.BeginAsync("anna", Role.Employee, "demo", "Anna", null);
        var second = await sessions.RefreshAsync(first.RefreshToken, null);
        clock.Pass(TimeSpan.FromSeconds(30));
        clock.Set(TimeSpan.FromDays(days) / 4);

        Assert.Equal(second, await sessions.RefreshAsync(first.RefreshToken, null));
        clock.Pass(TimeSpan.FromSeconds(31));
        Assert.Null(await sessions.RefreshAsync(first.RefreshToken, null));
        Assert.Null(await sessions.RefreshAsync(second!.RefreshToken, null));
    }

    [Fact]
    public async Task A_clock_that_is_ahead_refuses_a_session_and_does_not_end_it()
    {
        var clock = new OddClock(Batch.Noon);
        var sessions = Make(clock);
        var first = await sessions.BeginAsync("g", Role.Customer, "demo", null, null);
        clock.Set(TimeSpan.FromDays(1));
        Assert.Null(await sessions.RefreshAsync(first.RefreshToken, null));
        clock.Set(TimeSpan.Zero);

        Assert.NotNull(await sessions.RefreshAsync(first.RefreshToken, null));
    }

    [Fact]
    public async Task A_table_ends_its_own_guests_also_those_who_refresh_at_that_moment()
    {
        var guests = new List<SessionTokens>();
        for (var number = 0; number < 20; number++)
        {
            guests.Add(
                await _sessions.BeginAsync($"g{number}", Role.Customer, "demo", null, null, "7")
            );
        }

        var other = await _sessions.BeginAsync("o", Role.Customer, "demo", null, null, "8");
        var refreshing = guests.Select(guest =>
            Task.Run(() => _sessions.RefreshAsync(guest.RefreshToken, null))
        );
        await Task.WhenAll([.. refreshing, Task.Run(() => _sessions.EndTableAsync("demo", "7"))]);

        foreach (var guest in guests)
        {
            Assert.Null(await _sessions.RefreshAsync(guest.RefreshToken, null));
            Assert.True(_revocations.Contains(await IdentityAsync(guest.Token)));
        }

        Assert.NotNull(await _sessions.RefreshAsync(other.RefreshToken, null));
    }

    [Fact]
    public async Task A_copied_token_ends_the_session_and_the_tokens_it_gave()
    {
        var first = await _sessions.BeginAsync("anna", Role.Employee, "demo", "Anna", "192.0.2.1");
        var second = await _sessions.RefreshAsync(first.RefreshToken, null);
        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.Null(await _sessions.RefreshAsync(first.RefreshToken, "192.0.2.66"));
        Assert.Null(await _sessions.RefreshAsync(second!.RefreshToken, "192.0.2.1"));

        Assert.True(_revocations.Contains(await IdentityAsync(second.Token)));
        Assert.True(_revocations.Contains(await IdentityAsync(first.Token)));
        var line = Assert.Single(_journal.Audit, line => line.Command == "refresh_token_reuse");
        Assert.Equal(
            ("anna", "192.0.2.66", "AUTHENTICATION_FAILED"),
            (line.Actor, line.Address, line.Result)
        );
    }

    [Fact]
    public async Task An_ended_session_stays_ended_over_a_restart()
    {
        var first = await _sessions.BeginAsync("anna", Role.Employee, "demo", "Anna", null);
        Assert.True(await _sessions.SignOutAsync(first.RefreshToken, null));

        var after = new Revocations(_time);
        await new EndedSessions(_journal, after, TimeSpan.FromMinutes(16), _time).ReadAsync(
            TestContext.Current.CancellationToken
        );

        Assert.True(after.Contains(await IdentityAsync(first.Token)));
        Assert.True(await _sessions.SignOutAsync(first.RefreshToken, null));
        Assert.False(await _sessions.SignOutAsync("no.such.token", null));
    }

    [Fact]
    public async Task A_revoked_user_or_a_person_who_left_gets_no_further_token()
    {
        var anna = await _sessions.BeginAsync("anna", Role.Employee, "demo", "Anna", null);
        var gone = await _sessions.BeginAsync("gone", Role.Employee, "demo", "Gone", null);
        _time.Advance(TimeSpan.FromSeconds(1));
        _revocations.Revoke(new(UserId: "anna") { IssuedBefore = _time.GetUtcNow() });

        Assert.Null(await _sessions.RefreshAsync(anna.RefreshToken, null));
        Assert.Null(await _sessions.RefreshAsync(gone.RefreshToken, null));
    }

    [Fact]
    public async Task A_person_has_so_many_sessions_and_the_oldest_gives_way()
    {
        var begun = new List<SessionTokens>();
        for (var number = 0; number < 11; number++)
        {
            begun.Add(await _sessions.BeginAsync("anna", Role.Employee, "demo", "Anna", null));
            _time.Advance(TimeSpan.FromMilliseconds(5));
        }

        Assert.Null(await _sessions.RefreshAsync(begun[0].RefreshToken, null));
        Assert.NotNull(await _sessions.RefreshAsync(begun[1].RefreshToken, null));
        Assert.NotNull(await _sessions.RefreshAsync(begun[10].RefreshToken, null));
    }

    [Fact]
    public async Task What_is_kept_of_a_session_holds_no_token()
    {
        var first = await _sessions.BeginAsync("anna", Role.Employee, "demo", "Anna", null);
        var kept = string.Join(
            '\n',
            (
                await _journal.ReadRecordsAsync(
                    new("session", 10),
                    TestContext.Current.CancellationToken
                )
            ).Select(record => System.Text.Encoding.UTF8.GetString(record.Data.Span))
        );

        Assert.Contains("anna", kept, StringComparison.Ordinal);
        foreach (var part in first.RefreshToken.Split('.').Concat(first.Token.Split('.')))
        {
            Assert.DoesNotContain(part, kept, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_change_of_a_refresh_token_makes_another_one()
    {
        var first = await _sessions.BeginAsync("g", Role.Customer, "demo", null, null);
        Gen.Select(Gen.Int[0, first.RefreshToken.Length - 1], Gen.Char, Gen.Int[0, 2])
            .Sample(
                change =>
                {
                    var (place, letter, kind) = change;
                    var text = first.RefreshToken;
                    var changed = kind switch
                    {
                        0 => text[..place] + letter + text[(place + 1)..],
                        1 => text[..place],
                        _ => text.Insert(place, letter.ToString()),
                    };
                    var number = _sessions.SignOutAsync(changed, null);
                    return changed == text || !number.GetAwaiter().GetResult();
                },
                iter: 2000,
                threads: 1
            );
        Assert.False(await _sessions.SignOutAsync(new string('a', 5000), null));
        Assert.False(await _sessions.SignOutAsync(first.Token, null));
    }

    private TimeSpan Pass(int step)
    {
        var passed = step switch
        {
            8 => TimeSpan.FromSeconds(20),
            9 => TimeSpan.FromSeconds(61),
            _ => TimeSpan.FromSeconds(1),
        };
        _time.Advance(passed);
        return passed;
    }

    private void Restart(bool restarts)
    {
        if (restarts)
        {
            Start();
        }
    }

    private void Start() => _sessions = Make(_time);

    private SignInSessions Make(TimeProvider time) =>
        new(
            _journal,
            new(_journal, _revocations, TimeSpan.FromMinutes(16), time),
            _revocations,
            _cafes,
            new(_keys, new AuthOptions(), time),
            _keys,
            new AuthOptions(),
            new SignInOptions(),
            time
        );

    private async Task<Identity> IdentityAsync(string token)
    {
        var verifier = new TokenVerifier(_keys, new AuthOptions(), TimeSpan.FromMinutes(1), _time);
        return (await verifier.CheckAsync(token, TestContext.Current.CancellationToken)).Identity!;
    }
}
