using System.CommandLine;
using TableTap.Cli.Printing;
using TableTap.Ordering;
using TableTap.Server.Configuration;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary><c>tabletap print</c>: prints a counter's tickets on a printer in the network, as they come, or one order again.</summary>
internal static class PrintCommand
{
    private const int UsualColumns = 42;
    private const int LeastColumns = 24;
    private const int MostColumns = 64;

    private static readonly TimeSpan AgainPatience = TimeSpan.FromSeconds(30);

    /// <summary>Makes the command with its options.</summary>
    public static Command Create()
    {
        var counter = new Option<string>("--counter")
        {
            Description = "The counter.",
            HelpName = "ID",
            Required = true,
        };
        counter.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } id && !Identifier.IsValid(id))
            {
                result.AddError($"--counter \"{id}\" is no id; allowed: {Identifier.Rule}.");
            }
        });
        var printer = new Option<string>("--printer")
        {
            Description = $"The printer: tcp://192.168.1.50:{PrinterAddress.UsualPort}.",
            HelpName = "U",
            Required = true,
        };
        printer.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && PrinterAddress.Read(text) is null)
            {
                result.AddError(
                    $"--printer \"{text}\" is not allowed; allowed: tcp:// with a host, and a port where it is not {PrinterAddress.UsualPort}."
                );
            }
        });
        var again = new Option<string>("--again")
        {
            Description =
                "Prints the counter's ticket of this order once more, marked as a copy, and ends.",
            HelpName = "ORDER",
        };
        var state = new Option<string>("--state")
        {
            Description =
                "The file in which it keeps what is printed [default: ./print-COUNTER.json].",
            HelpName = "FILE",
        };
        var columns = CommandSettings.Number(
            "--columns",
            $"Letters in a line: 42 or 48 on paper of 80 mm, 32 on 58 mm [default: {UsualColumns}].",
            standard: null,
            LeastColumns,
            MostColumns
        );
        var codePages = new Option<string>("--codepage")
        {
            Description =
                $"The printer's code pages, the usual one first [default: {CodePages.Usual}].",
            HelpName = "N,N=T",
        };
        codePages.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && CodePages.Read(text) is null)
            {
                result.AddError(
                    $"--codepage \"{text}\" is not allowed; allowed: {CodePages.Rule}."
                );
            }
        });
        var language = new Option<string>("--language")
        {
            Description = "The language of the slips: en, nl, fr or de [default: en].",
            HelpName = "L",
        };
        language.AcceptOnlyFromAmong([.. SlipWords.ByLanguage.Keys]);
        var answers = new Option<string>("--answers")
        {
            Description =
                "What the printer says of itself: all, status (not when it has printed) or none [default: all].",
            HelpName = "A",
        };
        answers.AcceptOnlyFromAmong("all", "status", "none");
        var noCut = new Option<bool>("--no-cut")
        {
            Description = "For a printer without a knife: feeds to where paper is torn off.",
        };
        var singleByte = new Option<bool>("--single-byte")
        {
            Description = "For a printer that prints Chinese where letters have accents.",
        };
        var url = ServerAddress.Option();
        var token = CallerToken.Option();
        var tokenFile = CallerToken.FileOption();
        var cafe = CommandSettings.Cafe();
        var data = CommandSettings.Data();
        var settings = CommandSettings.File();
        var command = new Command(
            "print",
            "Prints a counter's tickets on a printer in the network (ESC/POS), until Ctrl-C."
        )
        {
            counter,
            printer,
            again,
            state,
            columns,
            codePages,
            language,
            answers,
            noCut,
            singleByte,
            url,
            token,
            tokenFile,
            cafe,
            data,
            settings,
        };
        CallerToken.AllowOne(command, token, tokenFile);
        command.SetAction(
            async (parsed, stop) =>
            {
                var named = parsed.GetValue(data);
                var (_, options) = CommandSettings.Read(
                    parsed.GetValue(settings),
                    ("Storage:Directory", named)
                );
                var server = ServerAddress.Of(parsed.GetValue(url), options);
                var file = parsed.GetValue(tokenFile);
                var given = await CallerToken.ReadAsync(parsed.GetValue(token), file, stop);
                using var tokens = given is null
                    ? CallerTokens.Open(
                        server,
                        options,
                        named is not null,
                        parsed.GetValue(cafe) ?? DemoCafe.Id,
                        TimeProvider.System
                    )
                    : null;
                var counterId = parsed.GetRequiredValue(counter);
                var pages = CodePages.Read(parsed.GetValue(codePages) ?? CodePages.Usual)!;
                var width = (int)parsed.GetValue(columns);
                var press = new SlipPress(
                    new SlipLayout(
                        width == 0 ? UsualColumns : width,
                        SlipWords.ByLanguage[parsed.GetValue(language) ?? "en"],
                        pages,
                        TimeProvider.System.LocalTimeZone
                    ),
                    pages,
                    new(!parsed.GetValue(noCut), parsed.GetValue(singleByte))
                );
                var address = PrinterAddress.Read(parsed.GetRequiredValue(printer))!;
                var device = new NetworkPrinter(
                    new()
                    {
                        Host = address.Host,
                        Port = address.Port,
                        Answers = Enum.Parse<PrinterAnswers>(
                            parsed.GetValue(answers) ?? "all",
                            ignoreCase: true
                        ),
                    },
                    TimeProvider.System
                );
                // A file is read again for each connection, so that a token in it can be renewed.
                ValueTask<string> Token(CancellationToken cancel) =>
                    tokens is not null ? tokens.GetAsync($"printer-{counterId}", Role.Admin, cancel)
                    : file is not null ? ReadAgainAsync(file, cancel)
                    : new(given!);
                using var orders = new OpenOrders(server, Token, ProblemWords.OfAsync);
                var path = parsed.GetValue(state) ?? $"print-{counterId}.json";
                var output = parsed.InvocationConfiguration.Output;
                var voice = new PrintVoice(
                    output,
                    parsed.InvocationConfiguration.Error,
                    path,
                    TimeProvider.System
                );
                try
                {
                    if (parsed.GetValue(again) is { } number)
                    {
                        await AgainAsync(number, counterId, orders, press, device, voice, stop);
                    }
                    else
                    {
                        using var journal = PrintJournal.Open(path, counterId);
                        var agent = new PrintAgentOptions
                        {
                            Server = server,
                            CounterId = counterId,
                        };
                        var desk = new PrintDesk(
                            agent,
                            journal,
                            device,
                            press,
                            voice,
                            TimeProvider.System
                        );
                        await new PrintAgent(
                            agent,
                            journal,
                            desk,
                            orders,
                            Token,
                            voice,
                            TimeProvider.System
                        ).RunAsync(stop);
                    }

                    return ExitCode.Done;
                }
                catch (PrintRefusedException refused)
                {
                    throw new CommandFailedException(ExitCode.Failed, refused.Message);
                }
                catch (HttpRequestException away)
                {
                    throw new CommandFailedException(
                        ExitCode.Failed,
                        $"{server} does not answer: {away.Message}."
                    );
                }
                catch (Exception unusable) when (FailureWords.IsOfFiles(unusable))
                {
                    throw new CommandFailedException(
                        ExitCode.Failed,
                        FailureWords.Of(path, unusable)
                    );
                }
            }
        );
        return command;
    }

    private static async ValueTask<string> ReadAgainAsync(string file, CancellationToken cancel) =>
        (await CallerToken.ReadAsync(null, file, cancel))!;

    // It has a connection of its own, so that it needs no agent, and disturbs none.
    private static async Task AgainAsync(
        string number,
        string counterId,
        OpenOrders orders,
        SlipPress press,
        NetworkPrinter printer,
        PrintVoice voice,
        CancellationToken stop
    )
    {
        var order =
            await orders.FindAsync(counterId, number, stop)
            ?? throw new PrintRefusedException($"There is no order {number}.");
        var ticket = order.TicketAt(counterId);
        if (ticket.Items.Count == 0)
        {
            throw new PrintRefusedException(
                $"{order.OrderNumber} has nothing to make at {counterId}."
            );
        }

        var slip = new Slip(
            SlipKind.Ticket,
            Paper.Of(ticket, ticket.Items),
            ticket.Items,
            order.At,
            SlipMark.Copy
        );
        using var enough = new CancellationTokenSource(AgainPatience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, stop);
        try
        {
            var (outcome, status) = await printer.PrintAsync(
                press.Press(slip),
                () => Task.CompletedTask,
                voice.Printer,
                either.Token
            );
            if (outcome is not (PrintOutcome.Printed or PrintOutcome.Unconfirmed))
            {
                throw new PrintRefusedException($"Not printed: the printer, {status.Words}.");
            }

            voice.Printed(slip, outcome);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new PrintRefusedException(
                $"The printer did not print it within {AgainPatience.TotalSeconds:0} s; it may still do so."
            );
        }
    }
}
