using TableTap.Realtime;

namespace TableTap.Server.Configuration;

/// <summary>Section <c>Limits</c>: what connections may do and how many there may be (section 8).</summary>
public sealed record LimitOptions
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>
    /// What one connection may send. Keys <c>MessagesPerMinute</c>, <c>AcksPerMinute</c>, <c>Subscriptions</c>,
    /// <c>MaxMessageBytes</c>, <c>MalformedPerMinute</c>, <c>LimitedPerMinute</c>, <c>ReplaysPerMinute</c>.
    /// </summary>
    /// <value>Defaults and ranges of <see cref="MessageLimitOptions"/>.</value>
    public MessageLimitOptions Messages { get; init; } = new();

    /// <summary>
    /// How many connections there may be. Keys <c>SocketsPerUser</c>, <c>NewSocketsPerUserPerMinute</c>,
    /// <c>ConnectionsPerCafe</c>, <c>ConnectionsPerServer</c>, <c>StaffReservePercent</c>,
    /// <c>ForgedHandshakesPerMinute</c>, <c>ReplaceSilentAfter</c>.
    /// </summary>
    /// <value>Defaults and ranges of <see cref="AdmissionOptions"/>.</value>
    public AdmissionOptions Admission { get; init; } = new();

    /// <summary>
    /// What may wait for slow readers. Keys <c>OutboxBytes</c>, <c>OutboxBudgetBytes</c>, <c>StalledTimeout</c>,
    /// <c>PageMessages</c>, <c>PageBytes</c>, <c>ConcurrentReads</c>, <c>RecentMessages</c>, <c>HeadsPerPong</c>,
    /// <c>ResendAfter</c>, <c>Resends</c>, <c>CursorInterval</c>.
    /// </summary>
    /// <value>Defaults and ranges of <see cref="DeliveryOptions"/>.</value>
    public DeliveryOptions Delivery { get; init; } = new();

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    public static LimitOptions Read(SectionReader section) =>
        new()
        {
            Messages = ReadMessages(section, new()),
            Admission = ReadAdmission(section, new()),
            Delivery = ReadDelivery(section, new()),
        };

    private static MessageLimitOptions ReadMessages(
        SectionReader section,
        MessageLimitOptions defaults
    )
    {
        const int most = 1_000_000;
        return new()
        {
            MessagesPerMinute = section.Count(
                "MessagesPerMinute",
                defaults.MessagesPerMinute,
                1,
                most
            ),
            AcksPerMinute = section.Count("AcksPerMinute", defaults.AcksPerMinute, 1, most),
            Subscriptions = section.Count("Subscriptions", defaults.Subscriptions, 1, 100_000),
            MaxMessageBytes = (int)
                section.Bytes("MaxMessageBytes", defaults.MaxMessageBytes, 1024, 16 << 20),
            MalformedPerMinute = section.Count(
                "MalformedPerMinute",
                defaults.MalformedPerMinute,
                1,
                most
            ),
            LimitedPerMinute = section.Count(
                "LimitedPerMinute",
                defaults.LimitedPerMinute,
                1,
                most
            ),
            ReplaysPerMinute = section.Count(
                "ReplaysPerMinute",
                defaults.ReplaysPerMinute,
                1,
                most
            ),
        };
    }

    private static AdmissionOptions ReadAdmission(SectionReader section, AdmissionOptions defaults)
    {
        const int most = 1_000_000;
        return new()
        {
            SocketsPerUser = section.Count("SocketsPerUser", defaults.SocketsPerUser, 1, 10_000),
            NewSocketsPerUserPerMinute = section.Count(
                "NewSocketsPerUserPerMinute",
                defaults.NewSocketsPerUserPerMinute,
                1,
                100_000
            ),
            PerCafe = section.Count("ConnectionsPerCafe", defaults.PerCafe, 1, most),
            PerServer = section.Count("ConnectionsPerServer", defaults.PerServer, 1, most),
            StaffReservePercent = section.Count(
                "StaffReservePercent",
                defaults.StaffReservePercent,
                0,
                100
            ),
            ForgedHandshakesPerMinute = section.Count(
                "ForgedHandshakesPerMinute",
                defaults.ForgedHandshakesPerMinute,
                1,
                most
            ),
            ReplaceSilentAfter = section.Duration(
                "ReplaceSilentAfter",
                defaults.ReplaceSilentAfter,
                Second,
                TimeSpan.FromHours(1)
            ),
        };
    }

    private static DeliveryOptions ReadDelivery(SectionReader section, DeliveryOptions defaults) =>
        new()
        {
            OutboxBytes = (int)section.Bytes("OutboxBytes", defaults.OutboxBytes, 1024, 1 << 30),
            OutboxBudgetBytes = section.Bytes(
                "OutboxBudgetBytes",
                defaults.OutboxBudgetBytes,
                1 << 20,
                1L << 40
            ),
            StalledTimeout = section.Duration(
                "StalledTimeout",
                defaults.StalledTimeout,
                Second,
                TimeSpan.FromHours(1)
            ),
            PageMessages = section.Count("PageMessages", defaults.PageMessages, 1, 100_000),
            PageBytes = (int)section.Bytes("PageBytes", defaults.PageBytes, 1024, 64 << 20),
            ConcurrentReads = section.Count("ConcurrentReads", defaults.ConcurrentReads, 1, 10_000),
            RecentMessages = section.Count(
                "RecentMessages",
                defaults.RecentMessages,
                0,
                10_000_000
            ),
            ResendAfter = section.Duration(
                "ResendAfter",
                defaults.ResendAfter,
                Second,
                TimeSpan.FromHours(1)
            ),
            Resends = section.Count("Resends", defaults.Resends, 0, 100),
            CursorInterval = section.Duration(
                "CursorInterval",
                defaults.CursorInterval,
                TimeSpan.FromMilliseconds(100),
                TimeSpan.FromMinutes(1)
            ),
            HeadsPerPong = section.Count("HeadsPerPong", defaults.HeadsPerPong, 0, 100_000),
        };
}
