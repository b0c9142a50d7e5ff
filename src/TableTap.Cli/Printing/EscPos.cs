namespace TableTap.Cli.Printing;

/// <summary>
/// The few sequences of ESC/POS that a kitchen's slips need, as Epson documents them and as nearly every printer of receipts understands them.
/// No text of a guest becomes a sequence: letters come from <see cref="CodePages"/>, which has no control characters.
/// </summary>
internal static class EscPos
{
    private const byte Esc = 0x1B;
    private const byte Gs = 0x1D;
    private const byte Fs = 0x1C;
    private const byte Dle = 0x10;
    private const byte Eot = 0x04;
    private const byte LineFeed = (byte)'\n';

    // The bits of ESC !.
    private const byte BoldBit = 8;
    private const byte TallBit = 16;
    private const byte WideBit = 32;

    // Lines between the last one and where paper is torn off by hand.
    private const byte TearLines = 6;

    /// <summary>Asks at once, also a printer that is offline: whether it is online, what keeps it, its paper (<c>DLE EOT</c> 1, 2 and 4).</summary>
    public static ReadOnlySpan<byte> AskStatus => [Dle, Eot, 1, Dle, Eot, 2, Dle, Eot, 4];

    /// <summary>Asks in turn: the answer comes when all that was sent before is done (<c>GS r 1</c>).</summary>
    public static ReadOnlySpan<byte> AskDone => [Gs, (byte)'r', 1];

    /// <summary>What is sent to the printer for a slip.</summary>
    /// <param name="lines">Its lines.</param>
    /// <param name="pages">What letters the printer has.</param>
    /// <param name="paper">How the paper is treated.</param>
    public static byte[] Slip(IReadOnlyList<PrintLine> lines, CodePages pages, PaperHandling paper)
    {
        var job = new List<byte>(2048);
        // As after being switched on, whatever an interrupted slip left; and it tells nothing unasked.
        job.AddRange([Esc, (byte)'@', Gs, (byte)'a', 0]);
        if (paper.IsSingleByte)
        {
            job.AddRange([Fs, (byte)'.']);
        }

        CodePage? selected = null;
        foreach (var line in lines)
        {
            job.AddRange([Esc, (byte)'!', Bits(line.Style)]);
            job.AddRange([Gs, (byte)'B', (byte)(line.Style.HasFlag(PrintStyle.Reversed) ? 1 : 0)]);
            foreach (var (page, letters) in pages.Pieces(line.Text, selected))
            {
                if (page != selected)
                {
                    job.AddRange([Esc, (byte)'t', page.Selector]);
                    selected = page;
                }

                job.AddRange(letters);
            }

            job.Add(LineFeed);
        }

        job.AddRange([Esc, (byte)'!', 0, Gs, (byte)'B', 0]);
        // Feeds to the knife and cuts, or to where it can be torn off.
        job.AddRange(paper.HasCutter ? [Gs, (byte)'V', (byte)'B', 0] : [Esc, (byte)'d', TearLines]);
        return [.. job];
    }

    private static byte Bits(PrintStyle style) =>
        (byte)(
            (style.HasFlag(PrintStyle.Bold) ? BoldBit : 0)
            | (style.HasFlag(PrintStyle.Tall) ? TallBit : 0)
            | (style.HasFlag(PrintStyle.Wide) ? WideBit : 0)
        );
}

/// <summary>How a printer treats its paper and its letters.</summary>
/// <param name="HasCutter">Whether it cuts.</param>
/// <param name="IsSingleByte">Whether it is told that each letter is one byte, which printers for Chinese otherwise read in pairs.</param>
internal sealed record PaperHandling(bool HasCutter = true, bool IsSingleByte = false);
