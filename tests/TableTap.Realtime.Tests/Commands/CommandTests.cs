using System.Text;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Commands;

public sealed class CommandTests
{
    [Fact]
    public async Task A_command_is_handed_over_whole_and_answered()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SendAsync(
            """{"type":"order_create","messageId":"m1","data":{"cafeId":"one","items":[]}}"""
        );
        var answer = await client.ReceiveAsync("message_acknowledged");
        Assert.Equal("m1", answer.Text("correlationId"));
        var (request, refusal) = Assert.Single(hub.Received);
        Assert.Null(refusal);
        Assert.Equal("guest", request.Sender.UserId);
        Assert.Same(MessageCatalogue.Find("order_create"), request.Descriptor);
        Assert.Equal("m1", request.MessageId);
        Assert.Equal("""{"cafeId":"one","items":[]}""", Encoding.UTF8.GetString(request.Data.Span));
        Assert.Equal("10.0.0.1", request.Address);
    }

    [Fact]
    public async Task A_command_without_id_is_refused_and_not_handed_over()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SendAsync("""{"type":"order_create","data":{}}""");
        var error = await client.ErrorAsync("VALIDATION_FAILED");
        Assert.Equal("messageId", error.GetProperty("details")[0].Text("path"));
        await client.PingAsync();
        Assert.Empty(hub.Received);
    }

    [Theory]
    [InlineData("refund_issue", Role.Employee, "manager")]
    [InlineData("order_status_update", Role.Customer, "staff")]
    [InlineData("payment_record", Role.Customer, "staff")]
    [InlineData("order_rate", Role.Employee, "customer")]
    [InlineData("order_create", Role.Service, "customer")]
    public async Task A_command_above_the_role_is_refused_through_the_handler_so_that_it_is_audited(
        string type,
        Role role,
        string required
    )
    {
        await using var hub = new TestHub();
        using var client = await hub.ConnectAsync(TestHub.Someone("x", role));
        await client.SendAsync("{\"type\":\"" + type + "\",\"messageId\":\"m1\",\"data\":{}}");
        var data = await client.DataAsync("message_error");
        Assert.Equal("m1", data.Text("messageId"));
        var error = data.GetProperty("error");
        Assert.Equal("INSUFFICIENT_PERMISSIONS", error.Text("code"));
        Assert.Equal(required, error.Text("requiredRole"));
        var (_, refusal) = Assert.Single(hub.Received);
        Assert.Equal(ErrorCode.InsufficientPermissions, refusal?.Code);
    }

    [Fact]
    public async Task Commands_are_decided_in_order_of_arrival_while_the_reading_goes_on()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        var go = new TaskCompletionSource();
        var acknowledge = hub.Commands;
        hub.Commands = async (request, refusal, cancellation) =>
        {
            await go.Task;
            return await acknowledge(request, refusal, cancellation);
        };
        for (var i = 0; i < 5; i++)
        {
            await client.SendAsync(
                "{\"type\":\"order_create\",\"messageId\":\"m" + i + "\",\"data\":{}}"
            );
        }

        await client.PingAsync();
        Assert.Empty(hub.Received);
        go.SetResult();
        for (var i = 0; i < 5; i++)
        {
            var answer = await client.DataAsync("message_acknowledged");
            Assert.Equal($"m{i}", answer.Text("messageId"));
        }
    }

    [Fact]
    public async Task Commands_do_not_wait_for_the_answer_of_the_one_before_and_are_answered_in_order()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        var answers = Enumerable.Range(0, 5).Select(_ => new TaskCompletionSource()).ToArray();
        var entered = 0;
        var all = new TaskCompletionSource();
        var acknowledge = hub.Commands;
        hub.Commands = async (request, refusal, cancellation) =>
        {
            if (Interlocked.Increment(ref entered) == answers.Length)
            {
                all.SetResult();
            }

            await answers[request.MessageId[1] - '0'].Task;
            return await acknowledge(request, refusal, cancellation);
        };
        for (var i = 0; i < answers.Length; i++)
        {
            await client.SendAsync(Create($"m{i}"));
        }

        await all.Task.Soon();
        for (var i = answers.Length - 1; i >= 0; i--)
        {
            answers[i].SetResult();
        }

        for (var i = 0; i < answers.Length; i++)
        {
            var answer = await client.DataAsync("message_acknowledged");
            Assert.Equal($"m{i}", answer.Text("messageId"));
        }
    }

    [Fact]
    public async Task A_connection_with_too_many_commands_under_way_is_not_read_until_one_is_answered()
    {
        await using var hub = new TestHub(new() { Sessions = new() { PendingCommands = 2 } });
        using var client = await hub.GuestAsync();
        var decided = new SemaphoreSlim(0);
        var entered = new SemaphoreSlim(0);
        var acknowledge = hub.Commands;
        hub.Commands = async (request, refusal, cancellation) =>
        {
            entered.Release();
            await decided.WaitAsync(cancellation);
            return await acknowledge(request, refusal, cancellation);
        };

        // Two are under way: from here on the connection is not read.
        await client.SendAsync(Create("m0"));
        await client.SendAsync(Create("m1"));
        await entered.WaitAsync();
        await entered.WaitAsync();
        await client.SendAsync(Create("m2"));
        await client.SendAsync("""{"type":"ping"}""");
        Assert.Equal(0, entered.CurrentCount);
        decided.Release();
        await client.ReceiveAsync("message_acknowledged");
        await entered.WaitAsync();
        decided.Release();
        await client.ReceiveAsync("message_acknowledged");
        // One is under way: there is room to read on.
        await client.ReceiveAsync("pong");
        decided.Release();
        await client.ReceiveAsync("message_acknowledged");
    }

    [Fact]
    public async Task A_handler_that_fails_is_told_without_its_inside()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        hub.Commands = (_, _, _) => throw new InvalidOperationException("inside");
        await client.SendAsync(Create("m1"));
        var frame = await client.ReceiveAsync("message_error");
        Assert.Equal("m1", frame.Text("correlationId"));
        Assert.Equal("INTERNAL_ERROR", frame.GetProperty("data").GetProperty("error").Text("code"));
        Assert.DoesNotContain("inside", frame.GetRawText());
        await client.PingAsync();
    }

    [Fact]
    public async Task A_command_of_somebody_who_left_is_decided_all_the_same()
    {
        await using var hub = new TestHub();
        var client = await hub.GuestAsync();
        var reached = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var done = new TaskCompletionSource();
        hub.Commands = async (_, _, cancellation) =>
        {
            reached.SetResult();
            await go.Task;
            Assert.False(cancellation.IsCancellationRequested);
            done.SetResult();
            return default;
        };
        await client.SendAsync(Create("m1"));
        await reached.Task;
        client.Stream.Dispose();
        go.SetResult();
        await done.Task.Soon();
        await client.Served;
    }

    [Fact]
    public async Task A_command_runs_with_the_rights_at_its_reading()
    {
        await using var hub = new TestHub();
        using var client = await hub.EmployeeAsync();
        var go = new TaskCompletionSource();
        var acknowledge = hub.Commands;
        hub.Commands = async (request, refusal, cancellation) =>
        {
            await go.Task;
            return await acknowledge(request, refusal, cancellation);
        };
        await client.SendAsync("""{"type":"order_status_update","messageId":"m1","data":{}}""");
        var token = hub.Token(TestHub.Someone("anna", Role.Customer));
        await client.SendAsync(
            "{\"type\":\"token_refresh\",\"data\":{\"token\":\"" + token + "\"}}"
        );
        await client.ReceiveAsync("token_refreshed");
        await client.SendAsync("""{"type":"order_status_update","messageId":"m2","data":{}}""");
        go.SetResult();
        await client.ReceiveAsync("message_acknowledged");
        await client.ReceiveAsync("message_error");
    }

    private static string Create(string id) =>
        "{\"type\":\"order_create\",\"messageId\":\"" + id + "\",\"data\":{}}";
}
