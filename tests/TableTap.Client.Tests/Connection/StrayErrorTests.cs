using TableTap.Client.Contract;
using TableTap.Client.Tests.Fake;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Client.Tests.Connection;

/// <summary>An error that answers nothing counts for an end that comes within its own time, and for no later one.</summary>
public sealed class StrayErrorTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Error_whose_wait_is_over_says_nothing_about_a_later_end()
    {
        var left = await EndAfterAsync(Wait, closeCode: 1012);
        Assert.Equal("bye", left.Reason);
        Assert.InRange(left.RetryIn, TimeSpan.Zero, TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public async Task Wait_of_an_error_runs_from_when_it_came()
    {
        var left = await EndAfterAsync(TimeSpan.FromSeconds(15), closeCode: 4429);
        Assert.Equal("slowly", left.Reason);
        Assert.Equal(TimeSpan.FromSeconds(5), left.RetryIn);
    }

    [Fact]
    public async Task Limit_whose_error_is_long_over_waits_the_longest_time()
    {
        var left = await EndAfterAsync(Wait, closeCode: 4429);
        Assert.Equal(TimeSpan.FromSeconds(30), left.RetryIn);
    }

    /// <summary>A session hears an error, and ends a while later.</summary>
    private static async Task<Disconnected> EndAfterAsync(TimeSpan pause, int closeCode)
    {
        // No ping while the clock is moved: the server here answers none.
        await using var stage = new Stage(options =>
            options with
            {
                HeartbeatInterval = TimeSpan.FromHours(1),
            }
        );
        var connection = await stage.ConnectAsync();
        await connection.NoticeAsync(
            new Error(ErrorCode.RateLimitExceeded, "slowly", RetryAfter: Wait.TotalSeconds)
        );
        await stage.HappenedAsync<ServerReported>();
        stage.Clock.Advance(pause);
        await connection.CloseAsync(closeCode, "bye");
        return await stage.HappenedAsync<Disconnected>();
    }
}
