using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TableTap.Protocol.Jose;
using TableTap.Server.Configuration;
using TableTap.Terms;

namespace TableTap.Server.Auth;

/// <summary>Who a token is made for.</summary>
/// <param name="UserId">The id of the user, for the claim <c>sub</c>.</param>
/// <param name="Role">The role that the token gives.</param>
/// <param name="Cafes">The ids of the cafés it is for; empty for an administrator of the server.</param>
/// <param name="Counters">The counters, where they narrow the staff record's.</param>
/// <param name="Name">The name to show.</param>
public sealed record TokenRequest(
    string UserId,
    Role Role,
    IReadOnlyList<string> Cafes,
    IReadOnlyList<string>? Counters = null,
    string? Name = null
)
{
    /// <summary>The session that the token is given in, for the claim <c>sid</c>.</summary>
    /// <value>Default null: it is of no session.</value>
    public string? SessionId { get; init; }

    /// <summary>The key that the user's client has to sign with, for the claim <c>cnf.jwk</c>.</summary>
    /// <value>Default null: it signs nothing.</value>
    public PublicKey? SigningKey { get; init; }

    /// <summary>The id of the token, for the claim <c>jti</c>.</summary>
    /// <value>Default null: a new one.</value>
    public string? TokenId { get; init; }

    /// <summary>When the token begins, for the claim <c>iat</c>: asked for twice, it is the same token.</summary>
    /// <value>Default null: now.</value>
    public DateTimeOffset? IssuedAt { get; init; }
}

/// <summary>Makes tokens under the server's own key (section 1). Thread-safe.</summary>
/// <param name="keys">The keys of the server, by which tokens are signed.</param>
/// <param name="options">The issuer and audience to name.</param>
/// <param name="time">The clock by which tokens begin and end.</param>
public sealed class TokenMint(TokenKeys keys, AuthOptions options, TimeProvider time)
{
    /// <summary>How long a token lives where nothing else is asked for.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(30);

    private readonly JsonWebTokenHandler _handler = new()
    {
        SetDefaultTimesOnTokenCreation = false,
    };
    private readonly SigningCredentials _credentials = new(keys.Key, TokenKeys.Algorithm);

    /// <summary>Makes a signed token, a compact JWT that is valid from now.</summary>
    /// <param name="request">Who it is for.</param>
    /// <param name="lifetime">How long it lives from now.</param>
    /// <exception cref="ArgumentException">An id is no <see cref="Identifier"/>.</exception>
    public string Mint(TokenRequest request, TimeSpan lifetime)
    {
        string[] ids = [request.UserId, .. request.Cafes, .. request.Counters ?? []];
        if (Array.Find(ids, id => !Identifier.IsValid(id)) is { } wrong)
        {
            throw new ArgumentException(
                $"\"{wrong}\" is no id: {Identifier.Rule}.",
                nameof(request)
            );
        }

        var now = request.IssuedAt ?? time.GetUtcNow();
        var payload = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(payload))
        {
            json.WriteStartObject();
            json.WriteString("iss"u8, options.Issuer);
            json.WriteString("aud"u8, options.Audience);
            json.WriteString("sub"u8, request.UserId);
            json.WriteString("role"u8, request.Role.Word);
            WriteIds(json, "cafe_id", request.Cafes);
            if (request.Counters is { } counters)
            {
                WriteIds(json, "counters", counters);
            }

            if (request.Name is { Length: > 0 } name)
            {
                json.WriteString("name"u8, name);
            }

            json.WriteString("jti"u8, request.TokenId ?? Guid.CreateVersion7(now).ToString());
            if (request.SessionId is { } session)
            {
                json.WriteString("sid"u8, session);
            }

            if (request.SigningKey is { } key)
            {
                json.WriteStartObject("cnf"u8);
                json.WritePropertyName("jwk"u8);
                key.WriteTo(json);
                json.WriteEndObject();
            }

            WriteTime(json, "iat", now);
            WriteTime(json, "exp", now + lifetime);
            json.WriteEndObject();
        }

        return _handler.CreateToken(Encoding.UTF8.GetString(payload.WrittenSpan), _credentials);
    }

    // To the millisecond: a token of the second in which its user was revoked is old or new, and both must be told apart.
    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset time) =>
        json.WriteNumber(name, time.ToUnixTimeMilliseconds() / 1000m);

    private static void WriteIds(Utf8JsonWriter json, string name, IReadOnlyList<string> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
    }
}
