namespace TableTap.Cli.Printing;

/// <summary>Makes of a slip what is sent to the printer.</summary>
/// <param name="layout">How a slip looks.</param>
/// <param name="pages">What letters the printer has.</param>
/// <param name="paper">How the paper is treated.</param>
internal sealed class SlipPress(SlipLayout layout, CodePages pages, PaperHandling paper)
{
    /// <summary>The bytes of a slip.</summary>
    public byte[] Press(Slip slip) => EscPos.Slip(layout.Lines(slip), pages, paper);
}
