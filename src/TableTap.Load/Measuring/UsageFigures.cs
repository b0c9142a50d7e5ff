namespace TableTap.Load.Measuring;

/// <summary>What the server's process used; a figure is null where the process is not known.</summary>
/// <param name="CpuMicrosecondsPerOperation">The processor time for each operation that was done, all threads together.</param>
/// <param name="RssBytes">The memory that it holds at the end, in bytes.</param>
/// <param name="RssBytesBefore">The memory that it held before the first socket, in bytes.</param>
/// <param name="CpuPercent">How much of one processor it used while load was offered.</param>
public sealed record ServerFigures(
    double? CpuMicrosecondsPerOperation,
    long? RssBytes,
    long? RssBytesBefore,
    double? CpuPercent
);

/// <summary>How the load itself did: where it is late or uses a whole processor, the latencies are its own.</summary>
/// <param name="CpuPercent">How much of one processor it used while load was offered.</param>
/// <param name="LagMs">How late operations were started, in milliseconds.</param>
public sealed record GeneratorFigures(double CpuPercent, LatencyFigures LagMs);
