using System.Diagnostics.CodeAnalysis;
using TableTap.Terms;

namespace TableTap.Simulation.Scenario;

/// <summary>Wire words for people: <c>insufficient permissions</c>, <c>queue length</c>. Pure.</summary>
internal static class ReadableWord
{
    /// <summary>The word of a value, as people read it.</summary>
    public static string Of<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T
    >(T value)
        where T : struct, Enum => value.Word.Replace('_', ' ').ToLowerInvariant();
}
