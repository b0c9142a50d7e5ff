using System.Text.Json;
using TableTap.Cafes.CafeFiles.Formats;

namespace TableTap.Server.Configuration;

/// <summary>What is wrong with a settings file that could not be read, with its place.</summary>
internal static class SettingsFile
{
    /// <summary>Makes a problem of a failure, in the words of its innermost known cause.</summary>
    /// <param name="path">The file.</param>
    /// <param name="failure">What came of reading it.</param>
    public static SettingProblem Problem(string path, Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException!)
        {
            switch (cause)
            {
                case UnauthorizedAccessException:
                    return new("*", path, "this user may not read the file");
                case JsonException broken:
                    return NotJson(path, broken);
                default:
                    break;
            }
        }

        return new(
            "*",
            path,
            "it holds one JSON object with sections, and no key twice (upper and lower case are the same)"
        );
    }

    private static SettingProblem NotJson(string path, JsonException broken)
    {
        var place = $"{path}:{1 + (broken.LineNumber ?? 0)}:{1 + (broken.BytePositionInLine ?? 0)}";
        try
        {
            return new(
                "*",
                place,
                $"this is not JSON: {BrokenJson.Words(File.ReadAllBytes(path), broken)}"
            );
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return new("*", place, "this is not JSON");
        }
    }
}
