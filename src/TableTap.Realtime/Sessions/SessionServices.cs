using Microsoft.Extensions.Logging;

namespace TableTap.Realtime;

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
    Seating Seating,
    RealtimeMetrics Metrics,
    ILogger Log
);
