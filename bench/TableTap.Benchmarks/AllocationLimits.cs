using System.Text.Json;
using System.Text.Json.Serialization;

namespace TableTap.Benchmarks;

/// <summary>Holds what every operation allocates against <c>allocation-limits.json</c>: bytes, which no other machine changes.</summary>
internal static class AllocationLimits
{
    private const int WarmUp = 60;
    private const int Counted = 200;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Measures everything in this process and prints a table.</summary>
    /// <returns>0 where nothing is above its limit and each operation has one, else 1.</returns>
    public static int Check(TextWriter output)
    {
        using var file = File.OpenRead(
            Path.Combine(AppContext.BaseDirectory, "allocation-limits.json")
        );
        var limits = JsonSerializer.Deserialize(file, LimitsJson.Default.DictionaryStringInt64)!;
        var failed = limits.Keys.Except(Operations.All.Keys).Any();
        foreach (var stale in limits.Keys.Except(Operations.All.Keys))
        {
            output.WriteLine($"FAILED  {stale}: there is no such operation");
        }

        foreach (var (name, create) in Operations.All)
        {
            using var operation = create();
            var bytes = Measure(operation);
            var isHeld = limits.TryGetValue(name, out var limit) && bytes <= limit;
            failed |= !isHeld;
            output.WriteLine(
                $"{(isHeld ? "ok    " : "FAILED")}  {name}: {bytes} bytes, limit {limit}"
            );
        }

        return failed ? 1 : 0;
    }

    private static long Measure(Operation operation)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < WarmUp && !IsLate(); i++)
        {
            operation.Run();
        }

        began = TimeProvider.System.GetTimestamp();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var count = 0L;
        while (count < Counted && !IsLate())
        {
            operation.Run();
            count++;
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (count * operation.Parts);

        bool IsLate() => TimeProvider.System.GetElapsedTime(began) > Longest;
    }
}

[JsonSerializable(typeof(Dictionary<string, long>))]
internal sealed partial class LimitsJson : JsonSerializerContext;
