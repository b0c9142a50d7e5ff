using TableTap.Ordering.Decisions;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// What is paid in cash where a country has no coins for less: what is due, to the nearest multiple of an amount, a half up. What a card
/// pays is not rounded (docs/protocol.md §5, "Rounding of cash").
/// </summary>
internal static class CashRounding
{
    /// <summary>What is to be paid of what is due.</summary>
    public static Money ToPay(DecisionDraft draft, PaymentMethod method, Money due) =>
        method == PaymentMethod.Cash ? draft.Cafe.Profile.InCash(due) : due;

    /// <summary>The refusal of a part of what is due that nobody can pay with the coins that there are; null where it can be paid.</summary>
    public static Refusal? Check(DecisionDraft draft, PaymentMethod method, Money amount) =>
        ToPay(draft, method, amount) == amount
            ? null
            : Refusal.Invalid(
                "amount",
                $"in cash a multiple of {draft.Cafe.Profile.CashRounding}, or all that is due, rounded to one"
            );

    /// <summary>A difference as a fact has it: null for none.</summary>
    public static Money? Told(Money rounding) => rounding == Money.Zero ? null : rounding;
}
