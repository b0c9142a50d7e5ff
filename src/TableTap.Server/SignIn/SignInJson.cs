using System.Text.Json.Serialization;
using TableTap.Protocol.Jose;
using TableTap.Terms;

namespace TableTap.Server.SignIn;

/// <summary>What a refresh token says.</summary>
/// <param name="Session">The id of its session.</param>
/// <param name="Number">Which of the session's refresh tokens it is, from 1.</param>
internal sealed record RefreshClaims(string Session, long Number);

/// <summary>What the code of a table says.</summary>
/// <param name="CafeId">The id of the café.</param>
/// <param name="Table">The number or name on the table's sign.</param>
/// <param name="Number">Which of the table's codes it is, from 1.</param>
internal sealed record TableClaims(string CafeId, string Table, long Number);

/// <summary>What a device shows on which somebody has signed in before.</summary>
/// <param name="CafeId">The id of the café.</param>
/// <param name="EmployeeId">The id of the person.</param>
/// <param name="Pin">The version of the person's PIN; with another PIN the device is a stranger again.</param>
/// <param name="Device">What tells the device from others.</param>
internal sealed record DeviceClaims(string CafeId, string EmployeeId, long Pin, string Device);

/// <summary>A session of somebody who signed in, as it is kept. No token is kept, only the number of the present one.</summary>
/// <param name="UserId">The id of the person.</param>
/// <param name="Role">The role that the present token gives.</param>
/// <param name="CafeId">The id of the café.</param>
/// <param name="SignedInAt">When it began.</param>
/// <param name="EndsAt">When it ends at the latest.</param>
/// <param name="Number">Which refresh token is the present one, from 1.</param>
/// <param name="IssuedAt">When the present tokens were given.</param>
/// <param name="Name">The name to show; null for a guest.</param>
/// <param name="Table">The guest's table; null for the staff.</param>
/// <param name="By">The run of the server that gave the present tokens; null where it is not known.</param>
/// <param name="Key">The key that the client signs with; null where it signs nothing.</param>
internal sealed record SignInSession(
    string UserId,
    Role Role,
    string CafeId,
    DateTimeOffset SignedInAt,
    DateTimeOffset EndsAt,
    long Number,
    DateTimeOffset IssuedAt,
    string? Name = null,
    string? Table = null,
    string? By = null,
    SessionKey? Key = null
);

/// <summary>The public key of a session's client, as it is kept.</summary>
/// <param name="X">The first coordinate, base64url.</param>
/// <param name="Y">The second coordinate, base64url.</param>
/// <param name="Kid">The name of the key.</param>
internal sealed record SessionKey(string X, string Y, string Kid)
{
    /// <summary>The key as it is kept; null where there is none.</summary>
    /// <param name="key">The key.</param>
    public static SessionKey? Of(PublicKey? key) => key is null ? null : new(key.X, key.Y, key.Kid);

    /// <summary>The key as it is used.</summary>
    public PublicKey Read() =>
        PublicKey.TryOf(X, Y, Kid, out var key)
            ? key
            : throw new InvalidDataException("A session's key is no point of the curve.");
}

/// <summary>A lock of wrong PINs, as it is kept.</summary>
/// <param name="At">When it began, by the wall clock.</param>
internal sealed record LockedPin(DateTimeOffset At);

/// <summary>The number of a table's present code, as it is kept.</summary>
/// <param name="Number">The number, from 1.</param>
internal sealed record TableCodeNumber(long Number);

/// <summary>The source-generated JSON of what is signed and kept for signing in.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false
)]
[JsonSerializable(typeof(RefreshClaims))]
[JsonSerializable(typeof(TableClaims))]
[JsonSerializable(typeof(DeviceClaims))]
[JsonSerializable(typeof(SignInSession))]
[JsonSerializable(typeof(TableCodeNumber))]
[JsonSerializable(typeof(PinHash))]
[JsonSerializable(typeof(LockedPin))]
internal sealed partial class SignInJson : JsonSerializerContext;
