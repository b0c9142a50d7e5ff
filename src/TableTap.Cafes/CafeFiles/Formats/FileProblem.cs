namespace TableTap.Cafes.CafeFiles.Formats;

/// <summary>What is wrong with a file, and where.</summary>
/// <param name="Mark">The place; null where it is wrong as a whole.</param>
/// <param name="Path">The field: <c>menu[3].price</c>; empty for the file.</param>
/// <param name="What">What is wrong and what is allowed, in an operator's words.</param>
public sealed record FileProblem(FileMark? Mark, string Path, string What)
{
    /// <summary>As compilers write it, so that editors find the place.</summary>
    /// <param name="file">The file's name.</param>
    public string In(string file) =>
        Mark is { } mark ? $"{file}:{mark.Line}:{mark.Column}: {this}" : $"{file}: {this}";

    /// <inheritdoc />
    public override string ToString() => Path.Length == 0 ? What : $"{Path}: {What}";
}

/// <summary>A file cannot be read any further.</summary>
/// <param name="problem">What is wrong, and where.</param>
internal sealed class BrokenFileException(FileProblem problem) : Exception(problem.What)
{
    /// <summary>What is wrong with the file, and where.</summary>
    public FileProblem Problem { get; } = problem;
}
