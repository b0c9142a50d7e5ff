namespace TableTap.Load.Measuring;

/// <summary>What the server and the load itself use between two moments.</summary>
/// <param name="time">The clock.</param>
/// <param name="processId">The server's process; null where it is not known.</param>
internal sealed class UsageMeter(TimeProvider time, int? processId)
{
    private readonly long _before = ProcessUsage.Read(processId)?.RssBytes ?? 0;
    private ProcessUsage? _server;
    private ProcessUsage? _own;
    private long _began;

    /// <summary>The server's memory now, in bytes; null where its process is not known.</summary>
    public long? RssBytes => ProcessUsage.Read(processId)?.RssBytes;

    /// <summary>The server's memory when the meter was made, in bytes; null where its process is not known.</summary>
    public long? RssBytesBefore => _before == 0 ? null : _before;

    /// <summary>Begins the time that counts.</summary>
    public void Begin()
    {
        _server = ProcessUsage.Read(processId);
        _own = ProcessUsage.Read(Environment.ProcessId);
        _began = time.GetTimestamp();
    }

    /// <summary>The server's processor time since the beginning for each of so many operations, in microseconds.</summary>
    /// <param name="operations">How many; none gives null.</param>
    public double? CpuMicrosecondsPer(long operations) =>
        operations > 0 && ServerCpu() is { } cpu ? cpu.TotalMicroseconds / operations : null;

    /// <summary>What the server used since the beginning.</summary>
    /// <param name="operations">How many operations it did.</param>
    public ServerFigures Server(long operations) =>
        new(CpuMicrosecondsPer(operations), RssBytes, RssBytesBefore, Percent(ServerCpu()));

    /// <summary>What the load itself used since the beginning.</summary>
    /// <param name="lag">How late it was.</param>
    public GeneratorFigures Generator(LatencyHistogram lag) =>
        new(Percent(ProcessUsage.Read(Environment.ProcessId)?.Cpu - _own?.Cpu) ?? 0, lag.Figures());

    private TimeSpan? ServerCpu() => ProcessUsage.Read(processId)?.Cpu - _server?.Cpu;

    private double? Percent(TimeSpan? cpu) =>
        100 * cpu?.TotalSeconds / Math.Max(0.001, time.GetElapsedTime(_began).TotalSeconds);
}
