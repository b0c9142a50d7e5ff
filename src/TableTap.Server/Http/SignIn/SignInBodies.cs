using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Protocol.Values;
using TableTap.Server.SignIn;

namespace TableTap.Server.Http.SignIn;

/// <summary>The body of <c>POST /v1/auth/guest</c>.</summary>
/// <param name="CafeId">The id of the café.</param>
/// <param name="TableCode">The code of the table, as its QR code has it.</param>
/// <param name="Jwk">The key that the guest's client signs with, a public JWK on P-256.</param>
internal sealed record GuestSignInRequest(string CafeId, string TableCode, JsonElement? Jwk = null);

/// <summary>The body of <c>POST /v1/auth/pin</c>.</summary>
/// <param name="CafeId">The id of the café.</param>
/// <param name="EmployeeId">The id of the person.</param>
/// <param name="Pin">The PIN, 4 to 12 digits.</param>
/// <param name="Device">What an earlier sign-in on this device gave: with it no stranger's tries lock the device out.</param>
internal sealed record PinSignInRequest(
    string CafeId,
    string EmployeeId,
    string Pin,
    string? Device = null
);

/// <summary>The body of <c>POST /v1/auth/refresh</c> and <c>POST /v1/auth/sign-out</c>.</summary>
/// <param name="RefreshToken">The refresh token of the last answer.</param>
internal sealed record RefreshRequest(string RefreshToken);

/// <summary>The body of <c>PUT /v1/cafes/{id}/staff/{employeeId}/pin</c>.</summary>
/// <param name="Pin">The new PIN, 4 to 12 digits.</param>
internal sealed record PinRequest(string Pin);

/// <summary>What somebody gets who signs in or stays signed in.</summary>
/// <param name="Token">The access token.</param>
/// <param name="RefreshToken">What brings the next tokens, once.</param>
/// <param name="UserId">The id of the person.</param>
/// <param name="ExpiresAt">When the access token ends.</param>
/// <param name="TableNumber">The guest's table; absent otherwise.</param>
/// <param name="Device">What this device shows at the next PIN; absent for guests and renewals.</param>
internal sealed record SignInAnswer(
    string Token,
    string RefreshToken,
    string UserId,
    DateTimeOffset ExpiresAt,
    string? TableNumber = null,
    string? Device = null
)
{
    /// <summary>The answer with these tokens.</summary>
    /// <param name="tokens">The tokens.</param>
    public static SignInAnswer Of(SessionTokens tokens) =>
        new(tokens.Token, tokens.RefreshToken, tokens.UserId, tokens.ExpiresAt, tokens.Table);
}

/// <summary>The code of a table.</summary>
/// <param name="TableCode">The code, the same until it is revoked.</param>
/// <param name="Url">The page that the QR code opens.</param>
internal sealed record TableCodeAnswer(string TableCode, string Url);

/// <summary>The source-generated JSON of signing in.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    Converters = [typeof(Timestamp)]
)]
[JsonSerializable(typeof(GuestSignInRequest))]
[JsonSerializable(typeof(PinSignInRequest))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(PinRequest))]
[JsonSerializable(typeof(SignInAnswer))]
[JsonSerializable(typeof(TableCodeAnswer))]
internal sealed partial class SignInBodies : JsonSerializerContext;
