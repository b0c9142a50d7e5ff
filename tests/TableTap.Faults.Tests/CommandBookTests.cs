using System.Text.Json;
using TableTap.Faults.Clients;
using TableTap.Faults.History;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Faults.Tests;

/// <summary>Which refusals are answers, and after which a command goes again.</summary>
public sealed class CommandBookTests
{
    private readonly CommandBook _book = new("g1", new Findings(), TimeProvider.System);

    [Fact]
    public void A_limit_of_open_orders_is_an_answer_however_soon_a_place_may_be_free()
    {
        var command = Refused(
            new(ErrorCode.RateLimitExceeded, "Table 7 has 10 open orders.", 20, 10)
        );

        Assert.True(command.IsAnswered);
        Assert.False(_book.HasWaiting);
    }

    [Fact]
    public void A_limit_of_messages_in_a_window_puts_a_command_off()
    {
        var command = Refused(
            new(ErrorCode.RateLimitExceeded, "Too many messages.", 20, 100, Window: 60)
        );

        Assert.False(command.IsAnswered);
        Assert.Contains("Too many messages", command.PutOff, StringComparison.Ordinal);
    }

    private SentCommand Refused(ErrorBody error)
    {
        var command = _book.Add("order_cancel", new OrderCancel("order_1", default));
        var refused = new MessageError(command.MessageId, error);
        _book.Refuse(
            [],
            JsonSerializer.SerializeToUtf8Bytes(refused, ProtocolJson.Default.MessageError)
        );
        return command;
    }
}
