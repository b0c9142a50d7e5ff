using System.Collections.Immutable;
using System.Text.Json.Serialization;
using TableTap.Realtime.Authentication;

namespace TableTap.Server.Auth;

/// <summary>A revocation as it is kept.</summary>
/// <param name="TokenId">The revoked <c>jti</c>, or null.</param>
/// <param name="UserId">The revoked user, or null.</param>
/// <param name="Reason">Why, in the administrator's words.</param>
/// <param name="By">The id of the administrator who revoked.</param>
internal sealed record Revocation(string? TokenId, string? UserId, string Reason, string By)
{
    /// <summary>When it is over.</summary>
    /// <value>Default null: never.</value>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The cafés of the administrator; null for one of the server.</summary>
    public IReadOnlyList<string>? Cafes { get; init; }

    /// <summary>The rule by which the revocation ends tokens.</summary>
    /// <param name="at">When it was made.</param>
    public RevocationRule RuleAt(DateTimeOffset at) =>
        new(TokenId, UserId)
        {
            IssuedBefore = at,
            Until = Until,
            Cafes = Cafes?.ToImmutableArray() ?? [],
        };
}

/// <summary>A revocation that is kept, with its moment.</summary>
/// <param name="Revocation">What was revoked, by whom and why.</param>
/// <param name="At">When it was revoked.</param>
internal sealed record KeptRevocation(Revocation Revocation, DateTimeOffset At)
{
    /// <summary>The rule by which the revocation ends tokens.</summary>
    public RevocationRule Rule { get; } = Revocation.RuleAt(At);
}

/// <summary>The source-generated JSON of what is kept of revocations.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Revocation))]
internal sealed partial class RevocationJson : JsonSerializerContext;
