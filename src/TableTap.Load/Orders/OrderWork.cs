using System.Text.Json;
using TableTap.Load.Measuring;
using TableTap.Load.Reporting;
using TableTap.Load.Sockets;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Load.Orders;

/// <summary>
/// Orders on their way: made by guests, moved on by staff step by step until they are handed over. A command that is due
/// takes the order that has waited longest; where every order waits for an answer, the command waits. Thread-safe.
/// </summary>
/// <param name="cafeId">The café.</param>
/// <param name="itemId">What is ordered.</param>
/// <param name="staff">The staff's sockets, in turn.</param>
/// <param name="counts">Counts what becomes of the commands.</param>
/// <param name="latency">Takes how long each took from when it was due.</param>
internal sealed class OrderWork(
    string cafeId,
    string itemId,
    IReadOnlyList<LoadSocket> staff,
    OperationCounts counts,
    LatencyHistogram latency
)
{
    private const string Reason = "load";

    private static readonly OrderStatus[] Steps =
    [
        OrderStatus.Confirmed,
        OrderStatus.Preparing,
        OrderStatus.Ready,
        OrderStatus.Completed,
    ];

    private readonly Lock _gate = new();
    private readonly List<OrderSlot> _slots = [];
    private readonly Queue<OrderSlot> _ready = new();
    private readonly Queue<long> _waiting = new();
    private int _underWay;
    private int _turn;
    private bool _closing;

    /// <summary>How many commands are due or under way, and not answered.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _underWay + _waiting.Count;
            }
        }
    }

    /// <summary>Gives a guest room for one more order at a time.</summary>
    /// <param name="guest">The guest's socket.</param>
    public void Add(LoadSocket guest)
    {
        lock (_gate)
        {
            var slot = new OrderSlot(_slots.Count, guest);
            _slots.Add(slot);
            _ready.Enqueue(slot);
        }
    }

    /// <summary>Sends the next command as soon as an order is free for it.</summary>
    /// <param name="due">The timestamp at which it is due.</param>
    public void Start(long due)
    {
        OrderSlot? slot;
        lock (_gate)
        {
            if (!_ready.TryDequeue(out slot))
            {
                _waiting.Enqueue(due);
                return;
            }

            Take(slot, due);
        }

        _ = SendAsync(slot);
    }

    /// <summary>Sends nothing more that waits, and cancels the orders that nobody would end.</summary>
    public void Close()
    {
        List<OrderSlot> left;
        lock (_gate)
        {
            _closing = true;
            _waiting.Clear();
            left = [.. _slots.Where(slot => slot.OrderId is not null)];
            _underWay = left.Count;
            foreach (var slot in left)
            {
                slot.Sent++;
            }
        }

        foreach (var slot in left)
        {
            _ = Staff()
                .SendAsync(
                    "order_cancel",
                    new OrderCancel(slot.OrderId!, CancelReason.Other, Reason),
                    slot.MessageId
                );
        }
    }

    /// <summary>Takes the answers of guests' and staff's commands from a frame.</summary>
    /// <param name="frame">The frame; whatever is no answer is passed by.</param>
    public void Hear(ReadOnlySpan<byte> frame)
    {
        if (
            !EnvelopeReader.TryRead(frame, out var envelope, out _)
            || envelope.CorrelationId is not { } id
            || SlotOf(id) is not { } slot
        )
        {
            return;
        }

        var data = envelope.DataOf(frame);
        if (envelope.Type == "message_acknowledged")
        {
            var answer = JsonSerializer.Deserialize(
                data,
                ProtocolJson.Default.MessageAcknowledged
            )!;
            Answered(slot, id, null, answer.Result?.OrderId);
        }
        else if (envelope.Type == "message_error")
        {
            var answer = JsonSerializer.Deserialize(data, ProtocolJson.Default.MessageError)!;
            Answered(slot, id, answer.Error.Code, null);
        }
        else if (envelope.Type == "error")
        {
            var answer = JsonSerializer.Deserialize(data, ProtocolJson.Default.Error)!;
            Answered(slot, id, answer.Code, null);
        }
    }

    private void Answered(OrderSlot slot, string messageId, ErrorCode? refusal, string? orderId)
    {
        var goesOn = false;
        lock (_gate)
        {
            if (slot.MessageId != messageId || _underWay == 0)
            {
                return;
            }

            _underWay--;
            if (_closing)
            {
                slot.OrderId = null;
                return;
            }

            latency.Record(slot.Due);
            if (refusal is { } code)
            {
                counts.Refuse(code.Word);
            }
            else
            {
                counts.Finish();
            }

            Advance(slot, refusal, orderId);
            if (_waiting.TryDequeue(out var due))
            {
                Take(slot, due);
                goesOn = true;
            }
            else
            {
                _ready.Enqueue(slot);
            }
        }

        if (goesOn)
        {
            _ = SendAsync(slot);
        }
    }

    private static void Advance(OrderSlot slot, ErrorCode? refusal, string? orderId)
    {
        if (refusal is null)
        {
            slot.OrderId = orderId ?? slot.OrderId;
            slot.Step++;
        }

        var isOver =
            slot.Step > Steps.Length
            || refusal is ErrorCode.InvalidOrderStatus or ErrorCode.NotFound or ErrorCode.Conflict;
        if (isOver)
        {
            (slot.OrderId, slot.Step) = (null, 0);
        }
    }

    private void Take(OrderSlot slot, long due)
    {
        slot.Due = due;
        slot.Sent++;
        _underWay++;
    }

    private async Task SendAsync(OrderSlot slot)
    {
        var sent =
            slot.Step == 0
                ? await slot.Guest.SendAsync(
                    "order_create",
                    new OrderCreate(
                        cafeId,
                        [new(itemId, 1)],
                        OrderType.Takeaway,
                        PaymentMethod.Cash
                    ),
                    slot.MessageId
                )
                : await Staff()
                    .SendAsync(
                        "order_status_update",
                        new OrderStatusUpdate(slot.OrderId!, Steps[slot.Step - 1], Reason),
                        slot.MessageId
                    );
        if (!sent)
        {
            counts.Refuse("the socket is gone");
        }
    }

    private LoadSocket Staff() =>
        staff[(int)((uint)Interlocked.Increment(ref _turn) % (uint)staff.Count)];

    private OrderSlot? SlotOf(string messageId)
    {
        var parts = messageId.Split('-');
        lock (_gate)
        {
            return
                parts is ["load", var number, _]
                && int.TryParse(number, out var slot)
                && slot < _slots.Count
                ? _slots[slot]
                : null;
        }
    }
}
