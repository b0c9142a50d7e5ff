using TableTap.Cafes.ProviderEvents;
using TableTap.Protocol.Errors;

namespace TableTap.Server.Webhooks;

/// <summary>
/// How a kind of payment provider signs its webhooks and what its words mean: the one place where providers differ
/// (section 5, "Webhooks"). Thread-safe.
/// </summary>
internal interface IWebhookScheme
{
    /// <summary>The header that carries the signature.</summary>
    string SignatureHeader { get; }

    /// <summary>Reads a body whose signature is right. Never throws for what it holds.</summary>
    /// <param name="provider">The provider's name in the configuration.</param>
    /// <param name="body">The body.</param>
    WebhookReading Read(string provider, ReadOnlyMemory<byte> body);
}

/// <summary>What a webhook's body comes to: a notice, nothing of ours, or something that cannot be read.</summary>
/// <param name="Notice">The notice; null where there is none.</param>
/// <param name="Problem">Why the body cannot be read; null where it can.</param>
internal readonly record struct WebhookReading(IncomingProviderEvent? Notice, ErrorBody? Problem)
{
    /// <summary>An event that means nothing here.</summary>
    public static WebhookReading Ignored { get; }

    /// <summary>Makes a reading of an event that the provider reported.</summary>
    public static implicit operator WebhookReading(IncomingProviderEvent notice) =>
        new(notice, null);

    /// <summary>A body that is not what the provider sends.</summary>
    public static WebhookReading Malformed(string problem) =>
        new(null, new(ErrorCode.MalformedMessage, problem));

    /// <summary>A body with fields that are wrong.</summary>
    public static WebhookReading Invalid(string path, string problem) =>
        new(
            null,
            new(ErrorCode.ValidationFailed, $"{path}: {problem}", Details: [new(path, problem)])
        );
}
