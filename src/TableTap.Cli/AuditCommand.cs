using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using TableTap.Protocol.Jose;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Keys;
using TableTap.Server.Http;
using TableTap.Server.Keys;
using TableTap.Storage;
using TableTap.Storage.Sqlite;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary>
/// <c>tabletap audit</c>: looks through the chains of the audit, tells their signed heads, or takes it elsewhere; also while the server
/// runs.
/// </summary>
internal static partial class AuditCommand
{
    /// <summary>Makes the command with its parts, <c>verify</c>, <c>head</c> and <c>export</c>.</summary>
    public static Command Create() =>
        new("audit", "Checks, signs for or exports the audit.") { Verify(), Head(), Export() };

    private static Command Verify()
    {
        var heads = new Option<string>("--heads")
        {
            Description =
                "A file with heads that were told earlier, a log or an export: the audit must hold what they hold.",
            HelpName = "FILE",
        };
        return Make(
            "verify",
            "Checks that no line of the audit was changed, put in or taken out, and that the server signed its end; says the first that is wrong.",
            [heads],
            (call, archive, chains) =>
            {
                var known = call.Parsed.GetValue(heads) is { } file ? Known(file, call.Keys) : [];
                var verdicts = chains.Select(chain => archive.Verify(chain, known)).ToList();
                foreach (var verdict in verdicts)
                {
                    call.Output.WriteLine(Describe(verdict));
                }

                var gone = known.Select(head => head.Chain).Distinct().Except(archive.Chains);
                foreach (var chain in gone)
                {
                    call.Output.WriteLine(
                        $"{chain}: BROKEN: it is missing, and was signed and told"
                    );
                }

                return gone.Any() || verdicts.Exists(verdict => verdict.Broken is not null)
                    ? ExitCode.Failed
                    : ExitCode.Done;
            }
        );
    }

    private static Command Head() =>
        Make(
            "head",
            "Prints the signed head of each chain: kept elsewhere, it proves later what the audit held now.",
            [],
            (call, archive, chains) =>
            {
                foreach (var (head, token) in archive.Heads)
                {
                    if (chains.Contains(head.Chain))
                    {
                        call.Output.WriteLine(
                            FormattableString.Invariant(
                                $"{head.Chain}: line {head.Number}, {token ?? "not signed"}"
                            )
                        );
                    }
                }

                return ExitCode.Done;
            }
        );

    private static Command Export() =>
        Make(
            "export",
            "Prints the audit, one JSON object a line, each chain in its order and its signed head after it.",
            [],
            (call, archive, chains) =>
            {
                foreach (var (head, token) in archive.Heads)
                {
                    if (!chains.Contains(head.Chain))
                    {
                        continue;
                    }

                    foreach (var entry in archive.Lines(head))
                    {
                        call.Output.WriteLine(
                            JsonSerializer.Serialize(
                                AuditEntryAnswer.Of(entry),
                                HttpJson.Default.AuditEntryAnswer
                            )
                        );
                    }

                    call.Output.WriteLine(
                        JsonSerializer.Serialize(
                            AuditHeadAnswer.Of(head, token),
                            HttpJson.Default.AuditHeadAnswer
                        )
                    );
                }

                return ExitCode.Done;
            }
        );

    /// <summary>The heads that stand in a file, whatever else does.</summary>
    private static List<AuditHead> Known(string file, Func<string, PublicKey?> keys)
    {
        NamedFile.Require(file);
        var known = new List<AuditHead>();
        foreach (var line in File.ReadLines(file))
        {
            foreach (var match in Token().EnumerateMatches(line))
            {
                if (AuditHead.Read(line.Substring(match.Index, match.Length), keys) is { } head)
                {
                    known.Add(head);
                }
            }
        }

        return known.Count > 0
            ? known
            : throw new CommandFailedException(
                ExitCode.Failed,
                $"{file} holds no head of the audit that this server signed."
            );
    }

    [GeneratedRegex(@"[\w-]+\.[\w-]+\.[\w-]+", RegexOptions.ECMAScript)]
    private static partial Regex Token();

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
        IReadOnlyList<Option> more,
        Func<AuditCall, AuditArchive, IReadOnlyList<string>, int> work
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
        foreach (var option in more)
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var (_, options) = CommandSettings.Read(
                parsed.GetValue(settings),
                ("Storage:Directory", parsed.GetValue(data))
            );
            if (!options.Storage.IsEmbedded)
            {
                throw new CommandFailedException(
                    ExitCode.Usage,
                    $"audit {name} looks into the embedded store, and Storage:Provider is {options.Storage.Provider}: read /v1/admin/audit of a running server."
                );
            }

            NamedFile.RequireIn(
                options.Storage.Directory,
                Path.GetFileName(options.Storage.JournalPath)
            );
            try
            {
                var ring = ServerKeyFile.Read(ServerKeyFile.PathOf(options)) ?? KeyRing.Empty;
                using var archive = AuditArchive.Open(
                    Path.GetFullPath(options.Storage.JournalPath),
                    ring.Find
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

                return work(
                    new(parsed, parsed.InvocationConfiguration.Output, ring.Find),
                    archive,
                    chains
                );
            }
            catch (Exception refused)
                when (refused is StoreRefusedException or InvalidDataException)
            {
                throw new CommandFailedException(ExitCode.Failed, refused.Message);
            }
        });
        return command;
    }

    /// <summary>What a command line asks of the audit.</summary>
    /// <param name="Parsed">The command line.</param>
    /// <param name="Output">Where to print.</param>
    /// <param name="Keys">Finds the server's public key of a name.</param>
    private sealed record AuditCall(
        ParseResult Parsed,
        TextWriter Output,
        Func<string, PublicKey?> Keys
    );
}
