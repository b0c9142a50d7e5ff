using System.CommandLine;
using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Cafes.CafeFiles.Sheets;
using TableTap.Ordering.Profiles;
using TableTap.Server.Http;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary>
/// <c>tabletap cafe import FILE</c> and <c>cafe export ID</c>: a café as YAML or JSON, or its menu as a sheet, with a running server or
/// without. What is imported may be piped.
/// </summary>
internal static class CafeFileCommand
{
    /// <summary>Makes the command with its two parts, <c>import</c> and <c>export</c>.</summary>
    public static Command Create() =>
        new("cafe", "Imports and exports cafés: menu, counters, staff, hours, limits.")
        {
            Import(),
            Export(),
        };

    private static Command Import()
    {
        var file = new Argument<string>("FILE")
        {
            Description =
                "The café, YAML or (.json) JSON; or its menu, a sheet (.csv). - reads standard input.",
        };
        var check = new Option<bool>("--check")
        {
            Description = "Only checks the file; imports nothing.",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Shows the menu as guests will see it; imports nothing.",
        };
        var sheet = new MenuSheetOptions();
        var access = new CafeAccess();
        var command = new Command("import", "Sets a café up from a file, or anew.")
        {
            file,
            check,
            dryRun,
        };
        sheet.AddTo(command);
        access.AddTo(command);
        command.SetAction(
            async (parsed, stop) =>
            {
                var named = parsed.GetRequiredValue(file);
                var isPiped = named == StandardInput.Path;
                var path = isPiped ? StandardInput.Name : named;
                var bytes = isPiped
                    ? await StandardInput.ReadAsync(MenuSheet.MaxBytes, stop)
                    : await NamedFile.ReadAsync(path, stop);
                var output = parsed.InvocationConfiguration.Output;
                var format = isPiped ? CafeFile.FormatOf(bytes) : CafeFile.FormatOf(path);
                var isSheet = sheet.IsOne(parsed, path);
                var read = isSheet
                    ? await sheet.ReadAsync(parsed, path, bytes, stop)
                    : CafeFile.Read(bytes, format);
                if (read.Profile is not { } profile)
                {
                    await ComplainAsync(parsed.InvocationConfiguration.Error, path, read.Problems);
                    return ExitCode.Failed;
                }

                foreach (var note in ProfileNotes.Of(profile))
                {
                    await output.WriteLineAsync($"{path}: {note}");
                }

                if (parsed.GetValue(dryRun))
                {
                    MenuTable.Write(Terminal.On(output), profile);
                    await output.WriteLineAsync(
                        $"{path} is valid: {Content(profile)}. Nothing was imported."
                    );
                    return ExitCode.Done;
                }

                if (parsed.GetValue(check))
                {
                    await output.WriteLineAsync($"{path} is valid: {Content(profile)}.");
                    return ExitCode.Done;
                }

                if (isSheet)
                {
                    // A server takes café files: the sheet goes to it within its café.
                    sheet.RequireCafe(parsed);
                    (bytes, format) = (
                        Encoding.UTF8.GetBytes(
                            CafeFile.Write(read.CafeId, profile, FileFormat.Json)
                        ),
                        FileFormat.Json
                    );
                }

                var done = await access.WithAsync(
                    parsed,
                    store => ImportAsync(store, read.CafeId, profile, stop),
                    remote => remote.ImportAsync(read.CafeId, bytes, format, stop),
                    stop
                );
                if (done.Created)
                {
                    await output.WriteLineAsync(
                        $"Café '{read.CafeId}' is new: {Content(profile)}."
                    );
                    return ExitCode.Done;
                }

                await output.WriteLineAsync(
                    done.Changes.Count == 0
                        ? $"Café '{read.CafeId}' is as the file says; nothing changed."
                        : $"Café '{read.CafeId}' changed:"
                );
                foreach (var change in done.Changes)
                {
                    await output.WriteLineAsync($"  {change}");
                }

                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Command Export()
    {
        var cafe = new Argument<string>("ID") { Description = "The café." };
        var json = new Option<bool>("--json") { Description = "As JSON instead of YAML." };
        var csv = new Option<bool>("--csv")
        {
            Description = "Its menu alone, as a sheet that can be imported again.",
        };
        var access = new CafeAccess();
        var command = new Command("export", "Prints a café as a file that can be imported.")
        {
            cafe,
            json,
            csv,
        };
        access.AddTo(command);
        command.SetAction(
            async (parsed, stop) =>
            {
                var cafeId = parsed.GetRequiredValue(cafe);
                if (!Identifier.IsValid(cafeId))
                {
                    throw new CommandFailedException(
                        ExitCode.Usage,
                        $"\"{cafeId}\" is no id; allowed: {Identifier.Rule}."
                    );
                }

                var asSheet = parsed.GetValue(csv);
                if (asSheet && parsed.GetValue(json))
                {
                    throw new CommandFailedException(
                        ExitCode.Usage,
                        "--json and --csv do not go together."
                    );
                }

                var format = asSheet || parsed.GetValue(json) ? FileFormat.Json : FileFormat.Yaml;
                var text = await access.WithAsync(
                    parsed,
                    store =>
                        Task.FromResult(
                            store.Find(cafeId) is { } profile
                                ? CafeFile.Write(cafeId, profile, format)
                                : throw new CommandFailedException(
                                    ExitCode.Failed,
                                    $"There is no café '{cafeId}'."
                                )
                        ),
                    remote => remote.ExportAsync(cafeId, format, stop),
                    stop
                );
                await parsed.InvocationConfiguration.Output.WriteAsync(
                    asSheet ? MenuSheetOptions.Sheet(text) : text
                );
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static async Task ComplainAsync(
        TextWriter error,
        string path,
        IReadOnlyList<FileProblem> problems
    )
    {
        foreach (var line in ProblemSummary.Lines(problems, path))
        {
            await error.WriteLineAsync(line);
        }

        await error.WriteLineAsync(
            $"tabletap: {Counted.Of(problems.Count, "problem", "problems")}; nothing was imported."
        );
    }

    private static async Task<CafeImportAnswer> ImportAsync(
        LocalCafes store,
        string cafeId,
        CafeProfile profile,
        CancellationToken stop
    )
    {
        var done = await store.ImportAsync(cafeId, profile, stop);
        return done.Refusal is { } refusal
            ? throw new CommandFailedException(ExitCode.Failed, refusal.Message)
            : new(
                cafeId,
                done.Before is null,
                ProfileChanges.Between(done.Before ?? CafeProfile.None, profile)
            );
    }

    private static string Content(CafeProfile profile) =>
        string.Join(
            ", ",
            Counted.Of(profile.Menu.Count, "item", "items"),
            Counted.Of(profile.Counters.Count, "counter", "counters"),
            Counted.Of(profile.Tables.Count, "table", "tables"),
            Counted.Of(profile.Staff.Count, "person", "people")
        );
}
