namespace TableTap.Architecture.Tests;

/// <summary>What a check found to be wrong; a failing test tells all of it at once.</summary>
internal static class Findings
{
    /// <summary>Fails with every line, if there is one.</summary>
    public static void AssertNone(IEnumerable<string> lines)
    {
        var found = lines.ToList();
        Assert.True(found.Count == 0, $"{found.Count} found:\n{string.Join('\n', found)}");
    }
}
