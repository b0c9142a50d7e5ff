using System.CommandLine;
using Spectre.Console;
using TableTap.Cli.Journal;
using TableTap.Storage;
using TableTap.Storage.Maintenance;
using TableTap.Storage.Moving;
using TableTap.Storage.Postgres;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary>
/// <c>tabletap journal</c>: looks after the embedded store, most of it while the server runs; brings it into a PostgreSQL database, and names the
/// history of such a one anew.
/// </summary>
internal static class JournalCommand
{
    /// <summary>Makes the command with all its parts.</summary>
    public static Command Create() =>
        new("journal", "Looks after the store.")
        {
            Stats(),
            Verify(),
            Backup(),
            Restore(),
            Salvage(),
            Copy(),
            Epoch(),
        };

    private static Command Stats()
    {
        var json = new Option<bool>("--json") { Description = "Prints one JSON object." };
        return Make(
            "stats",
            "Says what the store holds.",
            [json],
            (call, _) =>
            {
                NamedFile.Require(call.Store);
                using var store = StoreInspection.Open(call.Store);
                var figures = store.Figures();
                if (call.Parsed.GetValue(json))
                {
                    JournalStats.WriteJson(call.Output, figures);
                }
                else
                {
                    JournalStats.WriteTable(Terminal.On(call.Output), figures);
                }

                return Task.CompletedTask;
            }
        );
    }

