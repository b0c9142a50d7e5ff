using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Configuration;
using TableTap.Server.Keys;
using TableTap.Server.Testing;

namespace TableTap.Server.Tests.Keys;

/// <summary>The file of the keys, which the servers of one database have copies of.</summary>
public sealed class ServerKeyFileTests
{
    [Theory]
    [InlineData("sqlite", false)]
    [InlineData("postgres", true)]
    public void Servers_of_one_database_go_on_having_the_same_keys(string provider, bool areSame)
    {
        using var first = new TemporaryDirectory();
        using var second = new TemporaryDirectory();
        var time = new FakeTimeProvider();
        TableTapOptions[] servers =
        [
            .. new[] { first, second }.Select(directory => new TableTapOptions
            {
                Storage = new() { Provider = provider, Directory = directory.Path },
            }),
        ];
        ServerKeyFile.Open(servers[0], time, _ => { }).Dispose();
        // With its mode: it is still its owner's alone.
        File.Copy(ServerKeyFile.PathOf(servers[0]), ServerKeyFile.PathOf(servers[1]));
        time.Advance(TimeSpan.FromDays(31));
        using var one = ServerKeyFile.Open(servers[0], time, _ => { });
        using var two = ServerKeyFile.Open(servers[1], time, _ => { });

        Assert.Equal(areSame, two.Reveal(one.Hide("secret"u8)) is not null);
    }
}
