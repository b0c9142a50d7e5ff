using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Benchmarks;

/// <summary>The wire: reading and writing frames.</summary>
internal static class Frames
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);

    public static Operation ReadEnvelope()
    {
        var frame = FrameWriter.Request(
            "order_create",
            new OrderCreate("demo", [new("cappuccino", 2, ["Oat milk"])], OrderType.Takeaway),
            Now,
            "order-1"
        );
        return new(() =>
        {
            if (!EnvelopeReader.TryRead(frame, out _, out _))
            {
                throw new InvalidOperationException("It is a message.");
            }
        });
    }

    public static Operation WriteNotice()
    {
        var data = new MessageAcknowledged(
            "order-1",
            AcknowledgementStatus.Processed,
            Now,
            new CommandResult("order_uuid", "ORD-000001")
        );
        return new(() => FrameWriter.Notice(data, Now, "order-1"));
    }

    public static Operation FindType() =>
        new(() =>
        {
            if (MessageCatalogue.Find("order_status_update"u8) is null)
            {
                throw new InvalidOperationException("It is in the catalogue.");
            }
        });
}
