namespace TableTap.Cli.Printing;

/// <summary>What is wrong with a printer.</summary>
internal enum PrinterTrouble
{
    /// <summary>Nothing is wrong: it prints.</summary>
    None,

    /// <summary>There is no connection to be had.</summary>
    Unreachable,

    /// <summary>It takes the connection and answers nothing.</summary>
    Silent,

    /// <summary>The connection broke in the middle of a slip.</summary>
    Broken,

    /// <summary>It has no paper.</summary>
    PaperOut,

    /// <summary>Its cover is open.</summary>
    CoverOpen,

    /// <summary>It has an error of its own: the knife is stuck, the head is too hot.</summary>
    Fault,

    /// <summary>It is offline, and does not say why.</summary>
    Offline,
}

/// <summary>How a printer is.</summary>
/// <param name="Trouble">What is wrong.</param>
/// <param name="Detail">What the system says of it; null where the trouble says all.</param>
/// <param name="IsPaperLow">Whether its paper is near its end, as far as it has a sensor for that.</param>
internal sealed record PrinterStatus(
    PrinterTrouble Trouble,
    string? Detail = null,
    bool IsPaperLow = false
)
{
    // What is the same in each answer to DLE EOT, and in each to GS r.
    private const int AnswerMask = 0x93;
    private const int AnswerBits = 0x12;
    private const int UnaskedBits = 0x10;
    private const int DoneMask = 0x90;

    private const int OfflineBit = 0x08;
    private const int CoverBit = 0x04;
    private const int StoppedBit = 0x20;
    private const int ErrorBit = 0x40;
    private const int PaperEndBits = 0x60;
    private const int PaperLowBits = 0x0C;

    /// <summary>A printer that prints.</summary>
    public static PrinterStatus Good { get; } = new(PrinterTrouble.None);

    /// <summary>Whether it prints now.</summary>
    public bool IsGood => Trouble == PrinterTrouble.None;

    /// <summary>What it is in words, for the terminal.</summary>
    public string Words =>
        Trouble switch
        {
            PrinterTrouble.None => "it prints",
            PrinterTrouble.Unreachable => $"it cannot be reached ({Detail})",
            PrinterTrouble.Silent =>
                "it takes the connection and answers nothing; if it is one that never answers, say --answers none",
            PrinterTrouble.Broken => $"the connection broke in the middle of a slip ({Detail})",
            PrinterTrouble.PaperOut => "it has no paper",
            PrinterTrouble.CoverOpen => "its cover is open",
            PrinterTrouble.Fault => "it has an error: look at its knife and its lamps",
            _ => "it is offline",
        };

    /// <summary>Whether a byte is an answer to <c>DLE EOT</c>.</summary>
    public static bool IsAnswer(byte value) => (value & AnswerMask) == AnswerBits;

    /// <summary>Whether a byte begins four bytes that a printer sends unasked.</summary>
    public static bool IsUnasked(byte value) => (value & AnswerMask) == UnaskedBits;

    /// <summary>Whether a byte is an answer to <c>GS r</c>.</summary>
    public static bool IsDone(byte value) => (value & DoneMask) == 0;

    /// <summary>Reads the answers to <see cref="EscPos.AskStatus"/>.</summary>
    /// <param name="printer">The answer to <c>DLE EOT 1</c>.</param>
    /// <param name="cause">The answer to <c>DLE EOT 2</c>.</param>
    /// <param name="paper">The answer to <c>DLE EOT 4</c>.</param>
    public static PrinterStatus Of(byte printer, byte cause, byte paper)
    {
        var trouble =
            (cause & CoverBit) != 0 ? PrinterTrouble.CoverOpen
            : (paper & PaperEndBits) != 0 || (cause & StoppedBit) != 0 ? PrinterTrouble.PaperOut
            : (cause & ErrorBit) != 0 ? PrinterTrouble.Fault
            : (printer & OfflineBit) != 0 ? PrinterTrouble.Offline
            : PrinterTrouble.None;
        return new(trouble, IsPaperLow: (paper & PaperLowBits) != 0);
    }
}
