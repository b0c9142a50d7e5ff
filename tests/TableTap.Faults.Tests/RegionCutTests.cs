using TableTap.Faults.Line;
using TableTap.Testing.Databases;

namespace TableTap.Faults.Tests;

/// <summary>
/// The line between two regions is cut: each home region goes on, its far server in the other one refuses and keeps its sockets, and what it
/// refused counts once after the cut.
/// </summary>
public sealed class RegionCutTests
{
    [Fact]
    public async Task The_home_region_goes_on_and_what_a_far_server_refuses_counts_once_when_it_is_sent_again()
    {
        SkipWithoutDatabases();
        await using var region = new RegionUnderTest("home");
        await region.StartAsync();
        foreach (var way in new[] { LineWay.Both, LineWay.Back })
        {
            var cut = $"cut-{way}";
            await region.OrderFromAfarAsync(cut);
            region.Cut(way);
            await region.GoesOnAtHomeAsync(cut);
            region.Heal();
            await region.CountsOnceAsync(cut);
        }
    }

    [Fact]
    public async Task Each_of_two_regions_goes_on_with_its_own_cafe_when_the_line_between_them_is_cut()
    {
        const string Cut = "cut";
        SkipWithoutDatabases();
        await using var east = new RegionUnderTest("east");
        await using var west = new RegionUnderTest("west");
        RegionUnderTest[] regions = [east, west];
        await Task.WhenAll(regions.Select(region => region.StartAsync()));
        await Task.WhenAll(regions.Select(region => region.OrderFromAfarAsync(Cut)));

        // One line between the regions carries what the far servers of both have to say at home.
        east.Cut(LineWay.Both);
        west.Cut(LineWay.Both);
        await Task.WhenAll(regions.Select(region => region.GoesOnAtHomeAsync(Cut)));

        east.Heal();
        west.Heal();
        await Task.WhenAll(regions.Select(region => region.CountsOnceAsync(Cut)));
    }

    private static void SkipWithoutDatabases()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        Assert.SkipWhen(RedisServer.Program is null, "Redis is not installed.");
    }
}
