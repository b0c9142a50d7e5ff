using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>How people sign in at this server (section 9). Immutable.</summary>
public sealed record SignInOptions
{
    /// <summary>How long a token lives that a person gets by signing in; then the refresh token brings the next one.</summary>
    [Setting("Auth:AccessTokenLifetime"), Duration("1m", "1h")]
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a guest stays signed in, from the scan of the table's code on.</summary>
    [Setting("Auth:GuestSessionLifetime"), Duration("10m", "30d")]
    public TimeSpan GuestSessionLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long a person of the staff stays signed in, from the PIN on.</summary>
    [Setting("Auth:StaffSessionLifetime"), Duration("10m", "30d")]
    public TimeSpan StaffSessionLifetime { get; init; } = TimeSpan.FromHours(16);

    /// <summary>How long the refresh token before the present one still brings the same successor, for an answer that was lost.</summary>
    [Setting("Auth:RefreshGrace"), Duration("0s", "10m")]
    public TimeSpan RefreshGrace { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>New sessions of guests in a minute by the code of one table.</summary>
    [Setting("Limits:GuestSessionsPerCodePerMinute", CountsAtOnce = true), Number(1, 10_000)]
    public int GuestSessionsPerMinute { get; init; } = 30;

    /// <summary>Requests for the next tokens of one session in a minute.</summary>
    [Setting("Limits:RefreshesPerSessionPerMinute", CountsAtOnce = true), Number(1, 10_000)]
    public int RefreshesPerMinute { get; init; } = 60;

    /// <summary>Sessions that are kept at once; beyond them guests are refused, the staff never.</summary>
    [Setting("Limits:SignInSessions"), Number(100, 10_000_000)]
    public int MaxSessions { get; init; } = 200_000;

    /// <summary>Sessions of one person of the staff at once; a further one ends the oldest.</summary>
    [Setting("Limits:SessionsPerPerson"), Number(1, 100)]
    public int SessionsPerPerson { get; init; } = 10;

    /// <summary>Wrong PINs of a person, from an address or on a device before the lock.</summary>
    [Setting("Limits:WrongPins"), Number(1, 100)]
    public int WrongPins { get; init; } = 5;

    /// <summary>The time in which wrong PINs count together.</summary>
    [Setting("Limits:WrongPinsWindow"), Duration("1m", "1d")]
    public TimeSpan WrongPinsWindow { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a lock lasts.</summary>
    [Setting("Limits:WrongPinsLock"), Duration("1m", "1d")]
    public TimeSpan WrongPinsLock { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The rounds of PBKDF2 for a PIN that is set from now on; they are kept with it.</summary>
    [Setting("Auth:PinIterations"), Number(100_000, 10_000_000)]
    public int PinIterations { get; init; } = 600_000;
}
