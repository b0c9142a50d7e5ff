using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Ordering.Profiles;
using TableTap.Testing;

namespace TableTap.Server.Testing;

/// <summary>The example café of docs/operations-reference.md.</summary>
internal static class Example
{
    /// <summary>As it stands there.</summary>
    public static string Yaml { get; } = Read();

    /// <summary>As a café.</summary>
    public static CafeProfile Profile { get; } =
        CafeFile.Read(Encoding.UTF8.GetBytes(Yaml), FileFormat.Yaml).Profile!;

    /// <summary>Without a field of the file and what stands below it.</summary>
    public static string Without(string field)
    {
        var lines = Yaml.Split('\n').ToList();
        var start = lines.FindIndex(line => line.StartsWith($"{field}:", StringComparison.Ordinal));
        var end = lines.FindIndex(
            start + 1,
            line => line.Length > 0 && char.IsAsciiLetter(line[0])
        );
        lines.RemoveRange(start, (end < 0 ? lines.Count : end) - start);
        return string.Join('\n', lines);
    }

    private static string Read()
    {
        var page = File.ReadAllText(
            Path.Combine(Repository.Root, "docs", "operations-reference.md")
        );
        var start = page.IndexOf("```yaml\n", StringComparison.Ordinal) + "```yaml\n".Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
