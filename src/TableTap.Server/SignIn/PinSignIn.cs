using System.Buffers.Text;
using System.Security.Cryptography;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Hosting;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Limits;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Terms;

namespace TableTap.Server.SignIn;

/// <summary>How a try to sign in with a PIN ended.</summary>
/// <param name="Tokens">The tokens; null where it was refused.</param>
/// <param name="Device">What makes this device known from now on.</param>
/// <param name="Refusal">Why it was refused.</param>
internal sealed record PinOutcome(
    SessionTokens? Tokens = null,
    string? Device = null,
    ErrorBody? Refusal = null
);

/// <summary>What the comparison of a PIN showed, once its turn had come.</summary>
/// <param name="Version">The version of the PIN; null where it is wrong.</param>
internal readonly record struct PinCheck(long? Version);

/// <summary>
/// Signs people of the staff in by PIN (section 9). Wrong PINs lock the person and the address for strangers; a device on which the
/// person has signed in before counts for itself, so that no stranger's tries shut it out. Thread-safe.
/// </summary>
/// <param name="pins">The PINs.</param>
/// <param name="sessions">The sessions that begin.</param>
/// <param name="tries">The wrong PINs.</param>
/// <param name="locks">Keeps what wrong PINs locked.</param>
/// <param name="cafes">The cafés, for their staff as it is now.</param>
/// <param name="keys">The keys of the server.</param>
/// <param name="options">How many wrong PINs lock.</param>
/// <param name="time">The clock.</param>
internal sealed class PinSignIn(
    Pins pins,
    SignInSessions sessions,
    WrongTries tries,
    PinLocks locks,
    CafeHost cafes,
    TokenKeys keys,
    SignInOptions options,
    TimeProvider time
) : IDisposable
{
    private const string Command = "pin_sign_in";
    private const int MaxWaiting = 32;
    private readonly SemaphoreSlim _turn = new(Math.Max(1, Environment.ProcessorCount / 4));
    private readonly SignedClaims<DeviceClaims> _devices = new(
        keys.Derive("tabletap known device"),
        SignInJson.Default.DeviceClaims
    );
    private int _waiting;

    /// <summary>Tries the PIN of a person.</summary>
    /// <param name="cafeId">The id of the café.</param>
    /// <param name="employeeId">The id of the person, who may not exist.</param>
    /// <param name="pin">The PIN, in the form of one.</param>
    /// <param name="device">What an earlier sign-in on this device gave; null for none.</param>
    /// <param name="address">The address it came from.</param>
    public async Task<PinOutcome> TryAsync(
        string cafeId,
        string employeeId,
        string pin,
        string? device,
        string? address
    )
    {
        var known = await DeviceOfAsync(cafeId, employeeId, device);
        string[] counted = known is null
            ? [PersonKey(cafeId, employeeId), $"address|{AddressKey.Of(address)}"]
            : [$"device|{known}"];
        if (!tries.TryBegin(counted, out var retryAfter))
        {
            return Refuse(
                new(
                    ErrorCode.RateLimitExceeded,
                    retryAfter == WrongTries.Busy
                        ? "Others sign in from here at this moment; try again."
                        : "There were too many wrong PINs. Wait, or ask a manager to set the PIN anew.",
                    RetryAfter: retryAfter,
                    Limit: options.WrongPins,
                    Window: (int)options.WrongPinsWindow.TotalSeconds
                )
            );
        }

        var isWrong = false;
        try
        {
            if (await CheckAsync(cafeId, employeeId, pin, known is not null) is not { } check)
            {
                return Refuse(
                    new(
                        ErrorCode.ServiceUnavailable,
                        "Too many people sign in at once; try again.",
                        RetryAfter: 1
                    )
                );
            }

            var person = cafes.Find(cafeId)?.Profile.Employee(employeeId);
            if (check.Version is not { } version || person is null)
            {
                isWrong = true;
                return Refuse(Unknown);
            }

            if (known is null)
            {
                tries.Clear(PersonKey(cafeId, employeeId));
            }

            var tokens = await sessions.BeginAsync(
                employeeId,
                person.Role,
                cafeId,
                person.Name,
                address
            );

            // Whoever set the PIN anew meanwhile has not seen this session.
            if (await pins.VersionAsync(cafeId, employeeId) != version)
            {
                await sessions.SignOutAsync(tokens.RefreshToken, address);
                isWrong = true;
                return Refuse(Unknown);
            }

            return new(
                tokens,
                _devices.Sign(new(cafeId, employeeId, version, known ?? NewDevice()))
            );
        }
        finally
        {
            await locks.KeepAsync(tries.End(counted, isWrong));
        }

        PinOutcome Refuse(ErrorBody refusal)
        {
            // Strangers make names up: all of those are one actor, and cafés that do not exist stand in the server's chain.
            var cafe = cafes.Find(cafeId);
            cafes.RefusalAudit.Count(
                new(
                    cafe is null ? AuditTrail.Server : cafeId,
                    cafe?.Profile.Employee(employeeId) is null ? "" : employeeId,
                    Role.Employee.Word,
                    address,
                    Command,
                    "",
                    refusal.Code.Word,
                    time.GetUtcNow()
                )
            );
            return new(Refusal: refusal);
        }
    }

    private static ErrorBody Unknown =>
        new(ErrorCode.AuthenticationFailed, "The café, the person or the PIN is wrong.");

    /// <summary>Sets a person's PIN or takes it away: lifts the person's lock, and ends their sessions.</summary>
    /// <param name="cafeId">The id of the café.</param>
    /// <param name="employeeId">The id of a person of its staff.</param>
    /// <param name="pin">The PIN; null for none.</param>
    /// <param name="line">The line of the audit, without the PIN.</param>
    public async Task SetAsync(
        string cafeId,
        string employeeId,
        string? pin,
        Realtime.Journal.AuditLine? line
    )
    {
        await _turn.WaitAsync();
        try
        {
            await pins.SetAsync(cafeId, employeeId, pin, line);
        }
        finally
        {
            _turn.Release();
        }

        await locks.LiftAsync(PersonKey(cafeId, employeeId));
        await sessions.EndAllAsync(employeeId);
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    // A hash costs a good part of a second: strangers must not take the processors, fill the memory with waiting, nor keep known devices out.
    private async Task<PinCheck?> CheckAsync(
        string cafeId,
        string employeeId,
        string pin,
        bool isKnown
    )
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MaxWaiting && !isKnown)
            {
                return null;
            }

            await _turn.WaitAsync();
            try
            {
                return new(await Task.Run(() => pins.CheckAsync(cafeId, employeeId, pin)));
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<string?> DeviceOfAsync(string cafeId, string employeeId, string? text) =>
        text is not null
        && await _devices.ReadAsync(text) is { } device
        && device.CafeId == cafeId
        && device.EmployeeId == employeeId
        && await pins.VersionAsync(cafeId, employeeId) == device.Pin
            ? device.Device
            : null;

    private static string PersonKey(string cafeId, string employeeId) =>
        $"person|{cafeId}|{employeeId}";

    private static string NewDevice() =>
        Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
}
