namespace TableTap.Realtime.Keys;

/// <summary>Who gets payment data how (section 9).</summary>
public enum PaymentEncryption
{
    /// <summary>Encrypted to the connection's key; a connection without one is told that it needs one.</summary>
    Always,

    /// <summary>Encrypted to the connection's key; to a connection without one as it is.</summary>
    WhenKeyPresent,

    /// <summary>As it is, to everybody.</summary>
    Off,
}
