using TableTap.Ordering.Values;

namespace TableTap.Ordering.Figures;

/// <summary>What is counted of a café while its facts come; <c>CafeReport</c> reads it. Bounded, however busy the café is.</summary>
public sealed record CafeFigures
{
    /// <summary>The last clock hour in which something was counted.</summary>
    public HourFigures Hour { get; init; } = new(DateTimeOffset.MinValue);

    /// <summary>How long tickets took lately, by counter.</summary>
    public EquatableMap<TicketTimes> Tickets { get; init; }

    /// <summary>How paying by card went lately.</summary>
    public CardResults Cards { get; init; } = new(Slots: []);

    /// <summary>The tax of the latest days; empty where the café counts none.</summary>
    public TaxDays Taxes { get; init; } = new(Days: default);

    /// <summary>What moved since the last closing; null where the café keeps no closings.</summary>
    public SalesFigures? Sales { get; init; }
}
