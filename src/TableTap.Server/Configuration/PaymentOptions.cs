namespace TableTap.Server.Configuration;

/// <summary>Section <c>Payments</c>: the providers whose webhooks are taken.</summary>
public sealed record PaymentOptions
{
    /// <summary>The providers, as <c>Payments:Providers:{name}</c>.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<PaymentProviderOptions> Providers { get; init; } = [];

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    public static PaymentOptions Read(SectionReader section) =>
        new()
        {
            Providers = section.Each(
                "Providers",
                "a name of a-z 0-9 _ -, at most 32",
                name =>
                    name.Length <= 32
                    && name.All(letter =>
                        char.IsAsciiLetterLower(letter)
                        || char.IsAsciiDigit(letter)
                        || letter is '_' or '-'
                    ),
                PaymentProviderOptions.Read
            ),
        };
}
