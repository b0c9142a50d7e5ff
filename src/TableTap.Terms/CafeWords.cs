using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>Whether a counter works.</summary>
[JsonConverter(typeof(WireEnum<CounterStatus>))]
public enum CounterStatus
{
    /// <summary>It takes work.</summary>
    Active,

    /// <summary>Switched off.</summary>
    Inactive,

    /// <summary>Something is repaired.</summary>
    Maintenance,

    /// <summary>It is cleaned.</summary>
    Cleaning,
}

/// <summary>What a break is for.</summary>
[JsonConverter(typeof(WireEnum<BreakType>))]
public enum BreakType
{
    /// <summary>A breather.</summary>
    Rest,

    /// <summary>A meal.</summary>
    Meal,

    /// <summary>Lunch.</summary>
    Lunch,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Whether the café takes orders.</summary>
[JsonConverter(typeof(WireEnum<IntakeMode>))]
public enum IntakeMode
{
    /// <summary>It does.</summary>
    Normal,

    /// <summary>It does, and guests are told that it takes long.</summary>
    Busy,

    /// <summary>The staff catches up first.</summary>
    Paused,
}

/// <summary>Who an announcement is for.</summary>
[JsonConverter(typeof(WireEnum<Audience>))]
public enum Audience
{
    /// <summary>Everybody who listens to the café's general channel.</summary>
    Guests,

    /// <summary>Those who work there.</summary>
    Staff,

    /// <summary>Both guests and staff.</summary>
    Everyone,

    /// <summary>Everybody who is connected to the server; it belongs to no café.</summary>
    [Word("system:maintenance")]
    SystemMaintenance,
}
