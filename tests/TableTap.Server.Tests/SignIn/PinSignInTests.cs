using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.Hosting;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Server.SignIn;
using TableTap.Server.Testing;
using TableTap.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Server.Tests.SignIn;

/// <summary>Section 9: what happens between a PIN that is right and the session it opens, and over a restart.</summary>
public sealed class PinSignInTests : IAsyncLifetime
{
    private const string Pin = "471147";
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private readonly MemoryJournal _journal = new();
    private readonly SignInOptions _options = new() { PinIterations = 100_000 };
    private Revocations _revocations = null!;
    private CafeHost _cafes = null!;
    private TokenKeys _keys = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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
        await _cafes.StartAsync(demo: true, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _cafes.DisposeAsync();
        await _journal.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_PIN_that_is_set_anew_while_the_old_one_signs_in_leaves_no_session()
    {
        using var signIn = await StartAsync(_options);
        await signIn.Pins.SetAsync("demo", "anna", Pin, null);
        var isSet = false;
        _journal.BeforeWrite = async () =>
        {
            if (!isSet)
            {
                isSet = true;
                await signIn.Pins.SetAsync("demo", "anna", "951847", null);
            }
        };

        var outcome = await TryAsync(signIn, Pin);

        Assert.True(isSet);
        Assert.Equal(ErrorCode.AuthenticationFailed, outcome.Refusal?.Code);
        Assert.Empty(await _journal.ReadRecordsAsync(new("session", 10), Cancel));
        Assert.NotNull((await TryAsync(signIn, "951847")).Tokens);
    }

    [Fact]
    public async Task PINs_of_other_rounds_stay_good()
    {
        using (var before = await StartAsync(_options))
        {
            await before.Pins.SetAsync("demo", "anna", Pin, null);
        }

        using var more = await StartAsync(_options with { PinIterations = 150_000 });
        Assert.NotNull((await TryAsync(more, Pin)).Tokens);
        Assert.Null((await TryAsync(more, "000000")).Tokens);
        await more.Pins.SetAsync("demo", "anna", "951847", null);
        using var fewer = await StartAsync(_options);
        Assert.NotNull((await TryAsync(fewer, "951847")).Tokens);
        Assert.Null((await TryAsync(fewer, "000000")).Tokens);
    }

    [Fact]
    public async Task Of_a_lock_what_is_left_counts_after_a_restart()
    {
        using (var before = await StartAsync(_options))
        {
            await before.Pins.SetAsync("demo", "anna", Pin, null);
            for (var number = 0; number < 5; number++)
            {
                await TryAsync(before, "000000");
            }
        }

        _time.Advance(TimeSpan.FromMinutes(20));
        using (var again = await StartAsync(_options))
        {
            Assert.Equal(600, (await TryAsync(again, Pin)).Refusal?.RetryAfter);
        }

        _time.Advance(TimeSpan.FromMinutes(10));
        using var late = await StartAsync(_options);
        Assert.NotNull((await TryAsync(late, Pin)).Tokens);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_makes_no_lock_longer()
    {
        using (var before = await StartAsync(_options))
        {
            await before.Pins.SetAsync("demo", "anna", Pin, null);
            for (var number = 0; number < 5; number++)
            {
                await TryAsync(before, "000000");
            }
        }

        var clock = new OddClock(Batch.Noon);
        clock.Set(TimeSpan.FromDays(-3));
        using var again = await StartAsync(_options, clock);

        Assert.Equal(1800, (await TryAsync(again, Pin)).Refusal?.RetryAfter);
    }

    [Fact]
    public async Task A_flood_of_strangers_keeps_no_known_device_out()
    {
        using var signIn = await StartAsync(_options with { WrongPins = 100 });
        await signIn.Pins.SetAsync("demo", "anna", Pin, null);
        var device = (await TryAsync(signIn, Pin)).Device;
        var strangers = Enumerable
            .Range(0, 99)
            .Select(number =>
                Task.Run(() =>
                    signIn.Pins.TryAsync("demo", "nobody", "0000", null, $"10.0.0.{number}")
                )
            )
            .ToList();
        var known = await signIn.Pins.TryAsync("demo", "anna", Pin, device, "10.0.0.1");

        Assert.NotNull(known.Tokens);
        Assert.All(
            await Task.WhenAll(strangers),
            outcome =>
                Assert.Contains(
                    outcome.Refusal!.Code,
                    (ErrorCode[])[ErrorCode.AuthenticationFailed, ErrorCode.ServiceUnavailable]
                )
        );
    }

    private static Task<PinOutcome> TryAsync(SignInServices signIn, string pin) =>
        signIn.Pins.TryAsync("demo", "anna", pin, null, "192.0.2.1");

    private async Task<SignInServices> StartAsync(SignInOptions options, TimeProvider? time = null)
    {
        var signIn = new SignInServices(
            _journal,
            _cafes,
            _revocations,
            new(_keys, new AuthOptions(), time ?? _time),
            _keys,
            new() { SignIn = options },
            time ?? _time
        );
        await signIn.ReadAsync(Cancel);
        return signIn;
    }
}
