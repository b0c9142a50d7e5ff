namespace TableTap.Realtime.Authentication;

/// <summary>What a client brought to the upgrade (section 1). Never logged.</summary>
/// <param name="QueryToken">The <c>token</c> of the query, if any.</param>
/// <param name="HeaderToken">The bearer token of the <c>Authorization</c> header, if any.</param>
/// <param name="Address">The client's IP address as text, for limits and the audit; null where unknown.</param>
public sealed record Handshake(string? QueryToken, string? HeaderToken, string? Address)
{
    /// <summary>The token that the client brought as a subprotocol, <c>bearer.{token}</c>; the last means for browsers that set no header.</summary>
    /// <value>Default null: none.</value>
    public string? ProtocolToken { get; init; }

    /// <summary>Every token that the client brought, each once; more than one are refused.</summary>
    internal IReadOnlyList<string> Tokens =>
        [.. new[] { QueryToken, HeaderToken, ProtocolToken }.OfType<string>().Distinct()];

    /// <summary>What is left when the tokens are checked.</summary>
    internal Handshake WithoutTokens() => new(null, null, Address);

    /// <summary>Says nothing of the tokens.</summary>
    public override string ToString() => $"{nameof(Handshake)} from {Address}";
}
