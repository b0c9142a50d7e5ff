using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>Something that is out: an item, a customisation or an option, everywhere or at one counter.</summary>
/// <param name="ItemId">The item that is out, or null.</param>
/// <param name="Customization">The customisation that is out, or null.</param>
/// <param name="CounterId">The only counter without it; null for the whole café.</param>
/// <param name="OptionId">The option that is out, or null.</param>
/// <param name="BackAt">When it is there again by itself; null when somebody has to say so.</param>
public sealed record Outage(
    string? ItemId,
    string? Customization,
    string? CounterId,
    string? OptionId = null,
    DateTimeOffset? BackAt = null
)
{
    /// <summary>Its key among the café's outages, and of what is counted among the countdowns.</summary>
    public string Key =>
        OptionId is null
            ? $"{ItemId}|{Customization}|{CounterId}"
            : $"{ItemId}|{Customization}|{CounterId}|{OptionId}";

    /// <summary>Whether a line consists of it, wherever the line is made.</summary>
    /// <param name="line">The line to check.</param>
    public bool IsIn(OrderLine line) =>
        ItemId is not null ? ItemId == line.ItemId
        : Customization is not null ? line.Customizations.Contains(Customization)
        : line.Has(OptionId!);
}

/// <summary>Whether the café takes orders, and until when it does not.</summary>
/// <param name="Mode">Whether it does.</param>
/// <param name="Until">When a pause ends by itself; null when somebody has to end it.</param>
/// <param name="Reason">Why it is paused.</param>
public sealed record Intake(IntakeMode Mode, DateTimeOffset? Until, string? Reason)
{
    /// <summary>The intake of a café that takes orders as usual.</summary>
    public static Intake Normal { get; } = new(IntakeMode.Normal, null, null);

    /// <summary>Who set a mode other than normal; null when it is normal, and when the café did by its load.</summary>
    public string? By { get; init; }

    /// <summary>Whether a person decided it: then the load does not change it before its end.</summary>
    public bool IsByHand => By is not null;

    /// <summary>Whether orders are refused at this instant.</summary>
    public bool IsPaused(DateTimeOffset now) => Mode == IntakeMode.Paused && !(Until <= now);
}
