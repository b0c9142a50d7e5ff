using TableTap.Server.Configuration;
using TableTap.Server.Connections;

namespace TableTap.Server.Tests.Connections;

public sealed class ConnectionCapacityTests
{
    [Theory]
    [InlineData(null, 40, 12_500, 256, 10_000)]
    [InlineData(20_000, 40, 12_500, 256, 10_000)]
    [InlineData(1024, 40, 756, 256, 605)]
    [InlineData(500, 40, 232, 116, 186)]
    [InlineData(500, 150, 122, 61, 98)]
    [InlineData(100, 40, 16, 8, 13)]
    public void Connections_fit_below_the_limit_of_open_files(
        int? files,
        int openFiles,
        int open,
        int perAddress,
        int sockets
    ) =>
        Assert.Equal(
            new(open, perAddress, sockets, files),
            ConnectionCapacity.Of(new TableTapOptions(), files, openFiles)
        );

    [Theory]
    [InlineData(
        "Max open files            1024                 524288               files     ",
        1024
    )]
    [InlineData(
        "Max open files            unlimited            unlimited            files     ",
        null
    )]
    public void The_limit_that_holds_is_read(string line, int? limit) =>
        Assert.Equal(limit, OpenFiles.Read(line));
}
