using System.Text;
using TableTap.Cafes.CafeFiles.Content;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles;

/// <summary>How a café is written down.</summary>
public enum FileFormat
{
    /// <summary>The file is written in YAML 1.2.</summary>
    Yaml,

    /// <summary>The file is written in JSON.</summary>
    Json,
}

/// <summary>What a file says.</summary>
/// <param name="CafeId">The café's id; empty where it cannot be read.</param>
/// <param name="Profile">What the café is; null where something is wrong.</param>
/// <param name="Problems">Everything that is wrong, in the order of the file.</param>
public sealed record CafeReading(
    string CafeId,
    CafeProfile? Profile,
    IReadOnlyList<FileProblem> Problems
);

/// <summary>A café as a file: <c>cafe import</c> and <c>cafe export</c> (docs/operations.md).</summary>
public static class CafeFile
{
    /// <summary>The size of the largest file that is read, in bytes.</summary>
    /// <value>1 MiB.</value>
    public const int MaxBytes = 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>The format of a file, by its name.</summary>
    /// <param name="path">The path of the file.</param>
    public static FileFormat FormatOf(string path) =>
        path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? FileFormat.Json
            : FileFormat.Yaml;

    /// <summary>The format of a file without a name: JSON where it begins with a brace, else YAML.</summary>
    /// <param name="bytes">The file, UTF-8.</param>
    public static FileFormat FormatOf(ReadOnlySpan<byte> bytes) =>
        bytes.TrimStart("\ufeff \t\r\n"u8) is [(byte)'{', ..] ? FileFormat.Json : FileFormat.Yaml;

    /// <summary>Reads a café, and checks it by all the rules that need no other café.</summary>
    /// <param name="bytes">The file, UTF-8.</param>
    /// <param name="format">What it is written in.</param>
    public static CafeReading Read(ReadOnlySpan<byte> bytes, FileFormat format)
    {
        if (bytes.Length > MaxBytes)
        {
            return Broken(new(null, "", $"the file is larger than {MaxBytes / 1024} KiB"));
        }

        try
        {
            var text = Strict.GetString(bytes).TrimStart('\ufeff');
            var node =
                format == FileFormat.Json ? JsonFileReader.Read(text) : YamlFileReader.Read(text);
            return Read(node);
        }
        catch (DecoderFallbackException)
        {
            return Broken(new(null, "", "the file is not UTF-8; save it as UTF-8"));
        }
        catch (BrokenFileException broken)
        {
            return Broken(broken.Problem);
        }
    }

    /// <summary>Writes a café with all its settings; <see cref="Read(ReadOnlySpan{byte}, FileFormat)"/> gives the same café back.</summary>
    /// <param name="cafeId">The id of the café.</param>
    /// <param name="profile">What it is.</param>
    /// <param name="format">What to write it in.</param>
    public static string Write(string cafeId, CafeProfile profile, FileFormat format)
    {
        var map = ProfileWriter.Write(cafeId, profile);
        return format == FileFormat.Json ? NodeWriter.Json(map) : NodeWriter.Yaml(map);
    }

    private static CafeReading Read(FileNode node)
    {
        var findings = new FileFindings();
        var (cafeId, profile) = ProfileReader.Read(findings, node);
        if (!Identifier.IsValid(cafeId))
        {
            findings.AddRule("id", Identifier.Rule);
        }

        foreach (var problem in ProfileValidation.Check(profile)?.Details.Items ?? [])
        {
            findings.AddRule(problem.Path, problem.What);
        }

        return new(cafeId, findings.HasProblems ? null : profile, findings.Problems);
    }

    private static CafeReading Broken(FileProblem problem) => new("", null, [problem]);
}
