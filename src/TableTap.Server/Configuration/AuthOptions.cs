namespace TableTap.Server.Configuration;

/// <summary>Section <c>Auth</c>: whose tokens are accepted (section 1).</summary>
public sealed record AuthOptions
{
    /// <summary>The <c>iss</c> a token must have.</summary>
    /// <value>Default <c>tabletap</c>.</value>
    public string Issuer { get; init; } = "tabletap";

    /// <summary>The <c>aud</c> a token must have.</summary>
    /// <value>Default <c>tabletap</c>.</value>
    public string Audience { get; init; } = "tabletap";

    /// <summary>How far clocks may differ, for <c>nbf</c> and for <c>exp</c>.</summary>
    /// <value>0 s to 5 min; default 60 s.</value>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A session ends so long after its token was last shown, if the token does not expire before.</summary>
    /// <value>1 s to 1 d; default 30 min.</value>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long before its end a session is warned with <c>token_expiring</c>.</summary>
    /// <value>0 s to 1 d; default 60 s.</value>
    public TimeSpan ExpiryWarning { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>So many failed <c>token_refresh</c> in a row close the session.</summary>
    /// <value>1 to 100; default 3.</value>
    public int FailedRefreshes { get; init; } = 3;

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    public static AuthOptions Read(SectionReader section)
    {
        var defaults = new AuthOptions();
        const string name = "a text of 1 to 200 characters";
        return new()
        {
            Issuer = section.Text("Issuer", defaults.Issuer, name, IsName),
            Audience = section.Text("Audience", defaults.Audience, name, IsName),
            ClockSkew = section.Duration(
                "ClockSkew",
                defaults.ClockSkew,
                TimeSpan.Zero,
                TimeSpan.FromMinutes(5)
            ),
            SessionLifetime = section.Duration(
                "SessionLifetime",
                defaults.SessionLifetime,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromDays(1)
            ),
            ExpiryWarning = section.Duration(
                "ExpiryWarning",
                defaults.ExpiryWarning,
                TimeSpan.Zero,
                TimeSpan.FromDays(1)
            ),
            FailedRefreshes = section.Count("FailedRefreshes", defaults.FailedRefreshes, 1, 100),
        };
    }

    private static bool IsName(string text) => text.Length is >= 1 and <= 200;
}
