using TableTap.Protocol.Cards;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>
/// Why somebody wants something, in their words: one line that stands in the audit for good, so that it may hold no card data, and no control
/// characters, which not every store keeps and a terminal obeys.
/// </summary>
internal static class ReasonText
{
    /// <summary>The name of the reason in a query and in a body.</summary>
    public const string Name = "reason";

    /// <summary>The parameter of a query.</summary>
    /// <param name="isRequired">Whether it has to be there.</param>
    public static ApiParameter Parameter(bool isRequired) =>
        new(
            Name,
            $"Why, up to {Counted.Of(AuditLine.MaxReason, "character", "characters")}; it stands in the audit.",
            new()
            {
                ["type"] = "string",
                ["minLength"] = 1,
                ["maxLength"] = AuditLine.MaxReason,
            }
        )
        {
            Required = isRequired,
        };

    /// <summary>What is wrong with a reason; null where it can be kept.</summary>
    /// <param name="reason">The reason.</param>
    public static ErrorDetail? Problem(string reason) =>
        string.IsNullOrWhiteSpace(reason) || TextLimits.LengthOf(reason) > AuditLine.MaxReason
            ? new(
                Name,
                $"Say why, in at most {Counted.Of(AuditLine.MaxReason, "character", "characters")}."
            )
        : reason.Any(char.IsControl)
            ? new(Name, "Line breaks and other control characters are not allowed here.")
        : CardData.HoldsNumber(reason) ? new(Name, "Card data is not accepted here.")
        : null;
}
