namespace TableTap.Client.Contract;

/// <summary>A state that was loaded over HTTP, with where it stands (section 10). Immutable.</summary>
/// <typeparam name="TState">The type that the application reads the state as.</typeparam>
/// <param name="State">The state as the server told it.</param>
/// <param name="Positions">The last sequence of each channel that is in it already, and their epoch.</param>
public sealed record PositionedState<TState>(TState State, StatePositions Positions)
    where TState : class;

/// <summary>
/// What following a state brings: the state, then the messages that change it, another state where history is gone, and a word of each
/// channel that is heard no more. One of the three is there. Immutable.
/// </summary>
/// <typeparam name="TState">The type that the application reads the state as.</typeparam>
public sealed record Followed<TState>
    where TState : class
{
    internal Followed() { }

    /// <summary>The whole state, instead of everything that was known before; null where this is something else.</summary>
    public TState? State { get; internal init; }

    /// <summary>A message that came after the state; null where this is something else.</summary>
    public ReceivedMessage? Message { get; internal init; }

    /// <summary>A channel that is heard no more, refused or revoked; null where this is something else.</summary>
    public SubscriptionEnded? Ended { get; internal init; }
}
