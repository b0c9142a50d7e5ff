using System.Text.Json;
using TableTap.Realtime.Inspection;
using TableTap.Server.Http.Admin;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Cli.Tests;

/// <summary>What <c>tabletap top</c> shows, on screens of all sizes.</summary>
public sealed class TopScreenTests
{
    [Theory]
    [InlineData(80, 24)]
    [InlineData(40, 6)]
    [InlineData(200, 60)]
    [InlineData(80, 1)]
    public void It_fits_whatever_there_is(int width, int height)
    {
        foreach (var order in Enum.GetValues<ChannelOrder>())
        {
            var lines = TopScreen.Lines(Crowded(), Quiet(), order, width, height, "it is away");
            Assert.InRange(lines.Count, 1, height);
            Assert.All(lines, line => Assert.InRange(line.Text.Length, 0, width));
        }
    }

    [Fact]
    public void On_80_by_24_what_is_wrong_stands_beside_what_there_is()
    {
        var text = Text(Crowded(), 80, 23);
        Assert.Contains("needs a look", text, StringComparison.Ordinal);
        Assert.Contains("disk-full", text, StringComparison.Ordinal);
        Assert.Contains("no screen", text, StringComparison.Ordinal);
        Assert.Contains("café (50)", text, StringComparison.Ordinal);
        Assert.Contains("channel (70,000)", text, StringComparison.Ordinal);
        Assert.Contains("drained until", text, StringComparison.Ordinal);
        Assert.Contains("q or Ctrl-C leaves", text, StringComparison.Ordinal);
        Assert.Contains("p99 8.2 ms", text, StringComparison.Ordinal);
        Assert.Contains("cpu 50 %", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quiet_server_has_no_list_of_what_is_wrong()
    {
        var text = Text(Quiet(), 80, 23);
        Assert.DoesNotContain("needs a look", text, StringComparison.Ordinal);
        Assert.DoesNotContain("drained", text, StringComparison.Ordinal);
        Assert.Contains("commit –", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_does_not_hear_the_others_says_why()
    {
        var quiet = Quiet();
        var alone = quiet with
        {
            Server = quiet.Server with { Backplane = "Redis at redis:6379: no answer" },
        };

        Assert.Contains(
            "other servers are not heard: Redis at redis:6379: no answer",
            Text(alone, 80, 23),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("not heard", Text(quiet, 80, 23), StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_which_server_answers_and_which_it_hears()
    {
        var quiet = Named("till-1", "1111111111111111");
        var several = quiet with
        {
            Peers = [new("3333", 2, "till-3", "1.1.0", 1200), new("4444", 1)],
        };

        var text = Text(several, 80, 23, quiet);

        Assert.Contains("server till-1 1111111111111111", text, StringComparison.Ordinal);
        Assert.Contains("since 1970-01-01 00:00:00 UTC", text, StringComparison.Ordinal);
        Assert.Matches(@"peer \(2\) +connected +heard +version", text);
        Assert.Matches(@"till-3 3333 +1,200 +2 s ago +1\.1\.0", text);
        // One of the first version says only that it lives.
        Assert.Matches("– 4444 +– +1 s ago +–", text);
        Assert.DoesNotContain("peer (", Text(quiet, 80, 23, quiet), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_server_that_answers_is_told_and_nothing_is_held_against_the_one_before()
    {
        var before = Named("till-1", "1111111111111111");
        var other = Named("till-2", "2222222222222222");
        var now = other with { Server = other.Server with { UptimeSeconds = 4, CpuSeconds = 2 } };

        var text = Text(now, 80, 23, before);

        Assert.Contains("another server answers than before", text, StringComparison.Ordinal);
        // Since its start; against the other one it would be what nobody can use.
        Assert.Contains("cpu 50 %", text, StringComparison.Ordinal);
        var again = Text(now, 80, 23, other);
        Assert.DoesNotContain("another server", again, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cafe_has_the_roles_of_who_is_connected()
    {
        var text = Text(Crowded(), 120, 60);
        Assert.Contains("cafe-0  customer 9,000, employee 900", text, StringComparison.Ordinal);
    }

    /// <summary>The sample of the answer on a screen is what the documents show of it.</summary>
    [Fact]
    public async Task The_documents_show_what_it_draws()
    {
        var sample = JsonSerializer.Deserialize(
            AdminSamples.Status,
            AdminJson.Default.StatusAnswer
        )!;
        var screen = TopScreen
            .Lines(sample, null, ChannelOrder.Readers, 100, 30)
            .Select(line => line.Text.TrimEnd());

        var document = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs", "operations.md"),
            TestContext.Current.CancellationToken
        );
        var block = $"```text\n{string.Join('\n', screen)}\n```";
        Assert.True(document.Contains(block, StringComparison.Ordinal), block);
    }

    private static string Text(StatusAnswer status, int width, int height) =>
        Text(status, width, height, Quiet());

    private static string Text(StatusAnswer status, int width, int height, StatusAnswer before) =>
        string.Join(
            '\n',
            TopScreen
                .Lines(status, before, ChannelOrder.Readers, width, height)
                .Select(line => line.Text)
        );

    private static StatusAnswer Named(string host, string id)
    {
        var quiet = Quiet();
        return quiet with { Server = quiet.Server with { Host = host, Id = id } };
    }

    private static StatusAnswer Quiet() =>
        new(
            new("1.0", "ready", DateTimeOffset.UnixEpoch, 10, 1, 2),
            new(100_000_000, 10_000_000, 0),
            new(0, 8000, new Dictionary<string, int>(), 0),
            new(0, []),
            [],
            [],
            [],
            [],
            new(
                0,
                0,
                0,
                0,
                0,
                new Dictionary<string, double>(),
                new Dictionary<string, double>(),
                new Dictionary<string, double>()
            ),
            new(0),
            new(0),
            new(0, 0, 0, 0),
            [],
            0
        );

    private static StatusAnswer Crowded()
    {
        var counts = new Dictionary<string, int>
        {
            ["customer"] = 9000,
            ["employee"] = 900,
            ["manager"] = 90,
            ["admin"] = 9,
            ["service"] = 1,
        };
        var rates = new Dictionary<string, double>
        {
            ["RATE_LIMIT_EXCEEDED"] = 1200,
            ["AUTHENTICATION_FAILED"] = 900,
            ["CONNECTION_LIMIT_EXCEEDED"] = 3,
        };
        var slow = new ConnectionView(
            "conn_1",
            new string('u', 64),
            Role.Customer,
            ["demo"],
            DateTimeOffset.UnixEpoch,
            [],
            0,
            1 << 20,
            Live: false
        )
        {
            StalledSeconds = 12,
            SilentSeconds = 70,
        };
        return new(
            new(
                "1.0",
                "draining",
                DateTimeOffset.UnixEpoch,
                12,
                2,
                2,
                "the disk is full",
                new(
                    DateTimeOffset.UnixEpoch,
                    DateTimeOffset.UnixEpoch,
                    true,
                    "root",
                    new string('r', 200)
                )
            ),
            new(1L << 33, 1L << 32, 1 << 28),
            new(10_000, 10_000, counts, 400),
            new(
                70_000,
                [
                    .. Enumerable
                        .Range(0, 100)
                        .Select(i => new ChannelView(
                            $"orders:customer:{new string('c', 60)}{i}",
                            1_000_000_000,
                            10_000,
                            400,
                            900_000
                        )),
                ]
            ),
            [slow, slow],
            [slow],
            [
                new(
                    "demo",
                    "espresso",
                    "Espresso Bar",
                    false,
                    DateTimeOffset.UnixEpoch,
                    3,
                    DateTimeOffset.UnixEpoch
                ),
            ],
            [
                new(
                    "disk-full",
                    "error",
                    DateTimeOffset.UnixEpoch,
                    "The disk of /var/lib/tabletap has 100 MiB free.",
                    "Free some space: a full disk refuses every command."
                ),
            ],
            new(60, 123_456.7, 12, 3, 4, rates, rates, rates),
            new(402, 1.4, 3.9, 8.2),
            new(2490, 2.1, 6.3, 18),
            new(1, 2, 3, 4),
            [
                .. Enumerable
                    .Range(0, 50)
                    .Select(i => new CafeStatus(
                        $"cafe-{i}",
                        "Corner",
                        "paused",
                        12,
                        new(200, counts)
                    )),
            ],
            50
        );
    }
}
