namespace TableTap.Ordering;

/// <summary>Who in a café hears an announcement (docs/protocol.md §4).</summary>
public enum Audience
{
    /// <summary>Everybody who listens to the café's general channel.</summary>
    Guests,

    /// <summary>Those who work there.</summary>
    Staff,

    /// <summary>Both.</summary>
    Everyone,
}
