using TableTap.Ordering.Rules;
using TableTap.Ordering.State;

namespace TableTap.Cafes.Loop;

/// <summary>When a café holds its promises against how it stands: soon after a change, and now and then while time alone can move them. Lives on one thread.</summary>
/// <param name="time">The clock.</param>
internal sealed class ReviewSchedule(TimeProvider time)
{
    private bool _isSoon = true;

    /// <summary>When the next review is due; null when nothing can move.</summary>
    public DateTimeOffset? At { get; private set; }

    /// <summary>Whether it is due; a clock that was put back puts no review off.</summary>
    public bool IsDue =>
        At is { } at
        && (at <= time.GetUtcNow() || _isSoon && at > time.GetUtcNow() + ReviewDecider.Interval);

    /// <summary>Moves the next review nearer, because the café changed.</summary>
    public void Changed()
    {
        var soon = time.GetUtcNow() + ReviewDecider.Soon;
        (At, _isSoon) = (At < soon ? At : soon, true);
    }

    /// <summary>A batch is durable, or changes nothing: a review may have been made with it, and the café may have changed.</summary>
    public void Written(DecisionBatch batch)
    {
        if (batch.HasReview)
        {
            Reviewed(batch.Cafe);
        }

        if (batch.HasWork)
        {
            Changed();
        }
    }

    private void Reviewed(Cafe cafe)
    {
        var now = time.GetUtcNow();
        At = ReviewDecider.NextAt(cafe, now);
        // The watch over orders for later begins hours from now, which is no clock that was put back.
        _isSoon = At <= now + ReviewDecider.Interval;
    }
}
