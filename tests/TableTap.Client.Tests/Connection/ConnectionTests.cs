using System.Net.WebSockets;
using TableTap.Client.Contract;
using TableTap.Client.Tests.Fake;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Testing;

namespace TableTap.Client.Tests.Connection;

public sealed class ConnectionTests
{
    [Fact]
    public async Task Token_travels_in_the_header_and_the_first_frame_is_the_session()
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        Assert.Equal("Bearer token-1", connection.Authorization);
        Assert.Equal("conn_1", stage.Client.Session?.ConnectionId);
        Assert.Single(stage.Events.OfType<Connected>());
    }

    [Theory]
    [InlineData(1003)]
    [InlineData(1007)]
    [InlineData(1009)]
    [InlineData(4400)]
    [InlineData(4403)]
    public async Task Close_codes_that_only_a_fix_helps_stop_the_client(int code)
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        var waiting = stage.Client.SendAsync("order_rate", new OrderRate("o", 5));
        await connection.CloseAsync(code, "no");
        var stopped = await Assert.ThrowsAsync<TableTapException>(() => waiting.Soon());
        Assert.Equal(code, stopped.CloseCode);
        await Patience.UntilAsync(() => stage.Events.OfType<Stopped>().Any());
        await Assert.ThrowsAsync<TableTapException>(() => stage.Client.ConnectAsync().Soon());
        await Assert.ThrowsAsync<TableTapException>(async () =>
        {
            await foreach (var _ in stage.Client.ReadAllAsync()) { }
        });
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1012)]
    [InlineData(1013)]
    [InlineData(4408)]
    [InlineData(4499)]
    public async Task Close_codes_that_pass_make_it_come_back(int code)
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        await connection.CloseAsync(code);
        var again = await stage.Clock.While(stage.Server.EstablishAsync());
        Assert.NotSame(connection, again);
        var left = Assert.Single(stage.Events.OfType<Disconnected>());
        Assert.Equal(code, left.CloseCode);
        Assert.InRange(left.RetryIn, TimeSpan.Zero, TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public async Task Refused_token_is_asked_for_anew()
    {
        var asked = 0;
        await using var stage = new Stage(options =>
            options with
            {
                Token = _ => new($"token-{++asked}"),
            }
        );
        var connecting = stage.Client.ConnectAsync();
        var refused = await stage.Server.AcceptAsync();
        await refused.NoticeAsync(new Error(ErrorCode.AuthenticationFailed, "expired"));
        await refused.CloseAsync(4401);
        var taken = await stage.Clock.While(stage.Server.EstablishAsync());
        await connecting.Soon();
        Assert.Equal("Bearer token-2", taken.Authorization);
    }

    [Fact]
    public async Task Third_refused_token_stops_the_client_with_the_servers_reason()
    {
        await using var stage = new Stage();
        var connecting = stage.Client.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            var refused = await stage.Clock.While(stage.Server.AcceptAsync());
            await refused.NoticeAsync(new Error(ErrorCode.AuthenticationFailed, "revoked"));
            await refused.CloseAsync(4401);
        }

        var stopped = await Assert.ThrowsAsync<TableTapException>(() => connecting.Soon());
        Assert.Equal(ErrorCode.AuthenticationFailed, stopped.Code);
        Assert.Contains("revoked", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_connections_waits_as_long_as_it_was_told()
    {
        await using var stage = new Stage();
        var connecting = stage.Client.ConnectAsync();
        var refused = await stage.Server.AcceptAsync();
        await refused.NoticeAsync(
            new Error(ErrorCode.ConnectionLimitExceeded, "five", RetryAfter: 40)
        );
        await refused.CloseAsync(4429);
        await Patience.UntilAsync(() => stage.Events.OfType<Disconnected>().Any());
        Assert.Equal(TimeSpan.FromSeconds(40), (await stage.HappenedAsync<Disconnected>()).RetryIn);
        await stage.Clock.While(stage.Server.EstablishAsync(), stepMs: 500);
        await connecting.Soon();
    }

    [Fact]
    public async Task Refused_upgrade_is_read_like_its_close_code()
    {
        await using var stage = new Stage();
        stage.Server.RefuseWith = "403 Forbidden";
        var stopped = await Assert.ThrowsAsync<TableTapException>(() =>
            stage.Client.ConnectAsync().Soon()
        );
        Assert.Equal(4403, stopped.CloseCode);
        Assert.Equal(1, stage.Server.Refused);
    }

    [Fact]
    public async Task Unreachable_server_is_tried_until_it_is_there()
    {
        await using var stage = new Stage();
        stage.Server.RefuseWith = "502 Bad Gateway";
        var connecting = stage.Client.ConnectAsync();
        await stage.Clock.While(
            Task.Run(async () =>
            {
                await Patience.UntilAsync(() => stage.Server.Refused >= 3);
                return true;
            })
        );
        stage.Server.RefuseWith = null;
        await stage.Clock.While(stage.Server.EstablishAsync());
        await connecting.Soon();
    }

    [Fact]
    public async Task Draining_server_is_left_at_the_advised_time()
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        await connection.NoticeAsync(new ReconnectAdvised(5000));
        await stage.Clock.While(stage.Server.EstablishAsync(), stepMs: 100);
        await connection.Reading.Soon();
        Assert.Equal(WebSocketCloseStatus.NormalClosure, connection.ClientClosed);
        Assert.True(stage.Clock.GetUtcNow() - FakeConnection.Now >= TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.Zero, (await stage.HappenedAsync<Disconnected>()).RetryIn);
    }

    [Fact]
    public async Task Draining_server_that_closes_early_is_not_stormed()
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        await connection.NoticeAsync(new ReconnectAdvised(5000));
        await connection.CloseAsync(1012);
        await Patience.UntilAsync(() => stage.Events.OfType<Disconnected>().Any());
        Assert.Equal(TimeSpan.FromSeconds(5), (await stage.HappenedAsync<Disconnected>()).RetryIn);
    }

    [Fact]
    public async Task Pings_at_the_servers_interval_and_gives_up_a_silent_server()
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        var next = stage.Server.EstablishAsync();
        await stage.Clock.While(next, stepMs: 250);
        Assert.InRange(connection.Arrived("ping").Count, 2, 3);
        Assert.Contains(
            stage.Events.OfType<Disconnected>(),
            left => left.Reason.Contains("silent", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Session_is_renewed_before_it_ends()
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        await connection.NoticeAsync(new TokenExpiring(FakeConnection.Now.AddMinutes(1)));
        var refresh = await connection.ExpectAsync("token_refresh");
        Assert.Equal("token-1", refresh.Data.GetProperty("token").GetString());
        await connection.NoticeAsync(
            new TokenRefreshed(FakeConnection.Now.AddMinutes(30)),
            refresh.Id
        );
        await Patience.UntilAsync(() => stage.Events.OfType<SessionRenewed>().Any());
    }

    [Fact]
    public async Task Refused_renewal_is_tried_once_more_and_no_third_time()
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        await connection.NoticeAsync(new TokenExpiring(FakeConnection.Now.AddMinutes(1)));
        for (var i = 0; i < 2; i++)
        {
            var refresh = await stage.Clock.While(connection.ExpectAsync("token_refresh"));
            await connection.NoticeAsync(
                new Error(ErrorCode.AuthenticationFailed, "another subject"),
                refresh.Id
            );
        }

        await Patience.UntilAsync(() => stage.Events.OfType<ServerReported>().Count() == 2);
        stage.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Empty(connection.Arrived("token_refresh"));
    }

    [Fact]
    public async Task Frame_that_is_no_message_is_reported_and_the_next_one_is_read()
    {
        await using var stage = new Stage();
        var connection = await stage.SubscribeAsync();
        await connection.SendAsync("{]");
        await connection.SendAsync("""{"type":"pong","data":{"heads":"none"}}""");
        await connection.SendAsync("""{"type":"invented_later","data":{}}""");
        await connection.MessageAsync(Stage.Channel, 1);
        await stage.ReadsAsync(1);
        Assert.Equal(2, stage.Events.OfType<ServerReported>().Count());
    }

    [Fact]
    public async Task Disposal_says_goodbye_and_ends_all_waiting()
    {
        var stage = new Stage();
        var connection = await stage.SubscribeAsync();
        var reading = stage.Client.ReadAllAsync().GetAsyncEnumerator().MoveNextAsync().AsTask();
        var command = stage.Client.SendAsync("order_rate", new OrderRate("o", 5));
        await connection.ExpectAsync("order_rate");
        await stage.DisposeAsync();
        Assert.False(await reading.Soon());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => command.Soon());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stage.Client.ConnectAsync());
        await connection.Reading.Soon();
        Assert.Equal(WebSocketCloseStatus.NormalClosure, connection.ClientClosed);
    }

    [Fact]
    public async Task Tap_sees_every_frame_both_ways_with_its_connection()
    {
        var seen = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var stage = new Stage(options =>
            options with
            {
                FrameTap = (direction, connection, frame) =>
                    seen.Enqueue(
                        $"{direction} {connection} {System.Text.Encoding.UTF8.GetString(frame)[..19]}"
                    ),
            }
        );
        var first = await stage.SubscribeAsync();
        first.Drop();
        await stage.Clock.While(stage.Server.EstablishAsync());
        await Patience.UntilAsync(() => stage.Events.OfType<Connected>().Count() == 2);
        Assert.Collection(
            seen.Take(4),
            frame => Assert.Equal("Received 1 {\"type\":\"connection", frame),
            frame => Assert.Equal("Sent 1 {\"type\":\"subscribe\"", frame),
            frame => Assert.Equal("Received 1 {\"type\":\"subscripti", frame),
            frame => Assert.Equal("Received 2 {\"type\":\"connection", frame)
        );
    }

    [Theory]
    [InlineData("ftp://localhost/v1")]
    [InlineData("/v1")]
    public void Address_that_is_no_socket_is_refused_by_name(string url)
    {
        var refused = Assert.Throws<ArgumentException>(() =>
            new TableTapClient(
                new TableTapClientOptions
                {
                    Url = new Uri(url, UriKind.RelativeOrAbsolute),
                    Token = _ => new("t"),
                }
            )
        );
        Assert.Contains("Url", refused.Message, StringComparison.Ordinal);
    }
}
