using TableTap.Protocol.Messages;

namespace TableTap.Cli.Printing;

/// <summary>What a slip of paper says.</summary>
internal enum SlipKind
{
    /// <summary>The counter has an order to make.</summary>
    Ticket,

    /// <summary>The counter has more of an order to make, of which it has some on paper.</summary>
    Added,

    /// <summary>Lines that are on paper are not made.</summary>
    Void,

    /// <summary>The order was cancelled: nothing of it is made.</summary>
    Cancelled,

    /// <summary>Another counter makes lines that are on paper here.</summary>
    Moved,

    /// <summary>A course that is on paper waits until it is fired again.</summary>
    Held,

    /// <summary>The order is more or less urgent than its paper says.</summary>
    Priority,

    /// <summary>The order was ready and comes back to the counters.</summary>
    Recalled,
}

/// <summary>How sure it is that a slip is the only one of its kind.</summary>
internal enum SlipMark
{
    /// <summary>It is printed for the first time.</summary>
    None,

    /// <summary>Somebody asked for it once more.</summary>
    Copy,

    /// <summary>It was sent before, and the printer did not say whether it printed it.</summary>
    PossibleCopy,
}

/// <summary>One slip of paper, as data.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Order">The order, as the paper stands with this slip.</param>
/// <param name="Lines">The lines that it is about.</param>
/// <param name="At">When it happened.</param>
/// <param name="Mark">Whether it may be there twice.</param>
internal sealed record Slip(
    SlipKind Kind,
    Paper Order,
    IReadOnlyList<AssignedItem> Lines,
    DateTimeOffset At,
    SlipMark Mark = SlipMark.None
);
