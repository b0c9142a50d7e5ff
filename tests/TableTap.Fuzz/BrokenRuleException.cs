namespace TableTap.Fuzz;

/// <summary>An input for which something does not hold that has to.</summary>
/// <param name="rule">What has to hold.</param>
internal sealed class BrokenRuleException(string rule) : Exception(rule)
{
    /// <summary>Throws where a rule does not hold.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="rule">What has to hold.</param>
    public static void Unless(bool holds, string rule)
    {
        if (!holds)
        {
            throw new BrokenRuleException(rule);
        }
    }
}
