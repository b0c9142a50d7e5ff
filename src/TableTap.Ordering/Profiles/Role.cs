namespace TableTap.Ordering;

/// <summary>Who somebody is to a café. Admin includes manager, which includes employee (docs/protocol.md §1).</summary>
public enum Role
{
    /// <summary>A guest.</summary>
    Customer,

    /// <summary>Works at counters.</summary>
    Employee,

    /// <summary>Runs the café.</summary>
    Manager,

    /// <summary>Runs the server.</summary>
    Admin,

    /// <summary>Another system, such as a payment provider's webhook.</summary>
    Service,

    /// <summary>The café itself: its timers and what follows by rule.</summary>
    System,
}
