namespace TableTap.Realtime.Delivery;

/// <summary>Messages that went out at about the same time and are sent again together.</summary>
/// <param name="From">The first sequence.</param>
/// <param name="To">The last sequence of the batch.</param>
/// <param name="SentAt">When they were sent last, as a timestamp of the clock.</param>
/// <param name="Times">How often they were sent again.</param>
internal readonly record struct SentBatch(long From, long To, long SentAt, int Times);

/// <summary>
/// What one device was sent and has not confirmed, in runs: one for each moment at which it was looked at, so that their
/// number is bounded by the time they are kept and not by the messages. Guarded by the fan-out's gate.
/// </summary>
/// <param name="after">The sequence after which the device hears.</param>
internal sealed class UnconfirmedBatches(long after)
{
    private readonly LinkedList<SentBatch> _runs = [];
    private long _tracked = after;

    /// <summary>Notes what went out since the last look.</summary>
    /// <param name="have">The last sequence sent.</param>
    /// <param name="now">The clock's timestamp.</param>
    public void Track(long have, long now)
    {
        if (have > _tracked)
        {
            _runs.AddLast(new SentBatch(_tracked + 1, have, now, 0));
            _tracked = have;
        }
    }

    /// <summary>Takes the oldest run that is due; what was confirmed meanwhile is dropped.</summary>
    /// <param name="confirmed">The last sequence confirmed.</param>
    /// <param name="isDue">Whether a run sent at that timestamp is due.</param>
    public SentBatch? TakeDue(long confirmed, Func<long, bool> isDue)
    {
        while (_runs.First is { Value: var run })
        {
            if (run.To > confirmed && !isDue(run.SentAt))
            {
                return null;
            }

            _runs.RemoveFirst();
            if (run.To > confirmed)
            {
                return run with { From = Math.Max(run.From, confirmed + 1) };
            }
        }

        return null;
    }

    /// <summary>A run was not sent after all: it is the next one still.</summary>
    public void PutBack(SentBatch run) => _runs.AddFirst(run);

    /// <summary>A run was sent again, and is to be once more.</summary>
    public void Sent(SentBatch run) => _runs.AddLast(run);
}
