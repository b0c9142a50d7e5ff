using System.Text.Json;

namespace TableTap.Server.Simulation;

/// <summary>Wire words for people: <c>insufficient permissions</c>, <c>queue length</c>. Pure.</summary>
internal static class Words
{
    /// <summary>The word of a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()).Replace('_', ' ');
}
