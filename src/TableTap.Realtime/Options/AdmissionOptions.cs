namespace TableTap.Realtime;

/// <summary>How many connections there may be (section 8). Immutable.</summary>
public sealed record AdmissionOptions
{
    /// <summary>Sockets of one user at once.</summary>
    /// <value>1 to 10,000; default 5.</value>
    public int SocketsPerUser { get; init; } = 5;

    /// <summary>New sockets of one user in a minute.</summary>
    /// <value>1 to 100,000; default 10.</value>
    public int NewSocketsPerUserPerMinute { get; init; } = 10;

    /// <summary>Connections of one café.</summary>
    /// <value>1 to 1,000,000; default 1,000.</value>
    public int PerCafe { get; init; } = 1000;

    /// <summary>Connections of this server.</summary>
    /// <value>1 to 1,000,000; default 10,000.</value>
    public int PerServer { get; init; } = 10_000;

    /// <summary>The part of <see cref="PerCafe"/> and <see cref="PerServer"/> that only staff can take, in percent.</summary>
    /// <value>0 to 100; default 10.</value>
    public int StaffReservePercent { get; init; } = 10;

    /// <summary>Handshakes with a forged or missing token from one address in a minute.</summary>
    /// <value>1 to 1,000,000; default 20.</value>
    public int ForgedHandshakesPerMinute { get; init; } = 20;

    /// <summary>At <see cref="SocketsPerUser"/> a new socket takes the place of one that was silent for so long.</summary>
    /// <value>1 s to 1 h; default 35 s.</value>
    public TimeSpan ReplaceSilentAfter { get; init; } = TimeSpan.FromSeconds(35);
}
