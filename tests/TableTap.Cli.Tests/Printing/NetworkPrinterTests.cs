using System.Collections.Concurrent;
using TableTap.Cli.Printing;
using TableTap.Testing;

namespace TableTap.Cli.Tests.Printing;

public sealed class NetworkPrinterTests : IAsyncDisposable
{
    private static readonly CodePages Pages = CodePages.Read(CodePages.Usual)!;

    private readonly FakePrinter _printer = new();
    private readonly ConcurrentQueue<PrinterTrouble> _seen = new();
    private int _begun;

    public ValueTask DisposeAsync() => _printer.DisposeAsync();

    [Fact]
    public async Task A_slip_is_printed_when_the_printer_says_so()
    {
        var (outcome, status) = await PrintAsync(Printer(), "Cappuccino", "Γύρος");

        Assert.Equal(PrintOutcome.Printed, outcome);
        Assert.True(status.IsGood);
        Assert.Equal(["bt.. |Cappuccino|", "bt.. |Γύρος|"], Assert.Single(_printer.Slips));
        Assert.Equal(1, _begun);
    }

    [Fact]
    public async Task Nothing_is_sent_to_a_printer_without_paper_or_with_an_open_cover()
    {
        _printer.Load(0);
        var (outcome, status) = await PrintAsync(Printer(), "one");
        _printer.Load(int.MaxValue);
        _printer.Cover(isOpen: true);
        var second = await PrintAsync(Printer(), "two");
        _printer.Cover(isOpen: false);

        Assert.Equal((PrintOutcome.NotSent, PrinterTrouble.PaperOut), (outcome, status.Trouble));
        Assert.Equal(
            (PrintOutcome.NotSent, PrinterTrouble.CoverOpen),
            (second.Outcome, second.Status.Trouble)
        );
        Assert.Equal(0, _begun);
        Assert.Empty(_printer.Slips);
        Assert.Empty(_printer.Hanging);
    }

    [Fact]
    public async Task Paper_that_ends_in_the_middle_is_told_and_the_slip_goes_on_with_the_next_roll()
    {
        _printer.Load(2);
        var printing = PrintAsync(Printer(), "one", "two", "three");
        await Patience.UntilAsync(() => _seen.Contains(PrinterTrouble.PaperOut));
        Assert.False(printing.IsCompleted);

        _printer.Load(int.MaxValue);
        var (outcome, _) = await printing.Soon();

        Assert.Equal(PrintOutcome.Printed, outcome);
        Assert.Equal(3, Assert.Single(_printer.Slips).Count);
    }

    [Fact]
    public async Task Of_a_slip_whose_connection_breaks_nobody_knows_what_became()
    {
        _printer.CutAfter(1);
        var (outcome, status) = await PrintAsync(Printer(), "one", "two");

        Assert.Equal((PrintOutcome.Unknown, PrinterTrouble.Broken), (outcome, status.Trouble));
        Assert.Equal(["bt.. |one|"], _printer.Hanging);
    }

    [Fact]
    public async Task A_printer_that_is_not_there_gets_nothing()
    {
        _printer.Unplug();

        Assert.Equal(
            PrinterTrouble.Unreachable,
            (await Printer().LookAsync(TestContext.Current.CancellationToken)).Trouble
        );
        Assert.Equal(PrintOutcome.NotSent, (await PrintAsync(Printer(), "one")).Outcome);
        Assert.Equal(0, _begun);
    }

    [Fact]
    public async Task A_printer_that_answers_nothing_is_no_good_unless_it_never_does()
    {
        _printer.Silence(isSilent: true);
        var impatient = Printer(PrinterAnswers.All, TimeSpan.FromSeconds(2));

        Assert.Equal(
            PrinterTrouble.Silent,
            (await impatient.LookAsync(TestContext.Current.CancellationToken)).Trouble
        );
        var (outcome, _) = await PrintAsync(Printer(PrinterAnswers.None), "one");
        Assert.Equal(PrintOutcome.Printed, outcome);
        await Patience.UntilAsync(() => _printer.Slips.Count == 1);
    }

    [Fact]
    public async Task A_printer_that_says_how_it_is_alone_has_printed_when_it_is_well_afterwards()
    {
        var (outcome, _) = await PrintAsync(Printer(PrinterAnswers.Status), "one");

        Assert.Equal(PrintOutcome.Printed, outcome);
        await Patience.UntilAsync(() => _printer.Slips.Count == 1);
    }

    // The bytes of an Epson TM printer, as its reference gives them.
    [Theory]
    [InlineData(0x12, 0x12, 0x12, "None", false)]
    [InlineData(0x16, 0x12, 0x12, "None", false)]
    [InlineData(0x12, 0x12, 0x1E, "None", true)]
    [InlineData(0x1A, 0x32, 0x7E, "PaperOut", true)]
    [InlineData(0x1A, 0x16, 0x12, "CoverOpen", false)]
    [InlineData(0x1A, 0x52, 0x12, "Fault", false)]
    [InlineData(0x1A, 0x12, 0x12, "Offline", false)]
    public void Answers_are_read_by_their_bits(
        byte printer,
        byte cause,
        byte paper,
        string trouble,
        bool isLow
    )
    {
        var status = PrinterStatus.Of(printer, cause, paper);

        Assert.Equal((trouble, isLow), (status.Trouble.ToString(), status.IsPaperLow));
        Assert.All([printer, cause, paper], value => Assert.True(PrinterStatus.IsAnswer(value)));
        Assert.All([printer, cause, paper], value => Assert.False(PrinterStatus.IsDone(value)));
    }

    [Theory]
    [InlineData("tcp://192.168.1.50:9100", "192.168.1.50", 9100)]
    [InlineData("tcp://printer.local", "printer.local", 9100)]
    [InlineData("tcp://[::1]:515", "::1", 515)]
    public void A_printer_is_named_by_its_address(string text, string host, int port) =>
        Assert.Equal(new PrinterAddress(host, port), PrinterAddress.Read(text));

    [Theory]
    [InlineData("192.168.1.50")]
    [InlineData("http://192.168.1.50:9100")]
    [InlineData("tcp://192.168.1.50:9100/queue")]
    [InlineData("tcp://")]
    public void Other_addresses_are_refused(string text) => Assert.Null(PrinterAddress.Read(text));

    private NetworkPrinter Printer(
        PrinterAnswers answers = PrinterAnswers.All,
        TimeSpan? patience = null
    ) =>
        new(
            new()
            {
                Host = "127.0.0.1",
                Port = _printer.Port,
                Answers = answers,
                Patience = patience ?? Patience.Bound,
                AskEvery = TimeSpan.FromMilliseconds(20),
                DonePatience = Patience.Bound,
            },
            TimeProvider.System
        );

    private Task<(PrintOutcome Outcome, PrinterStatus Status)> PrintAsync(
        NetworkPrinter printer,
        params string[] lines
    ) =>
        printer.PrintAsync(
            EscPos.Slip(
                [.. lines.Select(line => new PrintLine(line, PrintStyle.Bold | PrintStyle.Tall))],
                Pages,
                new()
            ),
            () =>
            {
                _begun++;
                return Task.CompletedTask;
            },
            status => _seen.Enqueue(status.Trouble),
            TestContext.Current.CancellationToken
        );
}
