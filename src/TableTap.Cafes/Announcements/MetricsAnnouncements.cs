using TableTap.Ordering.Reports;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;

namespace TableTap.Cafes.Announcements;

/// <summary>What managers are told of the café's figures (section 6).</summary>
public static class MetricsAnnouncements
{
    private const string Period = "current_hour";

    /// <summary>Tells managers the figures of the café.</summary>
    public static void Announce(
        MessageBatch pad,
        string cafeId,
        CafeReport report,
        DateTimeOffset at
    ) =>
        pad.Write(
            "metrics_update",
            at,
            Wire(report),
            ChannelName.Of(ChannelKinds.CafeMetrics, cafeId)
        );

    /// <summary>Figures as the wire tells them: times in minutes, parts from 0 to 1.</summary>
    public static MetricsUpdate Wire(CafeReport report) =>
        new(
            Period,
            new(
                report.OrdersReceived,
                report.OrdersCompleted,
                Minutes(report.AverageWait),
                report.Revenue,
                [.. report.TopItems.Items.Select(item => new ItemCount(item.Name, item.Units))],
                Minutes(report.WaitP50),
                Minutes(report.WaitP90),
                Part(report.OnTimeRate),
                Part(report.QuoteAccuracy)
            ),
            [
                .. report.Counters.Items.Select(counter => new CounterMetrics(
                    counter.CounterId,
                    counter.Name,
                    counter.QueueLength,
                    Minutes(counter.AverageTime),
                    counter.Status
                )),
            ]
        );

    private static double? Minutes(TimeSpan? time) => time is { } some ? some.WireMinutes() : null;

    private static double? Part(double? rate) => rate is { } some ? WireNumber.Rounded(some) : null;
}
