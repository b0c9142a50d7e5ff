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
}
