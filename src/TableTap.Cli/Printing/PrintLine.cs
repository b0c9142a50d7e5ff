namespace TableTap.Cli.Printing;

/// <summary>How a line is printed.</summary>
[Flags]
internal enum PrintStyle
{
    /// <summary>It looks as every line.</summary>
    None = 0,

    /// <summary>Its letters are thick.</summary>
    Bold = 1,

    /// <summary>Its letters have double height.</summary>
    Tall = 2,

    /// <summary>Its letters have double width, each in two places.</summary>
    Wide = 4,

    /// <summary>It is white on black.</summary>
    Reversed = 8,
}

/// <summary>A line of a slip, which fits its paper.</summary>
/// <param name="Text">Letters that the printer has.</param>
/// <param name="Style">How they look.</param>
internal sealed record PrintLine(string Text, PrintStyle Style = PrintStyle.None);
