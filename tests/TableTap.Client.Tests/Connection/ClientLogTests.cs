using TableTap.Client.Contract;
using TableTap.Client.Tests.Fake;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Client.Tests.Connection;

public sealed class ClientLogTests
{
    private const string Channel = Stage.Channel;

    private readonly ListedLog _log = new();

    [Fact]
    public async Task Connection_that_goes_and_comes_back_is_logged()
    {
        await using var stage = Logged(_log);
        var first = await stage.SubscribeAsync(position: 4);
        first.Drop();
        var second = await stage.Clock.While(stage.Server.EstablishAsync());
        var reconnect = await second.ExpectAsync("reconnect");
        await second.ReplayAsync(
            reconnect.Id,
            [FakeConnection.Message(Channel, 5)],
            new() { [Channel] = 5 }
        );
        await stage.HappenedAsync<Resumed>();
        int[] expected = [7001, 7002, 7001, 7003];
        Assert.Equal(expected, _log.Ids);
        Assert.Equal("TableTap.Client", _log.Category);
    }

    [Fact]
    public async Task Hole_and_the_end_for_good_are_logged()
    {
        await using var stage = Logged(_log);
        var connection = await stage.SubscribeAsync();
        await connection.MessageAsync(Channel, 2);
        await connection.ExpectAsync("reconnect");
        await connection.CloseAsync(4403, "no");
        await stage.HappenedAsync<Stopped>();
        int[] expected = [7001, 7005, 7004];
        Assert.Equal(expected, _log.Ids);
        Assert.Contains($"{Channel} fell behind after 0", _log.Text, StringComparison.Ordinal);
        Assert.Contains("(close code 4403)", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_channel_is_logged_with_its_reason()
    {
        const string Other = "orders:customer:guest_2";
        await using var stage = Logged(_log);
        var connection = await stage.ConnectAsync();
        var subscribing = stage.Client.SubscribeAsync([Other]);
        var subscribe = await connection.ExpectAsync("subscribe");
        await connection.NoticeAsync(
            new SubscriptionConfirmed(
                [],
                [new FailedSubscription(Other, SubscriptionFailure.InsufficientPermissions)],
                new Dictionary<string, long>(),
                "e1"
            ),
            subscribe.Id
        );
        await subscribing.Soon();
        Assert.Contains(
            $"The server refused the channel {Other}: {SubscriptionFailure.InsufficientPermissions.Word}",
            _log.Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Refused_command_is_logged_by_its_code_and_without_what_it_contains()
    {
        await using var stage = Logged(_log);
        var connection = await stage.SubscribeAsync();
        var sending = stage.Client.SendAsync(
            "order_create",
            new OrderCreate("demo", [new OrderedItem("hidden", 1)], OrderType.Takeaway),
            "m1"
        );
        await connection.ExpectAsync("order_create");
        await connection.NoticeAsync(
            new MessageError("m1", new ErrorBody(ErrorCode.CafeClosed, "hidden")),
            "m1"
        );
        Assert.False((await sending.Soon()).Succeeded);
        await connection.SendAsync("""{"type":"pong","data":{"heads":"hidden"}}""");
        await stage.HappenedAsync<ServerReported>();
        Assert.Contains(
            "The server refused the command order_create (m1): CAFE_CLOSED",
            _log.Text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "The server reported an error: MALFORMED_MESSAGE",
            _log.Text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("hidden", _log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("token-1", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_that_is_broken_does_not_end_the_connection()
    {
        using var broken = new ListedLog { IsBroken = true };
        await using var stage = Logged(broken);
        var connection = await stage.SubscribeAsync();
        await connection.MessageAsync(Channel, 1);
        await stage.ReadsAsync(1);
        Assert.Single(stage.Events.OfType<Connected>());
    }

    private static Stage Logged(ListedLog log) =>
        new(options => options with { LoggerFactory = log });
}
