using TableTap.Realtime.Authentication;

namespace TableTap.Realtime.Limits;

/// <summary>What a connection takes of the limits, and how it can lose it. Guarded by <see cref="AdmissionControl"/>.</summary>
/// <param name="identity">Whose connection it is.</param>
internal abstract class ConnectionSlot(Identity identity)
{
    public Identity Identity { get; set; } = identity;

    /// <summary>For how long the client has sent nothing.</summary>
    public abstract TimeSpan SilentFor { get; }

    /// <summary>Closes the connection in favour of a new one.</summary>
    public abstract void Release();
}
