using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using TableTap.Benchmarks;

if (args is ["allocations"])
{
    return AllocationLimits.Check(Console.Out);
}

BenchmarkSwitcher
    .FromAssembly(typeof(Operations).Assembly)
    .Run(args, DefaultConfig.Instance.WithArtifactsPath("artifacts/benchmarks"));
return 0;
