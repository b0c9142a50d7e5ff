using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Whether what a café says of its seller fits on a receipt. Paths are those of an import file.</summary>
internal static class SellerValidation
{
    /// <summary>The most lines that an address may have.</summary>
    internal const int MostLines = 8;

    /// <summary>What is wrong with it.</summary>
    /// <param name="profile">The café.</param>
    public static IEnumerable<FieldProblem?> Check(CafeProfile profile)
    {
        if (profile.Seller is not { } seller)
        {
            yield break;
        }

        yield return InputChecks.Text("seller.name", seller.Name, profile.Limits.NameLength);
        yield return InputChecks.Text(
            "seller.taxNumber",
            seller.TaxNumber,
            profile.Limits.NameLength
        );
        yield return InputChecks.Text("seller.footer", seller.Footer, TextLimits.Note);
        if (seller.Address.Count > MostLines)
        {
            yield return new FieldProblem(
                "seller.address",
                $"at most {Counted.Of(MostLines, "line", "lines")}"
            );
        }

        for (var index = 0; index < seller.Address.Count; index++)
        {
            yield return InputChecks.Needed(
                $"seller.address[{index}]",
                seller.Address[index],
                profile.Limits.NameLength
            );
        }
    }
}
