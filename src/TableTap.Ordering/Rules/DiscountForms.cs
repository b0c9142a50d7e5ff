using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>What a discount has to look like, and what the café's file makes of it (docs/protocol.md §5, "Discounts").</summary>
internal static class DiscountForms
{
    /// <summary>What is wrong with a discount that somebody wants to give; null where nothing is.</summary>
    public static Refusal? Check(DecisionDraft draft, NewDiscount wanted)
    {
        var count =
            (wanted.DiscountId is null ? 0 : 1)
            + (wanted.Percent is null ? 0 : 1)
            + (wanted.Amount is null ? 0 : 1);
        return InputChecks.Refuse(
                count == 1
                    ? null
                    : new FieldProblem("percent", "exactly one of discountId, percent and amount"),
                wanted.Percent is not { } percent || NamedDiscount.IsPercent(percent)
                    ? null
                    : new FieldProblem(
                        "percent",
                        "more than 0, at most 100, with at most three decimals"
                    ),
                wanted.Amount is not { } amount
                || amount.IsPositive && amount <= InputChecks.LargestAmount
                    ? null
                    : new FieldProblem(
                        "amount",
                        $"more than nothing, at most {InputChecks.LargestAmount}"
                    ),
                InputChecks.Payable("amount", wanted.Amount, draft.Cafe.Profile),
                wanted.DiscountId is null
                    ? InputChecks.Needed("reason", wanted.Reason, draft.Limits.TextLength)
                    : InputChecks.Text("reason", wanted.Reason, draft.Limits.TextLength)
            )
            ?? (
                wanted.DiscountId is { } id && draft.Cafe.Profile.Discounts?.Find(id) is null
                    ? Refusal.NotFound("discount", id)
                    : null
            );
    }

    /// <summary>The discount that nothing is wrong with.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="wanted">What is to be taken off.</param>
    /// <param name="lineId">The line; null for the whole order.</param>
    public static AppliedDiscount Of(DecisionDraft draft, NewDiscount wanted, string? lineId)
    {
        var named = wanted.DiscountId is { } id ? draft.Cafe.Profile.Discounts!.Find(id) : null;
        return new(
            draft.Ids.NewId(),
            lineId,
            named is null ? wanted.Percent : named.Percent,
            named is null ? wanted.Amount : named.Amount,
            Currencies.DecimalsOf(draft.Cafe.Profile.Currency),
            InputChecks.Trimmed(wanted.Reason),
            draft.By,
            named?.DiscountId,
            named?.Name
        );
    }
}
