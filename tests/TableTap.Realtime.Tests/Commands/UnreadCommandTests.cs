using TableTap.Protocol.Errors;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;

namespace TableTap.Realtime.Tests.Commands;

/// <summary>Commands that are refused before they are read: those of staff are told to the handler, so that they are audited.</summary>
public sealed class UnreadCommandTests
{
    private const string Cheap = """{"type":"unsubscribe","data":{"channels":[]}}""";

    [Fact]
    public async Task A_staff_command_over_the_limit_is_told_and_answered_once()
    {
        await using var hub = new TestHub(new() { Messages = new() { MessagesPerMinute = 1 } });
        using var client = await hub.ConnectAsync(TestHub.Someone("x", Role.Employee));
        await client.SendAsync(Cheap);
        await client.ReceiveAsync("unsubscription_confirmed");

        await client.SendAsync("""{"type":"order_cancel","messageId":"m1","data":{}}""");
        await client.SendAsync(Cheap);

        Assert.Equal("m1", (await client.ReceiveAsync("message_error")).Text("correlationId"));
        await client.ErrorAsync("RATE_LIMIT_EXCEEDED");
        var (request, refusal) = Assert.Single(hub.Received);
        Assert.Equal(
            ("order_cancel", "m1", ErrorCode.RateLimitExceeded),
            (request.Descriptor.Type, request.MessageId, refusal!.Code)
        );
    }

    [Fact]
    public async Task A_staff_command_without_id_is_told()
    {
        await using var hub = new TestHub();
        using var client = await hub.ConnectAsync(TestHub.Someone("x", Role.Manager));

        await client.SendAsync("""{"type":"refund_issue","data":{}}""");
        await client.ErrorAsync("VALIDATION_FAILED");
        await client.PingAsync();

        var (request, refusal) = Assert.Single(hub.Received);
        Assert.Equal(("refund_issue", ""), (request.Descriptor.Type, request.MessageId));
        Assert.Equal(ErrorCode.ValidationFailed, refusal!.Code);
    }

    [Fact]
    public async Task A_handler_that_fails_on_a_note_closes_nothing()
    {
        await using var hub = new TestHub();
        using var client = await hub.ConnectAsync(TestHub.Someone("x", Role.Manager));
        hub.Commands = (_, _, _) => throw new InvalidOperationException("inside");

        await client.SendAsync("""{"type":"refund_issue","data":{}}""");
        await client.ErrorAsync("VALIDATION_FAILED");

        await client.PingAsync();
    }
}
