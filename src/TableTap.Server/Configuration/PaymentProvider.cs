using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>How a payment provider signs and speaks.</summary>
public enum PaymentScheme
{
    /// <summary>HMAC-SHA256 and TableTap's own words.</summary>
    Hmac,

    /// <summary>The provider signs and speaks as Stripe does.</summary>
    Stripe,
}

/// <summary>A payment provider whose webhooks are taken (section 5, "Webhooks"). Immutable.</summary>
public sealed record PaymentProviderOptions
{
    /// <summary>The section below which each provider has a section by its name.</summary>
    public const string SectionKey = "Payments:Providers";

    private const string Section = SectionKey + ":{name}:";

    /// <summary>Its name, and the last part of its webhook's address.</summary>
    public required string Name { get; init; }

    /// <summary>How the payment provider of that name signs and speaks.</summary>
    [Setting(Section + "Scheme"), Choice("hmac", "stripe")]
    public PaymentScheme Scheme { get; init; }

    /// <summary>The secrets it signs webhooks with; each of them is valid, so that one can follow another.</summary>
    [Setting(Section + "Secrets", CountsAtOnce = true), Secret(16)]
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>How far the time of a signature may be off.</summary>
    [Setting(Section + "Tolerance", CountsAtOnce = true), Duration("1s", "1h")]
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The key with which TableTap gives money back at a provider of the scheme <c>stripe</c>; without it nobody does there.</summary>
    [Setting(Section + "SecretKey"), Secret(16, IsOptional = true)]
    public string? SecretKey { get; init; }

    /// <summary>Where the provider of the scheme <c>stripe</c> takes refunds.</summary>
    [Setting(Section + "ApiBase"), RefundsUrl]
    public string ApiBase { get; init; } = "https://api.stripe.com";

    /// <summary>
    /// Where refunds are told to a provider that has no <c>SecretKey</c>: a signed request for each, at least once. Without it nobody
    /// is told; refunds are listed, and an alert says when one waits too long.
    /// </summary>
    [Setting(Section + "RefundsUrl"), RefundsUrl]
    public string? RefundsUrl { get; init; }

    /// <summary>
    /// Where the provider is asked about vouchers and gift cards, for cafés whose file names it in <c>vouchers</c>: a signed request each.
    /// Refunds of them are told there, too, where there is no <c>RefundsUrl</c>.
    /// </summary>
    [Setting(Section + "VouchersUrl"), RefundsUrl]
    public string? VouchersUrl { get; init; }

    /// <summary>How long its answer to a refund or about a voucher is waited for.</summary>
    [Setting(Section + "Timeout"), Duration("100ms", "10m")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The cafés whose orders it may pay; none for all.</summary>
    [Setting(Section + "Cafes"), CafeId]
    public IReadOnlyList<string> Cafes { get; init; } = [];

    /// <summary>The name alone: what else there is are secrets.</summary>
    public override string ToString() => Name;
}
