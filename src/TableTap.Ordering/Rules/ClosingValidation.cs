using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Whether what a café says of its closings holds together. Paths are those of an import file.</summary>
internal static class ClosingValidation
{
    /// <summary>What is wrong with it, if anything is.</summary>
    /// <param name="profile">The café.</param>
    public static FieldProblem? Check(CafeProfile profile) =>
        profile.Closing is not { } closing ? null
        : closing.Float < Money.Zero || closing.Float > InputChecks.LargestAmount
            ? new FieldProblem("closing.float", $"from 0 to {InputChecks.LargestAmount}")
        : InputChecks.Payable("closing.float", closing.Float, profile);
}
