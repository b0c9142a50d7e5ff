using TableTap.Cafes.ProviderEvents;
using TableTap.Terms;

namespace TableTap.Server.Webhooks;

/// <summary>The form of a notice, whoever sent it.</summary>
internal static class ProviderEventValidation
{
    /// <summary>The refusal of a body that holds data of a card.</summary>
    public static WebhookReading CardData { get; } =
        WebhookReading.Invalid("", "card data is not accepted here");

    /// <summary>The notice, or what is wrong with it.</summary>
    /// <param name="notice">The notice as it was read.</param>
    public static WebhookReading Checked(IncomingProviderEvent notice)
    {
        foreach (var (path, id) in new[] { ("orderId", notice.OrderId), ("cafeId", notice.CafeId) })
        {
            if (id is not null && !Identifier.IsValid(id))
            {
                return WebhookReading.Invalid(path, $"expected an id: {Identifier.Rule}");
            }
        }

        foreach (
            var (path, text) in new[]
            {
                ("id", notice.EventId),
                ("transactionId", notice.TransactionId),
                ("refundId", notice.RefundId),
                ("reason", notice.Reason),
            }
        )
        {
            if (
                text is not null
                && (
                    TextLimits.LengthOf(text) is 0 or > TextLimits.Provider
                    || text.Any(char.IsControl)
                )
            )
            {
                return WebhookReading.Invalid(
                    path,
                    $"1 to {Counted.Of(TextLimits.Provider, "character", "characters")}, none of them a control character"
                );
            }
        }

        return
            notice.Currency is { } currency
            && (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper))
            ? WebhookReading.Invalid("currency", "three letters of ISO 4217")
            : notice;
    }
}
