using TableTap.Client.Contract;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Simulation.Guests;

/// <summary>A guest's order as the phone shows it, from messages alone. Thread-safe.</summary>
internal sealed class GuestOrder
{
    private readonly Lock _gate = new();
    private DateTimeOffset _confirmedAt;
    private bool _isMade;
    private TaskCompletionSource _changed = NewChange();

    /// <summary>What is to be paid.</summary>
    public Money? Total { get; private set; }

    /// <summary>Whether it is paid, or is made without.</summary>
    public bool IsPaid { get; private set; }

    /// <summary>What is due in cash, as the café rounds it; null before that is known.</summary>
    public Money? CashDue { get; private set; }

    /// <summary>How often a card was declined.</summary>
    public int Declines { get; private set; }

    /// <summary>What was promised when it was confirmed, in minutes; null before.</summary>
    public double? Quote { get; private set; }

    /// <summary>From the confirmation until it was ready for the first time; null where it is not, or where nothing had to be made.</summary>
    public TimeSpan? Took { get; private set; }

    /// <summary>When it was ready for the first time; null where it is not.</summary>
    public DateTimeOffset? ReadyAt { get; private set; }

    /// <summary>What to say at the counter, once it is ready.</summary>
    public OrderReady? Ready { get; private set; }

    /// <summary>Whether the guest has it.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>Whether it was cancelled.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Whether it is over.</summary>
    public bool IsOver => IsCompleted || IsCancelled;

    /// <summary>A message of the guest's channel.</summary>
    public void Take(ReceivedMessage message)
    {
        lock (_gate)
        {
            switch (message.Type)
            {
                case "order_created":
                    var created = message.As<OrderCreated>();
                    (Total, CashDue) = (created.Total, created.CashDue ?? created.Total);
                    break;
                case "order_item_updated" when message.As<OrderItemUpdated>().Total is { } total:
                    (Total, CashDue) = (total, total);
                    break;
                case "order_total_changed":
                    var priced = message.As<OrderTotalChanged>();
                    (Total, CashDue) = (priced.Total, priced.CashDue ?? priced.Due);
                    break;
                case "payment_failed":
                    Declines++;
                    break;
                case "payment_processed":
                    IsPaid = true;
                    break;
                case "order_status_changed":
                    var changed = message.As<OrderStatusChanged>();
                    IsPaid |= changed.CurrentStatus != OrderStatus.Cancelled;
                    _isMade |= changed.CurrentStatus == OrderStatus.Preparing;
                    if (changed.CurrentStatus == OrderStatus.Confirmed && Quote is null)
                    {
                        (Quote, _confirmedAt) = (changed.EstimatedTime, message.Timestamp);
                    }

                    // A recall takes the readiness back.
                    Ready = changed.CurrentStatus == OrderStatus.Preparing ? null : Ready;
                    break;
                case "course_changed"
                    when message.As<CourseChanged>()
                        is { Status: CourseStatus.Fired, EstimatedTime: { } minutes }:
                    // The promise is the one of the course that is made now.
                    (Quote, _confirmedAt) = (minutes, message.Timestamp);
                    break;
                case "order_ready":
                    Ready = message.As<OrderReady>();
                    ReadyAt ??= message.Timestamp;
                    Took ??= _isMade ? message.Timestamp - _confirmedAt : null;
                    break;
                case "order_completed":
                    IsCompleted = true;
                    break;
                case "order_cancelled":
                    IsCancelled = true;
                    break;
                default:
                    return;
            }

            _changed.TrySetResult();
            _changed = NewChange();
        }
    }

    /// <summary>Waits until something holds.</summary>
    public async Task WaitAsync(Func<GuestOrder, bool> holds, CancellationToken cancellationToken)
    {
        while (NextChange(holds) is { } change)
        {
            await change.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewChange() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task? NextChange(Func<GuestOrder, bool> holds)
    {
        lock (_gate)
        {
#pragma warning disable MA0022 // No task means nothing to wait for.
            return holds(this) ? null : _changed.Task;
#pragma warning restore MA0022
        }
    }
}
