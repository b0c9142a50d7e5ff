using Microsoft.Extensions.Logging;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Limits;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Options;

namespace TableTap.Realtime.Sessions;

/// <summary>What all sessions share.</summary>
internal sealed record SessionServices(
    IJournal Journal,
    TokenCheck Tokens,
    CommandHandler Commands,
    CafeDirectory Cafes,
    Revocations Revocations,
    RealtimeOptions Options,
    TimeProvider Time,
    FanOut FanOut,
    AdmissionControl Admission,
    RealtimeMetrics Metrics,
    ILogger Log
)
{
    /// <summary>Who is, or lately was, here.</summary>
    public required RecentUsers Users { get; init; }

    /// <summary>For whom limits are raised now.</summary>
    public required RaisedLimits Raised { get; init; }
}
