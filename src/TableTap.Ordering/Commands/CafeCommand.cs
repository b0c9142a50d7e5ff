namespace TableTap.Ordering.Commands;

/// <summary>Something somebody wants of a café; one record per command of docs/protocol.md §4.</summary>
public abstract record CafeCommand;

/// <summary>Something somebody wants of one order.</summary>
/// <param name="OrderId">The id of the order.</param>
public abstract record OrderCommand(string OrderId) : CafeCommand
{
    /// <summary>The <c>orderVersion</c> the sender has seen; another one is a conflict. Null: the table of §5 decides.</summary>
    public long? ExpectedVersion { get; init; }
}
