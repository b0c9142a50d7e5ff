namespace TableTap.Simulation.Guests;

/// <summary>How a guest's visit ended, in words.</summary>
internal static class Outcome
{
    /// <summary>The guest has the order.</summary>
    public const string Completed = "completed";

    /// <summary>The order was cancelled.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The guest went away without collecting.</summary>
    public const string LeftBehind = "left without it";

    /// <summary>The café took no order of the guest.</summary>
    public const string TurnedAway = "turned away";

    /// <summary>The order got no answer.</summary>
    public const string Unanswered = "unanswered";

    /// <summary>The guest still waited when time was up.</summary>
    public const string Unfinished = "unfinished";

    /// <summary>Something broke; what follows says what.</summary>
    public const string Failed = "failed: ";
}
