using BenchmarkDotNet.Attributes;

namespace TableTap.Benchmarks;

/// <summary>Times and bytes of every operation; a figure with parts is divided by <see cref="Operation.Parts"/> by hand.</summary>
[MemoryDiagnoser]
public class OperationBenchmarks
{
    private Operation _operation = null!;

    /// <summary>The operation that is measured.</summary>
    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    /// <summary>All operations.</summary>
    public static IEnumerable<string> Names => Operations.All.Keys;

    /// <summary>Prepares the operation.</summary>
    [GlobalSetup]
    public void Begin() => _operation = Operations.All[Name]();

    /// <summary>Does it once.</summary>
    [Benchmark]
    public void Run() => _operation.Run();

    /// <summary>Gives back what it held.</summary>
    [GlobalCleanup]
    public void End() => _operation.Dispose();
}
