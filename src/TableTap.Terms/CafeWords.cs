using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>Whether a counter works.</summary>
[JsonConverter(typeof(WireEnum<CounterStatus>))]
public enum CounterStatus
{
    /// <summary>The counter takes work.</summary>
    Active,

    /// <summary>The counter is switched off.</summary>
    Inactive,

    /// <summary>Something at the counter is being repaired.</summary>
    Maintenance,

    /// <summary>The counter is being cleaned.</summary>
    Cleaning,
}

/// <summary>What a break is for.</summary>
[JsonConverter(typeof(WireEnum<BreakType>))]
public enum BreakType
{
    /// <summary>A short break to rest.</summary>
    Rest,

    /// <summary>A break to eat a meal.</summary>
    Meal,

    /// <summary>The lunch break of the day.</summary>
    Lunch,

    /// <summary>A break for any other purpose.</summary>
    Other,
}

/// <summary>Whether the café takes orders.</summary>
[JsonConverter(typeof(WireEnum<IntakeMode>))]
public enum IntakeMode
{
    /// <summary>The café takes orders as usual.</summary>
    Normal,

    /// <summary>The café takes orders, and guests read that they take long.</summary>
    Busy,

    /// <summary>The café takes no orders, so that the staff can catch up.</summary>
    Paused,
}

/// <summary>Who an announcement is for.</summary>
[JsonConverter(typeof(WireEnum<Audience>))]
public enum Audience
{
    /// <summary>Everybody who listens to the café's general channel.</summary>
    Guests,

    /// <summary>Those who work in the café.</summary>
    Staff,

    /// <summary>Both guests and staff.</summary>
    Everyone,

    /// <summary>Everybody who is connected to the server; it belongs to no café.</summary>
    [Word("system:maintenance")]
    SystemMaintenance,
}
