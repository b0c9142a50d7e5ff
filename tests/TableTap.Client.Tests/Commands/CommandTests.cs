using Microsoft.Extensions.Time.Testing;
using TableTap.Client.Commands;
using TableTap.Client.Connection;
using TableTap.Client.Contract;
using TableTap.Client.Tests.Fake;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Client.Tests.Commands;

public sealed class CommandTests
{
    private static readonly OrderCreate Order = new(
        "demo",
        [new OrderedItem("latte", 1)],
        OrderType.Takeaway
    );

    [Fact]
    public async Task Command_ends_in_what_it_made()
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        var sending = stage.Client.SendAsync("order_create", Order, "m1");
        var command = await connection.ExpectAsync("order_create");
        Assert.Equal("m1", command.Id);
        await AcknowledgeAsync(connection, "m1", "order_1");
        var answer = await sending.Soon();
        Assert.True(answer.Succeeded);
        Assert.Equal("order_1", answer.Require().OrderId);
    }

    [Fact]
    public async Task Refusal_is_a_value()
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        var sending = stage.Client.SendAsync("order_create", Order);
        await RefuseAsync(connection, new(ErrorCode.CafeClosed, "closed"));
        var answer = await sending.Soon();
        Assert.False(answer.Succeeded);
        Assert.Equal(ErrorCode.CafeClosed, answer.Error.Code);
        Assert.Throws<TableTapException>(answer.Require);
    }

    [Fact]
    public async Task Unanswered_commands_go_again_with_the_same_bytes_in_their_order()
    {
        await using var stage = new Stage();
        var first = await stage.ConnectAsync();
        var one = stage.Client.SendAsync("order_create", Order, "m1");
        var two = stage.Client.SendAsync("order_rate", new OrderRate("o", 5), "m2");
        var before = await first.ExpectAsync("order_create");
        await first.ExpectAsync("order_rate");
        first.Drop();
        var second = await stage.Clock.While(stage.Server.EstablishAsync());
        Assert.Equal(before.Text, (await second.ExpectAsync("order_create")).Text);
        Assert.Equal("m2", (await second.ExpectAsync("order_rate")).Id);
        await AcknowledgeAsync(second, "m2", "o");
        await AcknowledgeAsync(second, "m1", "o");
        Assert.True((await one.Soon()).Succeeded);
        Assert.True((await two.Soon()).Succeeded);
        Assert.Empty(second.Arrived("order_create"));
    }

    [Fact]
    public async Task Command_given_while_offline_goes_when_there_is_a_connection()
    {
        await using var stage = new Stage();
        var sending = stage.Client.SendAsync("order_create", Order, "m1");
        var connection = await stage.ConnectAsync();
        await connection.ExpectAsync("order_create");
        await AcknowledgeAsync(connection, "m1", "o");
        Assert.True((await sending.Soon()).Succeeded);
    }

    [Fact]
    public async Task Unanswered_command_goes_again_after_its_timeout()
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        var sending = stage.Client.SendAsync("order_create", Order, "m1");
        await connection.ExpectAsync("order_create");
        var began = stage.Clock.GetUtcNow();
        await stage.Clock.While(connection.ExpectAsync("order_create"), stepMs: 100);
        Assert.True(stage.Clock.GetUtcNow() - began >= TimeSpan.FromSeconds(10));
        await AcknowledgeAsync(connection, "m1", "o");
        Assert.True((await sending.Soon()).Succeeded);
    }

    [Theory]
    [InlineData(ErrorCode.RateLimitExceeded)]
    [InlineData(ErrorCode.ServiceUnavailable)]
    public async Task What_time_heals_is_waited_out_under_the_same_id(ErrorCode code)
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        var sending = stage.Client.SendAsync("order_create", Order, "m1");
        await RefuseAsync(connection, new(code, "later", RetryAfter: 7));
        var began = stage.Clock.GetUtcNow();
        var again = await stage.Clock.While(connection.ExpectAsync("order_create"), stepMs: 100);
        Assert.Equal("m1", again.Id);
        Assert.True(stage.Clock.GetUtcNow() - began >= TimeSpan.FromSeconds(6.8));
        await AcknowledgeAsync(connection, "m1", "o");
        Assert.True((await sending.Soon()).Succeeded);
    }

    [Fact]
    public async Task Error_frame_that_names_the_command_is_its_refusal()
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        var sending = stage.Client.SendAsync("order_create", Order, "m1");
        await connection.ExpectAsync("order_create");
        await connection.NoticeAsync(new Error(ErrorCode.ValidationFailed, "no"), "m1");
        Assert.Equal(ErrorCode.ValidationFailed, (await sending.Soon()).Error?.Code);
    }

    [Fact]
    public async Task Deadline_ends_the_trying_and_says_that_the_outcome_is_unknown()
    {
        await using var stage = new Stage(options =>
            options with
            {
                CommandDeadline = TimeSpan.FromSeconds(60),
            }
        );
        var connection = await stage.ConnectAsync();
        var sending = stage.Client.SendAsync("order_create", Order, "m1");
        await connection.ExpectAsync("order_create");
        await stage.Clock.While(connection.ExpectAsync("order_create"), stepMs: 100);
        await stage.Clock.While(connection.ExpectAsync("order_create"), stepMs: 100);
        Assert.True(stage.Clock.GetUtcNow() - FakeConnection.Now < TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<TimeoutException>(() => stage.Clock.While(sending, stepMs: 200));
    }

    [Fact]
    public async Task Overdue_command_waits_without_a_turn_after_the_other_while_there_is_no_connection()
    {
        var clock = new FakeTimeProvider(FakeConnection.Now);
        var options = new TableTapClientOptions
        {
            Url = new Uri("ws://localhost/v1"),
            Token = _ => new("t"),
            TimeProvider = clock,
        };
        var command = new PendingCommand("m1", "{}"u8.ToArray()) { SentAt = clock.GetTimestamp() };
        clock.Advance(options.CommandTimeout * 2);
        var asked = 0;

        var trying = new CommandAttempts(command, options, NoSession).RunAsync(
            CancellationToken.None
        );

        Assert.False(trying.IsCompleted);
        Assert.InRange(Volatile.Read(ref asked), 1, 10);
        clock.Advance(options.CommandDeadline);
        await Assert.ThrowsAsync<TimeoutException>(() => trying.Soon());

        ClientSession? NoSession() =>
            Interlocked.Increment(ref asked) < 1000
                ? null
                : throw new InvalidOperationException("It turns without a pause.");
    }

    [Fact]
    public async Task Wait_beyond_the_deadline_gives_the_refusal_itself()
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        var sending = stage.Client.SendAsync("order_create", Order);
        await RefuseAsync(connection, new(ErrorCode.RateLimitExceeded, "no", RetryAfter: 3000));
        Assert.Equal(ErrorCode.RateLimitExceeded, (await sending.Soon()).Error?.Code);
    }

    [Fact]
    public async Task Refusal_that_takes_longer_than_a_minute_to_heal_is_the_answer()
    {
        await using var stage = new Stage(options =>
            options with
            {
                CommandDeadline = TimeSpan.FromHours(1),
            }
        );
        var connection = await stage.ConnectAsync();
        var sending = stage.Client.SendAsync("order_create", Order);
        await RefuseAsync(connection, new(ErrorCode.RateLimitExceeded, "no", RetryAfter: 61));
        Assert.Equal(ErrorCode.RateLimitExceeded, (await sending.Soon()).Error?.Code);
    }

    [Fact]
    public async Task Hundred_and_first_message_of_a_minute_waits()
    {
        await using var stage = new Stage(options => options with { MaxCommands = 101 });
        var connection = await stage.ConnectAsync();
        for (var i = 0; i < 101; i++)
        {
            _ = stage.Client.SendAsync("order_rate", new OrderRate("o", 5), $"m{i}");
        }

        for (var i = 0; i < 100; i++)
        {
            await connection.ExpectAsync("order_rate");
        }

        var began = stage.Clock.GetUtcNow();
        while ((await stage.Clock.While(connection.ExpectAsync("order_rate"), 250)).Id != "m100")
        { }
        Assert.True(stage.Clock.GetUtcNow() - began >= TimeSpan.FromSeconds(59));
    }

    [Fact]
    public async Task Command_that_is_given_up_before_its_turn_is_not_written()
    {
        await using var stage = new Stage(options => options with { MaxCommands = 101 });
        var connection = await stage.ConnectAsync();
        for (var i = 0; i < 100; i++)
        {
            _ = stage.Client.SendAsync("order_rate", new OrderRate("o", 5), $"m{i}");
            await connection.ExpectAsync("order_rate");
        }

        using var patience = new CancellationTokenSource();
        var held = stage.Client.SendAsync(
            "order_rate",
            new OrderRate("o", 5),
            "m100",
            patience.Token
        );
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held.Soon());
        _ = stage.Client.SendAsync("order_rate", new OrderRate("o", 5), "m101");
        var written = new List<string?>();
        do
        {
            written.Add((await stage.Clock.While(connection.ExpectAsync("order_rate"), 250)).Id);
        } while (written[^1] != "m101");
        Assert.DoesNotContain("m100", written);
    }

    [Fact]
    public async Task Full_queue_refuses_at_once_and_has_room_again_after_an_answer()
    {
        await using var stage = new Stage(options => options with { MaxCommands = 2 });
        var connection = await stage.ConnectAsync();
        var first = stage.Client.SendAsync("order_create", Order, "m1");
        var second = stage.Client.SendAsync("order_create", Order, "m2");
        await Assert.ThrowsAsync<CommandQueueFullException>(() =>
            stage.Client.SendAsync("order_create", Order, "m3")
        );
        Assert.Equal("m1", (await connection.ExpectAsync("order_create")).Id);
        await AcknowledgeAsync(connection, "m1", "o");
        await first.Soon();
        var third = stage.Client.SendAsync("order_create", Order, "m3");
        Assert.Equal("m2", (await connection.ExpectAsync("order_create")).Id);
        Assert.Equal("m3", (await connection.ExpectAsync("order_create")).Id);
        await AcknowledgeAsync(connection, "m2", "o");
        await AcknowledgeAsync(connection, "m3", "o");
        Assert.True((await second.Soon()).Succeeded);
        Assert.True((await third.Soon()).Succeeded);
    }

    [Fact]
    public async Task Commands_that_wait_for_a_connection_fill_the_queue_too()
    {
        await using var stage = new Stage(options => options with { MaxCommands = 1 });
        var waiting = stage.Client.SendAsync("order_create", Order, "m1");
        await Assert.ThrowsAsync<CommandQueueFullException>(() =>
            stage.Client.SendAsync("order_create", Order, "m2")
        );
        var connection = await stage.ConnectAsync();
        await connection.ExpectAsync("order_create");
        await AcknowledgeAsync(connection, "m1", "o");
        Assert.True((await waiting.Soon()).Succeeded);
    }

    [Fact]
    public void Queue_without_a_place_is_refused_by_name()
    {
        var refused = Assert.Throws<ArgumentException>(() =>
            new TableTapClient(
                new TableTapClientOptions
                {
                    Url = new Uri("ws://localhost/v1"),
                    Token = _ => new("t"),
                    MaxCommands = 0,
                }
            )
        );
        Assert.Contains("MaxCommands", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Same_id_cannot_wait_twice_but_may_be_used_again_later()
    {
        await using var stage = new Stage();
        var connection = await stage.ConnectAsync();
        var sending = stage.Client.SendAsync("order_create", Order, "m1");
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            stage.Client.SendAsync("order_create", Order, "m1")
        );
        await connection.ExpectAsync("order_create");
        await AcknowledgeAsync(connection, "m1", "o");
        await sending.Soon();
        var again = stage.Client.SendAsync("order_create", Order, "m1");
        await connection.ExpectAsync("order_create");
        await AcknowledgeAsync(connection, "m1", "o");
        Assert.Equal("o", (await again.Soon()).Result?.OrderId);
    }

    [Fact]
    public async Task Only_commands_with_their_own_payload_are_sent()
    {
        await using var stage = new Stage();
        await Assert.ThrowsAsync<ArgumentException>(() =>
            stage.Client.SendAsync("subscribe", new Subscribe([]))
        );
        await Assert.ThrowsAsync<ArgumentException>(() =>
            stage.Client.SendAsync("order_rate", Order)
        );
        await Assert.ThrowsAsync<ArgumentException>(() =>
            stage.Client.SendAsync("order_create", Order, "not an id")
        );
    }

    private static Task AcknowledgeAsync(FakeConnection connection, string id, string orderId) =>
        connection.NoticeAsync(
            new MessageAcknowledged(
                id,
                AcknowledgementStatus.Processed,
                FakeConnection.Now,
                new CommandResult(orderId)
            ),
            id
        );

    private static async Task RefuseAsync(FakeConnection connection, ErrorBody error)
    {
        var command = await connection.ExpectAsync("order_create");
        await connection.NoticeAsync(new MessageError(command.Id!, error), command.Id);
    }
}
