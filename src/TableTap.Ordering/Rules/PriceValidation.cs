using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Whether what a café says of discounts, its service charge and cash holds together. Paths are those of an import file.</summary>
internal static class PriceValidation
{
    /// <summary>The most discounts with a name that a café may have.</summary>
    internal const int MostDiscounts = 100;

    private const string Percentage =
        "in percent, more than 0, at most 100, with at most three decimals";
    private static readonly Money LargestCoin = new(100_000);

    /// <summary>What is wrong with it.</summary>
    /// <param name="profile">The café.</param>
    public static IEnumerable<FieldProblem?> Check(CafeProfile profile)
    {
        if (profile.ServiceCharge is { } charge)
        {
            yield return Unless(
                NamedDiscount.IsPercent(charge.Percent),
                "serviceCharge.percent",
                Percentage
            );
            yield return Unless(
                charge.TaxClassId is null || profile.Tax?.ClassOf(charge.TaxClassId) is not null,
                "serviceCharge.taxClass",
                $"there is no tax class '{charge.TaxClassId}'"
            );
        }

        if (profile.CashRounding is { } step)
        {
            yield return Unless(
                step.IsPositive && step <= LargestCoin,
                "cashRounding",
                $"more than nothing, at most {LargestCoin}"
            );
            yield return InputChecks.Payable("cashRounding", step, profile);
        }

        if (profile.Discounts is not { } discounts)
        {
            yield break;
        }

        yield return Unless(
            discounts.EmployeePercent is >= 0 and <= 100
                && decimal.Round(discounts.EmployeePercent, NamedDiscount.Decimals)
                    == discounts.EmployeePercent,
            "discounts.employeePercent",
            "in percent, from 0 to 100, with at most three decimals"
        );
        yield return Unless(
            discounts.Named.Count <= MostDiscounts,
            "discounts.named",
            $"at most {MostDiscounts}"
        );
        foreach (var problem in discounts.Named.Items.SelectMany(Named(profile, discounts)))
        {
            yield return problem;
        }
    }

    private static Func<NamedDiscount, int, IEnumerable<FieldProblem?>> Named(
        CafeProfile profile,
        CafeDiscounts discounts
    ) =>
        (one, index) =>
        {
            var path = $"discounts.named[{index}]";
            return
            [
                Unless(Identifier.IsValid(one.DiscountId), $"{path}.discountId", Identifier.Rule),
                Unless(
                    discounts
                        .Named.Items.Take(index)
                        .All(other => other.DiscountId != one.DiscountId),
                    $"{path}.discountId",
                    $"'{one.DiscountId}' is there twice"
                ),
                InputChecks.Needed($"{path}.name", one.Name, profile.Limits.NameLength),
                Unless(
                    one.Percent is null != one.Amount is null,
                    path,
                    "either a percent or an amount"
                ),
                Unless(
                    one.Percent is not { } percent || NamedDiscount.IsPercent(percent),
                    $"{path}.percent",
                    Percentage
                ),
                Unless(
                    one.Amount is not { } amount
                        || amount.IsPositive && amount <= InputChecks.LargestAmount,
                    $"{path}.amount",
                    $"more than nothing, at most {InputChecks.LargestAmount}"
                ),
                InputChecks.Payable($"{path}.amount", one.Amount, profile),
                Unless(
                    one.By is Role.Employee or Role.Manager,
                    $"{path}.by",
                    "employee or manager"
                ),
            ];
        };

    private static FieldProblem? Unless(bool holds, string path, string problem) =>
        holds ? null : new FieldProblem(path, problem);
}
