using TableTap.Faults.Setting;

namespace TableTap.Faults.Tests;

/// <summary>Benches that run side by side in one process do not get into each other's way.</summary>
public sealed class ServerBenchTests
{
    [Fact]
    public async Task Benches_of_one_seed_that_are_made_together_have_no_port_in_common()
    {
        const int Servers = 20;
        await using var one = ServerBench.Make(new() { Servers = Servers });
        await using var other = ServerBench.Make(new() { Servers = Servers });

        Assert.Equal(2 * Servers, one.Ports.Union(other.Ports).Count());
    }
}
