using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Server.Tests.Http.State;

/// <summary>Section 10: the figures of a café as they were told, found by time and read page by page.</summary>
public sealed class MetricsHistoryTests : IAsyncLifetime
{
    private const string Path = "/v1/cafes/demo/metrics/history";
    private static readonly DateTimeOffset Nine = new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero);
    private readonly ProcessClock _time = new(Nine);
    private DemoDoor _door = null!;

    public async ValueTask InitializeAsync() => _door = new(await TestServer.StartAsync(_time));

    public ValueTask DisposeAsync() => _door.Server.DisposeAsync();

    [Fact]
    public async Task What_was_told_is_found_by_time_with_what_held_before_it()
    {
        for (var count = 1; count <= 4; count++)
        {
            await BuyAsync(count);
            _time.Advance(TimeSpan.FromMinutes(10));
            _door.SignOut();
        }

        // Bought at 9:00, 9:10, 9:20 and 9:30.
        var all = await _door.ReadAsync("maya", Path);
        Assert.Equal("Europe/Brussels", all.GetProperty("timeZone").GetString());
        Assert.False(all.GetProperty("hasMore").GetBoolean());
        Assert.Equal(4, Received(all)[^1]);

        var late = await _door.ReadAsync("maya", $"{Path}?from=2024-01-15T09:15:00Z");
        Assert.Equal(2, Received(late)[0]);
        Assert.Equal(4, Received(late)[^1]);
        var between = await _door.ReadAsync(
            "maya",
            $"{Path}?from=2024-01-15T09:15:00Z&to=2024-01-15T09:25:00Z"
        );
        Assert.Equal([2, 3], Received(between).Distinct());

        // Page by page it is the same.
        var pages = new List<int>();
        var after = "";
        bool hasMore;
        do
        {
            var page = await _door.ReadAsync(
                "maya",
                $"{Path}?from=2024-01-15T09:15:00Z&limit=1{after}"
            );
            pages.AddRange(Received(page));
            var last = page.GetProperty("moments").EnumerateArray().Last();
            after = $"&afterSequence={last.GetProperty("sequence")}";
            hasMore = page.GetProperty("hasMore").GetBoolean();
        } while (hasMore);
        Assert.Equal(Received(late), pages);
    }

    [Fact]
    public async Task A_moment_is_what_the_channel_told()
    {
        await BuyAsync(1);

        var moment = (await _door.ReadAsync("maya", Path))
            .GetProperty("moments")
            .EnumerateArray()
            .Last();
        var metrics = (await _door.ReadAsync("maya", "/v1/cafes/demo/metrics"));

        Assert.Equal(
            metrics.GetProperty("metrics").GetProperty("ordersReceived").GetRawText(),
            moment.GetProperty("metrics").GetProperty("ordersReceived").GetRawText()
        );
        Assert.Equal(
            metrics.GetProperty("positions").GetProperty("cafe:demo:metrics").GetInt64(),
            moment.GetProperty("sequence").GetInt64()
        );
    }

    [Fact]
    public async Task A_query_that_is_wrong_is_refused()
    {
        foreach (
            var query in new[]
            {
                "from=yesterday",
                "from=2024-01-15T09:15:00Z&to=2024-01-15T09:15:00Z",
                "afterSequence=-1",
                "limit=501",
                "cursor=x",
            }
        )
        {
            using var response = await _door.GetAsync("maya", $"{Path}?{query}");
            var problem = await response.ProblemAsync(422, "VALIDATION_FAILED");
            Assert.Equal(
                query[(query.LastIndexOf('&') + 1)..query.LastIndexOf('=')],
                problem.GetProperty("details")[0].GetProperty("path").GetString()
            );
        }
    }

    private static List<int> Received(JsonElement answer) =>
        [
            .. answer
                .GetProperty("moments")
                .EnumerateArray()
                .Select(moment =>
                    moment.GetProperty("metrics").GetProperty("ordersReceived").GetInt32()
                ),
        ];

    /// <summary>Buys something, and waits until the channel told of it.</summary>
    private async Task BuyAsync(int count)
    {
        await _door.StatusAsync("anna", await _door.OrderAsync($"guest-{count}"), "confirmed");
        await Patience.UntilAsync(async () =>
        {
            var answer = await _door.ReadAsync("maya", Path);
            if (Received(answer) is [.., var last] && last == count)
            {
                return true;
            }

            // Figures are told at most every five seconds.
            _time.Advance(TimeSpan.FromSeconds(1));
            return false;
        });
    }
}
