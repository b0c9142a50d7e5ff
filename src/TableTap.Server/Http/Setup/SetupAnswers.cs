using System.Text.Json.Serialization;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Protocol.Rules;

namespace TableTap.Server.Http.Setup;

/// <summary>The source-generated JSON of what is said about a café's file.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(SetupCheckAnswer))]
internal sealed partial class SetupJson : JsonSerializerContext;

/// <summary>What is wrong with a file, and where.</summary>
/// <param name="Path">The field: <c>menu[3].price</c>; empty for the whole file.</param>
/// <param name="Problem">What is wrong and what is allowed, in words.</param>
/// <param name="Line">The line of the file, from 1; absent where it is wrong as a whole.</param>
/// <param name="Column">The column in that line, from 1; of a sheet the cell.</param>
internal sealed record SetupProblem(
    string Path,
    string Problem,
    [Bounds(1)] int? Line = null,
    [Bounds(1)] int? Column = null
)
{
    /// <summary>A finding as it is told.</summary>
    public static SetupProblem Of(FileProblem problem) =>
        new(problem.Path, problem.What, problem.Mark?.Line, problem.Mark?.Column);
}

/// <summary>The answer of <c>POST /v1/cafes/{id}/file/check</c>: what an import of that file would do.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Valid">Whether it can be imported.</param>
/// <param name="Problems">Everything that is wrong, in the order of the file.</param>
/// <param name="Changes">What would change, a line each: <c>+</c> comes, <c>-</c> goes, <c>~</c> is another; none where something is wrong.</param>
/// <param name="Notes">What to know of the file though it is valid, a sentence each.</param>
internal sealed record SetupCheckAnswer(
    [Id] string CafeId,
    bool Valid,
    IReadOnlyList<SetupProblem> Problems,
    IReadOnlyList<string> Changes,
    IReadOnlyList<string> Notes
);
