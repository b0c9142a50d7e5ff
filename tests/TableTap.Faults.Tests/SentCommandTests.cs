using TableTap.Faults.Clients;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Faults.Tests;

/// <summary>Which second answers to a command are right.</summary>
public sealed class SentCommandTests
{
    private readonly SentCommand _command = new("g1", "g1_1", "order_create", []);

    [Fact]
    public void A_refusal_that_is_not_remembered_is_decided_anew()
    {
        Assert.True(_command.Take("a"u8, null, ErrorCode.RateLimitExceeded));
        Assert.True(_command.Take("b"u8, new CommandResult { OrderId = "o1" }, null));

        Assert.True(_command.IsAcknowledged);
        Assert.Null(_command.Refusal);
        Assert.Equal("o1", _command.OrderId);
    }

    [Fact]
    public void What_was_acknowledged_is_acknowledged_in_the_same_words()
    {
        Assert.True(_command.Take("a"u8, new CommandResult(), null));
        Assert.True(_command.Take("a"u8, new CommandResult(), null));
        Assert.False(_command.Take("b"u8, new CommandResult(), null));
        Assert.False(_command.Take("c"u8, null, ErrorCode.RateLimitExceeded));
    }

    [Fact]
    public void A_refusal_by_the_rules_of_the_café_stays()
    {
        Assert.True(_command.Take("a"u8, null, ErrorCode.InvalidOrderStatus));
        Assert.True(_command.Take("b"u8, null, ErrorCode.InvalidOrderStatus));
        Assert.False(_command.Take("c"u8, new CommandResult(), null));
    }
}
