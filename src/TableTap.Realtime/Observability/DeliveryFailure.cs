namespace TableTap.Realtime.Observability;

/// <summary>Why a connection did not get a message; whoever comes back reads it from the history.</summary>
internal enum DeliveryFailure
{
    /// <summary>The connection broke while the message waited or was being written.</summary>
    ConnectionLost,

    /// <summary>The server closed the connection and threw away what waited: its client may not hear it, or does not take it.</summary>
    Closed,

    /// <summary>Its owner did not confirm it in time, all resends included (section 7).</summary>
    Unconfirmed,

    /// <summary>The server itself failed to bring it out.</summary>
    Fault,
}
