namespace TableTap.Server.Configuration;

/// <summary>The providers whose webhooks are taken. Immutable.</summary>
public sealed record PaymentOptions
{
    /// <summary>The payment providers of the settings, each with its secrets.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<PaymentProviderOptions> Providers { get; init; } = [];

    /// <summary>The provider of a name; null where there is none.</summary>
    /// <param name="name">The name of the provider.</param>
    public PaymentProviderOptions? Find(string name) =>
        Providers.FirstOrDefault(provider => provider.Name == name);

    /// <summary>Reads all payment providers that the settings name.</summary>
    /// <param name="settings">The settings.</param>
    internal static PaymentOptions Read(SettingsReader settings) =>
        new()
        {
            Providers =
            [
                .. settings
                    .Names(
                        PaymentProviderOptions.SectionKey,
                        "a name of a-z 0-9 _ -, at most 32",
                        IsName
                    )
                    .Select(name =>
                        Checked(
                            settings,
                            settings.Read(
                                new PaymentProviderOptions { Name = name, Secrets = [] },
                                name
                            )
                        )
                    ),
            ],
        };

    private static PaymentProviderOptions Checked(
        SettingsReader settings,
        PaymentProviderOptions provider
    )
    {
        if (provider is { Scheme: not PaymentScheme.Stripe, SecretKey: not null })
        {
            settings.Refuse(
                $"{PaymentProviderOptions.SectionKey}:{provider.Name}:SecretKey",
                "is for the scheme stripe; other providers are told of refunds at RefundsUrl"
            );
        }

        return provider;
    }

    private static bool IsName(string name) =>
        name.Length <= 32
        && name.All(letter =>
            char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '_' or '-'
        );
}
