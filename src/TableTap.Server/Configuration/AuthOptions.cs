using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>Whose tokens are accepted (section 1). Immutable.</summary>
public sealed record AuthOptions
{
    /// <summary>The <c>iss</c> a token must have.</summary>
    [Setting("Auth:Issuer"), ShortText]
    public string Issuer { get; init; } = "tabletap";

    /// <summary>The <c>aud</c> a token must have.</summary>
    [Setting("Auth:Audience"), ShortText]
    public string Audience { get; init; } = "tabletap";

    /// <summary>The claim that names the user; what is no id there becomes a stable one.</summary>
    [Setting("Auth:UserClaim"), ShortText]
    public string UserClaim { get; init; } = "sub";

    /// <summary>The address of the issuer's JSON Web Key Set; its keys check tokens that are signed with RS256 or ES256.</summary>
    [Setting("Auth:JwksUrl"), KeyUrl]
    public string? JwksUrl { get; init; }

    /// <summary>A file with a JSON Web Key Set of the issuer, read at the start; its keys check tokens, too.</summary>
    [Setting("Auth:JwksFile"), FilePath]
    public string? JwksFile { get; init; }

    /// <summary>After how long the keys of the address are fetched anew.</summary>
    [Setting("Auth:JwksRefresh"), Duration("10s", "24h")]
    public TimeSpan JwksRefresh { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The shortest time between two fetches, whatever <c>kid</c> tokens name.</summary>
    [Setting("Auth:JwksPause"), Duration("1s", "10m")]
    public TimeSpan JwksPause { get; init; } = TimeSpan.FromSeconds(30);
}