    private static Command Verify()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "A backup to check instead of the store.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return Make(
            "verify",
            "Checks that everything in the store fits together; says the first thing that does not.",
            [file],
            async (call, stop) =>
            {
                var path = call.Parsed.GetValue(file) ?? call.Store;
                NamedFile.Require(path);
                using var store = StoreInspection.Open(path);
                if (JournalVerification.FirstFault(store, stop) is { } fault)
                {
                    throw new CommandFailedException(ExitCode.Failed, $"{path}: {fault}");
                }

                var figures = store.Figures();
                await call.Output.WriteLineAsync(
                    FormattableString.Invariant(
                        $"ok: {Counted.Of(figures.Facts, "fact", "facts")}, {Counted.Of(figures.Messages, "message", "messages")}, {Counted.Of(figures.Answers, "answer", "answers")} and {Counted.Of(figures.AuditLines, "audit line", "audit lines")} fit together"
                    )
                );
            }
        );
    }

    private static Command Backup()
    {
        var file = new Argument<string>("FILE") { Description = "Where the backup goes." };
        return Make(
            "backup",
            "Makes a backup, also while the server runs.",
            [file],
            async (call, stop) =>
            {
                NamedFile.Require(call.Store);
                var target = call.Parsed.GetRequiredValue(file);
                await call.WithProgressAsync(
                    "backup",
                    progress => StoreBackup.RunAsync(call.Store, target, progress, stop)
                );
                await call.Output.WriteLineAsync(
                    FormattableString.Invariant(
                        $"{Path.GetFullPath(target)}: {new FileInfo(target).Length} bytes"
                    )
                );
            }
        );
    }

    private static Command Restore()
    {
        var file = new Argument<string>("FILE") { Description = "The backup." };
        return Make(
            "restore",
            "Puts a backup in the store's place, under a new epoch; the server must not run.",
            [file],
            async (call, stop) =>
            {
                var backup = call.Parsed.GetRequiredValue(file);
                NamedFile.Require(backup);
                string? aside = null;
                await call.WithProgressAsync(
                    "restore",
                    async progress =>
                        aside = await StoreRestore.RunAsync(
                            backup,
                            call.Store,
                            TimeProvider.System.GetUtcNow(),
                            progress,
                            stop
                        )
                );
                await call.Output.WriteLineAsync($"{call.Store} is restored from {backup}");
                if (aside is not null)
                {
                    await call.Output.WriteLineAsync(
                        $"the store of before is {aside}; delete it when all is well"
                    );
                }
            }
        );
    }

    private static Command Salvage() =>
        Make(
            "salvage",
            "Goes on with what is left of a store whose write-ahead log is damaged or gone, under a new epoch; the server must not run.",
            [],
            async (call, _) =>
            {
                var aside = StoreSalvage.Run(call.Store, TimeProvider.System.GetUtcNow());
                using var store = StoreInspection.Open(call.Store);
                await call.Output.WriteLineAsync(
                    FormattableString.Invariant(
                        $"{call.Store} can be used again, up to position {store.Figures().Position}; what was acknowledged after it is lost"
                    )
                );
                if (aside is not null)
                {
                    await call.Output.WriteLineAsync($"the damaged log is {aside}");
                }
            }
        );

    private static Command Copy()
    {
        var (to, file) = Target();
        return Make(
            "copy",
            "Moves the store into an empty PostgreSQL database; the server must not run. May be stopped and started again.",
            [to, file],
            async (call, stop) =>
            {
                NamedFile.Require(call.Store);
                var options = new PostgresJournalOptions
                {
                    ConnectionString = await TargetAsync(
                        call.Parsed.GetValue(to),
                        call.Parsed.GetValue(file),
                        stop
                    ),
                    // Whole tables are counted.
                    Patience = TimeSpan.FromMinutes(10),
                };
                var rows = 0L;
                await call.WithProgressAsync(
                    "copy",
                    async progress =>
                        rows = await StoreMove.RunAsync(call.Store, options, progress, stop)
                );
                await call.Output.WriteLineAsync(
                    FormattableString.Invariant(
                        $"{Counted.Of(rows, "row", "rows")} copied and compared; start the server with Storage:Provider=postgres. {call.Store} is of no further use but as a backup"
                    )
                );
            }
        );
    }

    private static Command Epoch()
    {
        var (to, file) = Target();
        return Make(
            "epoch",
            "Gives the history in a PostgreSQL database a new epoch, after a backup or a copy took its place and before a server starts on it.",
            [to, file],
            async (call, stop) =>
            {
                var options = new PostgresJournalOptions
                {
                    ConnectionString = await TargetAsync(
                        call.Parsed.GetValue(to),
                        call.Parsed.GetValue(file),
                        stop
                    ),
                };
                var (epoch, position) = await DatabaseEpoch.BeginAsync(options, stop);
                await call.Output.WriteLineAsync(
                    FormattableString.Invariant(
                        $"the history up to position {position} goes on under the epoch {epoch}; clients with positions of before load their state anew"
                    )
                );
            }
        );
    }

    private static (Option<string> To, Option<string> File) Target() =>
        (
            new("--to")
            {
                Description =
                    "How the database is reached: Host=…;Database=…;Username=…. A password is better kept in --to-file.",
                HelpName = "WORDS",
            },
            new("--to-file")
            {
                Description = "A file that says how the database is reached.",
                HelpName = "FILE",
            }
        );

    private static async Task<string> TargetAsync(
        string? words,
        string? file,
        CancellationToken cancellationToken
    )
    {
        if ((words is null) == (file is null))
        {
            throw new CommandFailedException(
                ExitCode.Usage,
                "Say which database: either --to WORDS or --to-file FILE."
            );
        }

        if (words is not null)
        {
            return words;
        }

        NamedFile.Require(file!);
        return (await File.ReadAllTextAsync(file!, cancellationToken)).Trim();
    }

    private static Command Make(
        string name,
        string description,
        IEnumerable<Symbol> own,
        Func<JournalCall, CancellationToken, Task> work
    )
    {
        var data = CommandSettings.Data();
        var settings = CommandSettings.File();
        var command = new Command(name, description) { data, settings };
        foreach (var symbol in own)
        {
            if (symbol is Option option)
            {
                command.Options.Add(option);
            }
            else
            {
                command.Arguments.Add((Argument)symbol);
            }
        }

        command.SetAction(
            async (parsed, stop) =>
            {
                var (_, options) = CommandSettings.Read(
                    parsed.GetValue(settings),
                    ("Storage:Directory", parsed.GetValue(data))
                );
                if (!options.Storage.IsEmbedded && name is not ("copy" or "epoch"))
                {
                    throw new CommandFailedException(
                        ExitCode.Usage,
                        $"journal {name} looks after the embedded store, and Storage:Provider is {options.Storage.Provider}: use PostgreSQL's own tools (pg_dump, pg_basebackup)."
                    );
                }

                try
                {
                    await work(new(parsed, Path.GetFullPath(options.Storage.JournalPath)), stop);
                    return ExitCode.Done;
                }
                catch (StoreRefusedException refused)
                {
                    throw new CommandFailedException(ExitCode.Failed, refused.Message);
                }
            }
        );
        return command;
    }
}
