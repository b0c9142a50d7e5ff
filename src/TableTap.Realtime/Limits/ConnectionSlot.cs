using TableTap.Realtime.Authentication;

namespace TableTap.Realtime.Limits;

/// <summary>What a connection takes of the limits, and how it can lose it. Guarded by the seating.</summary>
/// <param name="identity">Who sits here.</param>
/// <param name="silentFor">For how long the client has sent nothing.</param>
/// <param name="giveUp">Closes the connection in favour of a new one.</param>
internal sealed class ConnectionSlot(Identity identity, Func<TimeSpan> silentFor, Action giveUp)
{
    public Identity Identity { get; set; } = identity;

    public TimeSpan SilentFor => silentFor();

    public void Release() => giveUp();
}
