using System.CommandLine;
using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Cafes.CafeFiles.Sheets;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary>What <c>cafe import</c> asks about a sheet: who wrote it, and which café it goes into.</summary>
internal sealed class MenuSheetOptions
{
    private readonly Option<string?> _from = new("--from")
    {
        Description =
            $"Who wrote the sheet: {string.Join(", ", Words.Of<MenuSource>())}; told by its header if left out.",
    };

    private readonly Option<string?> _into = new("--into")
    {
        Description =
            "The café that the sheet's menu goes into, YAML or JSON; all else of it stays.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_from);
        command.Options.Add(_into);
    }

    /// <summary>Whether a file is a sheet, by its name or by what was said. What is piped has no name.</summary>
    public bool IsOne(ParseResult parsed, string path) =>
        parsed.GetValue(_from) is not null
        || MenuSheet.IsSheet(path)
        || (path == StandardInput.Name && parsed.GetValue(_into) is not null);

    /// <summary>Makes sure that there is a café for the sheet.</summary>
    /// <exception cref="CommandFailedException">There is none.</exception>
    public void RequireCafe(ParseResult parsed)
    {
        if (parsed.GetValue(_into) is null)
        {
            throw new CommandFailedException(
                ExitCode.Usage,
                "A sheet has a menu alone. Name the file of the café that it goes into with --into; tabletap cafe export ID > cafe.yaml writes it."
            );
        }
    }

    /// <summary>Reads a sheet, and says what of it a menu cannot take.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The sheet.</param>
    /// <param name="bytes">What is in it.</param>
    /// <param name="stop">Stops the reading.</param>
    /// <exception cref="CommandFailedException">The options are wrong, or the café's file is.</exception>
    public async Task<CafeReading> ReadAsync(
        ParseResult parsed,
        string path,
        byte[] bytes,
        CancellationToken stop
    )
    {
        MenuSource? source = null;
        if (parsed.GetValue(_from) is { } word)
        {
            source = Words.TryRead<MenuSource>(word, out var known)
                ? known
                : throw new CommandFailedException(
                    ExitCode.Usage,
                    $"--from is one of {string.Join(", ", Words.Of<MenuSource>())}; this is \"{word}\"."
                );
        }

        var (cafeId, cafe) = parsed.GetValue(_into) is { } into
            ? await CafeAsync(into, stop)
            : ("menu", MenuSheet.StandIn);
        var read = MenuSheet.Read(bytes, source, cafe);
        foreach (var note in read.Profile is null ? [] : read.Notes)
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{path}: {note}");
        }

        return new(cafeId, read.Profile, read.Problems);
    }

    /// <summary>The menu of a café's file as a sheet.</summary>
    /// <param name="json">The café, as it was exported.</param>
    public static string Sheet(string json) =>
        MenuSheet.Write(CafeFile.Read(Encoding.UTF8.GetBytes(json), FileFormat.Json).Profile!);

    private static async Task<(string CafeId, CafeProfile Cafe)> CafeAsync(
        string path,
        CancellationToken stop
    )
    {
        var read = CafeFile.Read(await NamedFile.ReadAsync(path, stop), CafeFile.FormatOf(path));
        return read.Profile is { } cafe
            ? (read.CafeId, cafe)
            : throw new CommandFailedException(
                ExitCode.Failed,
                string.Join('\n', ProblemSummary.Lines(read.Problems, path))
            );
    }
}
