using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Whether what a café says of tax holds together. Paths are those of an import file.</summary>
internal static class TaxValidation
{
    /// <summary>The most classes that a café may have.</summary>
    internal const int MostClasses = 20;

    /// <summary>What is wrong with it.</summary>
    /// <param name="profile">The café.</param>
    public static IEnumerable<FieldProblem?> Check(CafeProfile profile)
    {
        if (profile.Tax is { } tax)
        {
            yield return Unless(
                tax.Classes.Count is >= 1 and <= MostClasses,
                "tax.classes",
                $"from 1 to {MostClasses}"
            );
            yield return Unless(
                tax.Included || tax.Rounding != TaxRounding.Bill,
                "tax.rounding",
                "over the bill only where prices contain the tax"
            );
            foreach (var problem in tax.Classes.Items.SelectMany(Class(profile, tax)))
            {
                yield return problem;
            }
        }

        for (var index = 0; index < profile.Menu.Count; index++)
        {
            if (profile.Menu[index] is { TaxClassId: { } id } item)
            {
                yield return Unless(
                    profile.Tax?.ClassOf(item) is not null,
                    $"menu[{index}].taxClass",
                    $"there is no tax class '{id}'"
                );
            }
        }
    }

    private static Func<TaxClass, int, IEnumerable<FieldProblem?>> Class(
        CafeProfile profile,
        CafeTax tax
    ) =>
        (one, index) =>
        {
            var path = $"tax.classes[{index}]";
            return
            [
                Unless(Identifier.IsValid(one.TaxClassId), $"{path}.taxClassId", Identifier.Rule),
                Unless(
                    tax.Classes.Items.Take(index).All(other => other.TaxClassId != one.TaxClassId),
                    $"{path}.taxClassId",
                    $"'{one.TaxClassId}' is there twice"
                ),
                InputChecks.Needed($"{path}.name", one.Name, profile.Limits.NameLength),
                Rate($"{path}.rate", one.Rate),
                Rate($"{path}.takeawayRate", one.TakeawayRate ?? 0),
            ];
        };

    private static FieldProblem? Rate(string path, decimal rate) =>
        Unless(
            rate is >= 0 and <= 100 && decimal.Round(rate, TaxClass.Decimals) == rate,
            path,
            "in percent, from 0 to 100, with at most three decimals"
        );

    private static FieldProblem? Unless(bool holds, string path, string problem) =>
        holds ? null : new FieldProblem(path, problem);
}
