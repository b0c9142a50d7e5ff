using System.CommandLine;
using System.Text.Json;
using TableTap.Server.Http;
using TableTap.Storage;
using TableTap.Storage.Sqlite;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary><c>tabletap audit</c>: looks through the chains of the audit, or takes it elsewhere; also while the server runs.</summary>
internal static class AuditCommand
{
    /// <summary>Makes the command with its two parts, <c>verify</c> and <c>export</c>.</summary>
    public static Command Create() =>
        new("audit", "Checks or exports the audit.") { Verify(), Export() };

    private static Command Verify() =>
        Make(
            "verify",
            "Checks that no line of the audit was changed, put in or taken out; says the first that is wrong.",
            (archive, chains, output) =>
            {
                var verdicts = chains.Select(archive.Verify).ToList();
                foreach (var verdict in verdicts)
                {
                    output.WriteLine(Describe(verdict));
                }

                return verdicts.Exists(verdict => verdict.Broken is not null)
                    ? ExitCode.Failed
                    : ExitCode.Done;
            }
        );

    private static Command Export() =>
        Make(
            "export",
            "Prints the audit, one JSON object a line, each chain in its order.",
            (archive, chains, output) =>
            {
                foreach (var entry in chains.SelectMany(archive.Lines))
                {
                    output.WriteLine(
                        JsonSerializer.Serialize(
                            AuditEntryAnswer.Of(entry),
                            HttpJson.Default.AuditEntryAnswer
                        )
                    );
                }

                return ExitCode.Done;
            }
        );

    private static string Describe(ChainVerification verdict)
    {
        var trimmed =
            verdict.Trimmed == 0
                ? ""
                : FormattableString.Invariant($", {verdict.Trimmed} older ones gone by their age");
        return verdict.Broken is { } line
            ? FormattableString.Invariant(
                $"{verdict.Chain}: BROKEN at line {line}: {verdict.Problem}"
            )
            : FormattableString.Invariant(
                $"{verdict.Chain}: ok, {Counted.Of(verdict.Lines, "line", "lines")}{trimmed}"
            );
    }

    private static Command Make(
        string name,
        string description,
        Func<AuditArchive, IReadOnlyList<string>, TextWriter, int> work
    )
    {
        var chain = new Option<string>("--chain")
        {
            Description = "Only this chain: a café's id, or server [default: all].",
            HelpName = "ID",
        };
        var data = CommandSettings.Data();
        var settings = CommandSettings.File();
        var command = new Command(name, description) { chain, data, settings };
        command.SetAction(parsed =>
        {
            var (_, options) = CommandSettings.Read(
                parsed.GetValue(settings),
                ("Storage:Directory", parsed.GetValue(data))
            );
            NamedFile.RequireIn(
                options.Storage.Directory,
                Path.GetFileName(options.Storage.JournalPath)
            );
            try
            {
                using var archive = AuditArchive.Open(
                    Path.GetFullPath(options.Storage.JournalPath)
                );
                var chains = archive.Chains;
                if (parsed.GetValue(chain) is { } wanted)
                {
                    chains = chains.Contains(wanted)
                        ? [wanted]
                        : throw new CommandFailedException(
                            ExitCode.Failed,
                            $"There is no chain '{wanted}'; there are: {string.Join(", ", chains)}"
                        );
                }

                return work(archive, chains, parsed.InvocationConfiguration.Output);
            }
            catch (StoreRefusedException refused)
            {
                throw new CommandFailedException(ExitCode.Failed, refused.Message);
            }
        });
        return command;
    }
}
