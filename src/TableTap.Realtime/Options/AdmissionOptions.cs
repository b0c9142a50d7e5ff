namespace TableTap.Realtime.Options;

/// <summary>How many connections there may be (section 8). Immutable.</summary>
public sealed record AdmissionOptions
{
    /// <summary>Sockets of one user at once.</summary>
    [Setting("Limits:SocketsPerUser", CountsAtOnce = true), Number(1, 10_000)]
    public int SocketsPerUser { get; init; } = 5;

    /// <summary>New sockets of one user in a minute, of the staff twice as many: so many at once, and then as they come back evenly.</summary>
    [Setting("Limits:NewSocketsPerUserPerMinute", CountsAtOnce = true), Number(1, 100_000)]
    public int NewSocketsPerUserPerMinute { get; init; } = 10;

    /// <summary>Connections of one café.</summary>
    [Setting("Limits:ConnectionsPerCafe", CountsAtOnce = true), Number(1, 1_000_000)]
    public int PerCafe { get; init; } = 1000;

    /// <summary>Connections of this server.</summary>
    [Setting("Limits:ConnectionsPerServer"), Number(1, 1_000_000)]
    public int PerServer { get; init; } = 10_000;

    /// <summary>The part of <see cref="PerCafe"/> and <see cref="PerServer"/> that only staff can take, in percent.</summary>
    [Setting("Limits:StaffReservePercent", CountsAtOnce = true), Number(0, 100)]
    public int StaffReservePercent { get; init; } = 10;

    /// <summary>Handshakes with a forged or missing token from one address in a minute.</summary>
    [Setting("Limits:ForgedHandshakesPerMinute", CountsAtOnce = true), Number(1, 1_000_000)]
    public int ForgedHandshakesPerMinute { get; init; } = 20;

    /// <summary>At <see cref="SocketsPerUser"/> a new socket takes the place of one that was silent for so long.</summary>
    [Setting("Limits:ReplaceSilentAfter", CountsAtOnce = true), Duration("1s", "1h")]
    public TimeSpan ReplaceSilentAfter { get; init; } = TimeSpan.FromSeconds(35);
}
