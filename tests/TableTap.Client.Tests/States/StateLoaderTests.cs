using System.Net;
using System.Text.Json;
using TableTap.Client.Contract;
using TableTap.Client.Tests.Fake;
using TableTap.Protocol.Errors;
using TableTap.Testing;

namespace TableTap.Client.Tests.States;

/// <summary>States come over HTTP with the client's own token, as soon as the server is there and has time.</summary>
public sealed class StateLoaderTests
{
    [Theory]
    [InlineData("ws://cafe.example:3001/v1", "http://cafe.example:3001")]
    [InlineData("wss://cafe.example/v1", "https://cafe.example")]
    [InlineData("https://cafe.example/shop/v1/", "https://cafe.example/shop")]
    [InlineData("http://cafe.example", "http://cafe.example")]
    public void Address_of_the_socket_says_where_states_are(string url, string http)
    {
        var options = new TableTapClientOptions { Url = new(url), Token = _ => new("t") };
        Assert.Equal(http, options.HttpAddress);
    }

    [Fact]
    public async Task Server_that_is_away_busy_or_silent_is_asked_again()
    {
        using var states = new FakeStates()
            .ThenFails()
            .Then(
                """{"code":"SERVICE_UNAVAILABLE","detail":"busy","retryAfter":20}""",
                HttpStatusCode.ServiceUnavailable
            )
            .Then("<html>", HttpStatusCode.BadGateway)
            .Then(async stop =>
            {
                await Task.Delay(Timeout.Infinite, stop);
                return new HttpResponseMessage();
            })
            .ThenState(1);
        using var log = new ListedLog();
        await using var stage = FollowStage.Of(
            states,
            options => options with { LoggerFactory = log }
        );
        await using var following = stage.Follow();
        var next = await stage.Clock.While(following.MoveNextAsync().AsTask(), stepMs: 50);
        Assert.True(next);
        Assert.NotNull(following.Current.State);
        Assert.True(stage.Clock.GetUtcNow() - FakeConnection.Now >= TimeSpan.FromSeconds(30));
        int[] expected = [7015, 7015, 7015, 7015];
        Assert.Equal(expected, log.Ids);
        Assert.Contains("busy", log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("token-1", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_ends_the_following_and_says_why()
    {
        const string Refusal =
            """{"code":"INSUFFICIENT_PERMISSIONS","detail":"staff only","requiredRole":"employee"}""";
        using var states = new FakeStates()
            .Then(Refusal, HttpStatusCode.Forbidden)
            .Then(Refusal, HttpStatusCode.Forbidden)
            .Then("", HttpStatusCode.NotFound);
        await using var stage = FollowStage.Of(states);
        await using var following = stage.Follow();
        var ended = await Assert.ThrowsAsync<TableTapException>(() => following.NextAsync());
        Assert.Equal(ErrorCode.InsufficientPermissions, ended.Code);
        Assert.Equal("staff only", ended.Message);
        var refused = await Assert.ThrowsAsync<TableTapException>(() => LoadAsync(stage));
        Assert.Equal(ErrorCode.InsufficientPermissions, refused.Code);
        var foreign = await Assert.ThrowsAsync<TableTapException>(() => LoadAsync(stage));
        Assert.Equal(ErrorCode.NotFound, foreign.Code);
    }

    [Theory]
    [InlineData("""{"orders":[],"epoch":"e1"}""")]
    [InlineData("""{"orders":[],"epoch":"e1","positions":{"cafe:demo:general":"7"}}""")]
    [InlineData("""["orders"]""")]
    [InlineData("no JSON")]
    public async Task Answer_that_is_no_state_is_not_followed(string answer)
    {
        using var states = new FakeStates().Then(answer).Then(answer);
        await using var stage = FollowStage.Of(states);
        await using var following = stage.Follow();
        await Assert.ThrowsAnyAsync<JsonException>(() => following.NextAsync());
        await Assert.ThrowsAnyAsync<JsonException>(() => LoadAsync(stage));
    }

    [Fact]
    public async Task Path_that_is_none_is_refused_at_once()
    {
        using var states = new FakeStates();
        await using var stage = FollowStage.Of(states);
        await Assert.ThrowsAsync<ArgumentException>(() =>
            stage.Client.LoadAsync("v1/board", ShownOrdersJson.Default.ShownOrders).Soon()
        );
        await using var following = stage
            .Client.FollowAsync("v1/board", ShownOrdersJson.Default.ShownOrders)
            .GetAsyncEnumerator();
        await Assert.ThrowsAsync<ArgumentException>(() => following.NextAsync());
        Assert.Empty(states.Asked);
    }

    [Fact]
    public async Task State_is_loaded_once_with_its_positions()
    {
        using var states = new FakeStates().ThenState(7);
        await using var stage = FollowStage.Of(states);
        var loaded = await LoadAsync(stage);
        Assert.Equal("at 7", Assert.Single(loaded.State.Orders));
        Assert.Equal(7, loaded.Positions.Positions[Stage.Channel]);
        Assert.Equal("e1", loaded.Positions.Epoch);
    }

    [Fact]
    public async Task Client_that_is_over_loads_nothing()
    {
        using var states = new FakeStates();
        await using var stage = FollowStage.Of(states);
        await stage.Client.DisposeAsync().AsTask().Soon();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => LoadAsync(stage));
        await using var following = stage.Follow();
        await following.HasEndedAsync();
        Assert.Empty(states.Asked);
    }

    [Fact]
    public async Task Token_that_is_refused_is_replaced_once()
    {
        var asked = 0;
        using var states = new FakeStates()
            .Then("""{"code":"AUTHENTICATION_FAILED"}""", HttpStatusCode.Unauthorized)
            .ThenState(1)
            .Then("", HttpStatusCode.Unauthorized)
            .Then("", HttpStatusCode.Unauthorized);
        await using var stage = FollowStage.Of(
            states,
            options => options with { Token = _ => new($"token-{++asked}") }
        );
        await LoadAsync(stage);
        var refused = await Assert.ThrowsAsync<TableTapException>(() => LoadAsync(stage));
        Assert.Equal(ErrorCode.AuthenticationFailed, refused.Code);
        string?[] expected = ["token-1", "token-2", "token-2", "token-3"];
        Assert.Equal(expected, states.Tokens);
    }

    [Fact]
    public async Task All_who_wait_for_a_token_get_the_one_that_was_asked_for_once()
    {
        var asked = 0;
        var given = new TaskCompletionSource();
        using var states = new FakeStates().ThenState(1).ThenState(1);
        await using var stage = FollowStage.Of(
            states,
            options =>
                options with
                {
                    Token = async _ =>
                    {
                        var number = ++asked;
                        await given.Task;
                        return $"token-{number}";
                    },
                }
        );
        var loading = Task.WhenAll(LoadAsync(stage), LoadAsync(stage));
        given.SetResult();
        await loading.Soon();
        string?[] expected = ["token-1", "token-1"];
        Assert.Equal(expected, states.Tokens);
    }

    [Fact]
    public async Task Server_that_says_at_once_is_given_its_pause_all_the_same()
    {
        const string AtOnce = """{"code":"SERVICE_UNAVAILABLE","detail":"busy","retryAfter":0}""";
        using var states = new FakeStates()
            .Then(AtOnce, HttpStatusCode.ServiceUnavailable)
            .Then(AtOnce, HttpStatusCode.ServiceUnavailable)
            .ThenState(1);
        await using var stage = FollowStage.Of(
            states,
            options =>
                options with
                {
                    FirstBackoff = TimeSpan.FromSeconds(20),
                    MaxBackoff = TimeSpan.FromSeconds(20),
                }
        );
        await using var following = stage.Follow();
        Assert.True(await stage.Clock.While(following.MoveNextAsync().AsTask(), stepMs: 50));
        Assert.True(stage.Clock.GetUtcNow() - FakeConnection.Now >= TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Pause_that_a_server_asks_for_has_a_bound()
    {
        using var states = new FakeStates().Then(_ =>
        {
            var answer = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter = new(TimeSpan.FromDays(100));
            return Task.FromResult(answer);
        });
        await using var stage = FollowStage.Of(states);
        var refused = await Assert.ThrowsAsync<TableTapException>(() => LoadAsync(stage));
        Assert.Equal(TimeSpan.FromHours(1), refused.RetryAfter);
    }

    [Fact]
    public async Task Type_that_no_state_can_be_read_as_is_told_at_once()
    {
        using var states = new FakeStates().ThenState(1);
        await using var stage = FollowStage.Of(states);
        await using var following = stage
            .Client.FollowAsync(FollowStage.Path, ShownOrdersJson.Default.IUnreadableState)
            .GetAsyncEnumerator();
        await Assert.ThrowsAsync<NotSupportedException>(() =>
            following.MoveNextAsync().AsTask().Soon()
        );
    }

    private static Task<PositionedState<ShownOrders>> LoadAsync(Stage stage) =>
        stage.Client.LoadAsync(FollowStage.Path, ShownOrdersJson.Default.ShownOrders).Soon();
}
