using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Keys;

namespace TableTap.Realtime.Tests.Delivery;

/// <summary>Only payment messages are made for their reader; all others stay the bytes that are stored (section 9).</summary>
public sealed class PaymentEncoderTests
{
    private static readonly ChannelName Channel = ChannelName.Of(
        ChannelKinds.CustomerOrders,
        "john"
    );

    private readonly PaymentEncoder _cover = new(
        null,
        PaymentEncryption.Always,
        NullLogger.Instance
    );

    [Fact]
    public void A_page_without_payment_data_is_handed_on_as_it_is()
    {
        IReadOnlyList<StoredMessage> page =
        [
            Message(1, "order_created"),
            Message(2, "order_ready"),
        ];

        Assert.Same(page, _cover.For(page, reader: null));
    }

    [Fact]
    public void Of_a_page_with_payment_data_only_that_is_made_anew()
    {
        IReadOnlyList<StoredMessage> page =
        [
            Message(1, "order_created"),
            Message(2, "payment_processed"),
            Message(3, "order_ready"),
        ];

        var covered = _cover.For(page, reader: null);

        Assert.Same(page[0], covered[0]);
        Assert.Same(page[2], covered[2]);
        Assert.Contains(
            "\"data\":{\"orderId\":\"o\",\"status\":\"success\",\"encryptionRequired\":true}",
            Encoding.UTF8.GetString(covered[1].Frame.Span),
            StringComparison.Ordinal
        );
    }

    private static StoredMessage Message(long sequence, string type) =>
        new(
            sequence,
            Channel,
            sequence,
            $"msg_{sequence}",
            Encoding.UTF8.GetBytes(
                $$$"""{"type":"{{{type}}}","channel":"{{{Channel.Text}}}","messageId":"msg_{{{sequence}}}","timestamp":"2024-01-15T10:30:00.000Z","version":"1.0","data":{"orderId":"o","status":"success","amount":3.50},"sequence":{{{sequence}}}}"""
            )
        );
}
