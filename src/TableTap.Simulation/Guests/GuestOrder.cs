using System.Collections.Immutable;
using TableTap.Client.Contract;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Terms;

namespace TableTap.Simulation.Guests;

/// <summary>A guest's order as the phone shows it, from messages alone. Thread-safe.</summary>
internal sealed class GuestOrder
{
    private readonly ChangeSignal _signal = new();
    private DateTimeOffset _confirmedAt;
    private bool _isMade;

    /// <summary>Its lines with their prices, as it was taken; empty before that is told.</summary>
    public IReadOnlyList<PricedItem> Lines { get; private set; } = [];

    /// <summary>How many notes of the staff came.</summary>
    public int Notes { get; private set; }

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

    /// <summary>The courses that wait until they are fired.</summary>
    public ImmutableSortedSet<int> HeldCourses { get; private set; } = [];

    /// <summary>Whether all that was fired is made, and a later course waits.</summary>
    public bool IsBetweenCourses { get; private set; }

    /// <summary>What to say at the counter, once it is ready.</summary>
    public OrderReady? Ready { get; private set; }

    /// <summary>Whether the guest has it.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>Whether it was cancelled.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>Whether it is over.</summary>
    public bool IsOver => IsCompleted || IsCancelled;

    /// <summary>A message that is about the order.</summary>
    public void Take(ReceivedMessage message) => _signal.Change(() => Follow(message));

    /// <summary>Waits until something holds.</summary>
    public Task WaitAsync(Func<GuestOrder, bool> holds, CancellationToken cancellationToken) =>
        _signal.UntilAsync(() => holds(this), cancellationToken);

    /// <summary>Waits until something holds, as long as people are patient: a lost answer is noticed by what did not follow.</summary>
    public Task WaitAsync(
        Func<GuestOrder, bool> holds,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => _signal.UntilAsync(() => holds(this), time, cancellationToken);

    private void Follow(ReceivedMessage message)
    {
        switch (message.Type)
        {
            case "order_created":
                var created = message.As<OrderCreated>();
                (Total, CashDue) = (created.Total, created.CashDue ?? created.Total);
                Lines = created.Items;
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
                Moved(message.As<OrderStatusChanged>(), message.Timestamp);
                break;
            case "course_changed":
                Served(message.As<CourseChanged>(), message.Timestamp);
                break;
            case "order_ready":
                Ready = message.As<OrderReady>();
                ReadyAt ??= message.Timestamp;
                Took ??= _isMade ? message.Timestamp - _confirmedAt : null;
                break;
            case "order_note_added":
                Notes++;
                break;
            case "order_completed":
                IsCompleted = true;
                break;
            case "order_cancelled":
                IsCancelled = true;
                break;
            default:
                break;
        }
    }

    private void Served(CourseChanged course, DateTimeOffset at)
    {
        switch (course.Status)
        {
            case CourseStatus.Held:
                HeldCourses = HeldCourses.Add(course.Course);
                break;
            case CourseStatus.Ready:
                IsBetweenCourses = true;
                break;
            default:
                HeldCourses = HeldCourses.Remove(course.Course);
                IsBetweenCourses = false;
                // The promise is the one of the course that is made now.
                if (course.EstimatedTime is { } minutes)
                {
                    (Quote, _confirmedAt) = (minutes, at);
                }

                break;
        }
    }

    private void Moved(OrderStatusChanged changed, DateTimeOffset at)
    {
        var isReopened = changed.PreviousStatus == OrderStatus.Completed;
        IsCompleted &= !isReopened;
        IsPaid |= changed.CurrentStatus != OrderStatus.Cancelled;
        _isMade |= changed.CurrentStatus == OrderStatus.Preparing;
        if (changed.CurrentStatus == OrderStatus.Confirmed && Quote is null)
        {
            (Quote, _confirmedAt) = (changed.EstimatedTime, at);
        }

        // A recall takes the readiness back; what is opened again is told to be ready once more.
        Ready = isReopened || changed.CurrentStatus == OrderStatus.Preparing ? null : Ready;
    }
}
