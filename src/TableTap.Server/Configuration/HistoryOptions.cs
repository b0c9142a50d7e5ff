namespace TableTap.Server.Configuration;

/// <summary>Section <c>History</c>: how long things are kept (section 7).</summary>
public sealed record HistoryOptions
{
    /// <summary>How long messages are kept for replay.</summary>
    /// <value>1 min to 90 d; default 24 h.</value>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How large the history may grow before its oldest messages go early.</summary>
    /// <value>64 KiB to 16,384 GiB; default 20 GiB.</value>
    public long MaxBytes { get; init; } = 20L << 30;

    /// <summary>How long a command's answer is remembered, so that a repeat changes nothing.</summary>
    /// <value>1 min to 90 d; default 24 h.</value>
    public TimeSpan AnswerRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long audit lines are kept (section 9).</summary>
    /// <value>1 d to 3,650 d; default 365 d.</value>
    public TimeSpan AuditRetention { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How long facts are kept, and with them what happened to an order (section 7).</summary>
    /// <value>1 d to 3,650 d; default 90 d.</value>
    public TimeSpan FactRetention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    public static HistoryOptions Read(SectionReader section)
    {
        var defaults = new HistoryOptions();
        var minute = TimeSpan.FromMinutes(1);
        var season = TimeSpan.FromDays(90);
        return new()
        {
            Retention = section.Duration("Retention", defaults.Retention, minute, season),
            MaxBytes = section.Bytes("MaxBytes", defaults.MaxBytes, 64L << 10, 16L << 40),
            AnswerRetention = section.Duration(
                "AnswerRetention",
                defaults.AnswerRetention,
                minute,
                season
            ),
            AuditRetention = section.Duration(
                "AuditRetention",
                defaults.AuditRetention,
                TimeSpan.FromDays(1),
                TimeSpan.FromDays(3650)
            ),
            FactRetention = section.Duration(
                "FactRetention",
                defaults.FactRetention,
                TimeSpan.FromDays(1),
                TimeSpan.FromDays(3650)
            ),
        };
    }
}
