using TableTap.Protocol;

namespace TableTap.Server.Configuration;

/// <summary>How a payment provider signs and speaks.</summary>
public enum PaymentScheme
{
    /// <summary>HMAC-SHA256 and TableTap's own words.</summary>
    Hmac,

    /// <summary>Stripe.</summary>
    Stripe,
}

/// <summary>A payment provider whose webhooks are taken (section 5, "Webhooks").</summary>
public sealed record PaymentProviderOptions
{
    /// <summary>The shortest secret.</summary>
    public const int ShortestSecret = 16;

    /// <summary>Its name, and the last part of its webhook's address.</summary>
    public required string Name { get; init; }

    /// <summary>How it signs and speaks.</summary>
    /// <value><c>hmac</c> or <c>stripe</c>; default <c>hmac</c>.</value>
    public PaymentScheme Scheme { get; init; }

    /// <summary>The secrets it signs with; each of them is valid, so that one can follow another.</summary>
    /// <value>One or more of at least 16 characters.</value>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>How far the time of a signature may be off.</summary>
    /// <value>1 s to 1 h; default 5 min.</value>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The cafés whose orders it may pay.</summary>
    /// <value>Ids; default none, which is all.</value>
    public IReadOnlyList<string> Cafes { get; init; } = [];

    /// <summary>Reads a provider.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="section">Its settings.</param>
    public static PaymentProviderOptions Read(string name, SectionReader section) =>
        new()
        {
            Name = name,
            Scheme =
                section.Text("Scheme", "hmac", "hmac or stripe", text => text is "hmac" or "stripe")
                == "stripe"
                    ? PaymentScheme.Stripe
                    : PaymentScheme.Hmac,
            Secrets = section.Secrets("Secrets", ShortestSecret),
            Tolerance = section.Duration(
                "Tolerance",
                TimeSpan.FromMinutes(5),
                TimeSpan.FromSeconds(1),
                TimeSpan.FromHours(1)
            ),
            Cafes = section.List("Cafes", "ids of cafés", id => Identifier.IsValid(id)),
        };
}
