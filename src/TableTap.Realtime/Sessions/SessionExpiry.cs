using TableTap.Realtime.Authentication;
using TableTap.Realtime.Options;

namespace TableTap.Realtime.Sessions;

/// <summary>When a session ends without renewal (section 1).</summary>
internal static class SessionExpiry
{
    /// <summary>The earlier of the token's expiry and the time until it must be shown again.</summary>
    /// <param name="identity">Who the token speaks for, and when it ends.</param>
    /// <param name="validated">When it was shown.</param>
    /// <param name="options">The times.</param>
    public static DateTimeOffset Of(
        Identity identity,
        DateTimeOffset validated,
        SessionOptions options
    )
    {
        // A token that the check let in by its skew may live as long as the skew goes.
        var expiry =
            identity.ExpiresAt > validated
                ? identity.ExpiresAt
                : identity.ExpiresAt + options.ClockSkew;
        var renewal = validated + options.ValidationInterval;
        return expiry < renewal ? expiry : renewal;
    }
}
