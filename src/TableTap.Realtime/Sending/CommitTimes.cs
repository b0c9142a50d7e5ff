using System.Buffers;
using System.Diagnostics;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Observability;

namespace TableTap.Realtime.Sending;

/// <summary>
/// The channel messages that end within one write, with the times of their commits: what is to be told of them once the write is done.
/// Mostly one message, and nothing is allocated for it. Mutable; give it back by <see cref="Clear"/>.
/// </summary>
internal struct CommitTimes
{
    private const int FirstSize = 64;

    private long _first;
    private long[]? _all;
    private int _count;
    private List<StoredMessage>? _traced;

    /// <summary>How many channel messages there are, also those of history and of other servers, which have no time.</summary>
    public int Messages { get; private set; }

    /// <summary>Adds a message that ends within the write.</summary>
    public void Add(StoredMessage message)
    {
        Messages++;
        if (message.Trace is not null && Begin(message) != 0)
        {
            (_traced ??= []).Add(message);
            return;
        }

        var at = message.CommittedAt;
        if (at == 0)
        {
            return;
        }

        if (_count == 0)
        {
            _first = at;
        }
        else
        {
            MakeRoom();
            _all![_count] = at;
        }

        _count++;
    }

    /// <summary>Tells how long each one took.</summary>
    /// <param name="metrics">The figures.</param>
    /// <param name="time">The clock.</param>
    public readonly void Tell(RealtimeMetrics metrics, TimeProvider time)
    {
        if (_count == 0 && _traced is null)
        {
            return;
        }

        // Whatever span the write runs in, it is not that of these messages.
        var around = Activity.Current;
        if (around is not null)
        {
            Activity.Current = null;
        }

        var now = time.GetTimestamp();
        var (late, others) = (0, 0);
        if (_traced is not null)
        {
            foreach (var message in _traced)
            {
                var took = time.GetElapsedTime(Begin(message), now);
                using var span = Traces.Delivered(message, took);
                if (message.CommittedAt == 0)
                {
                    // It is timed from its hint, and the figures are of whole ways.
                    others++;
                    continue;
                }

                Tell(metrics, took, ref late);
            }
        }

        if (metrics.TimesDelivery)
        {
            for (var i = 0; i < _count; i++)
            {
                Tell(metrics, time.GetElapsedTime(i == 0 ? _first : _all![i], now), ref late);
            }

            metrics.Deliveries.Add(_count + (_traced?.Count ?? 0) - others, late);
        }

        if (around is not null)
        {
            Activity.Current = around;
        }
    }

    // When the delivery of a traced message began: with its commit, or at another server with its hint.
    private static long Begin(StoredMessage message) =>
        message.CommittedAt != 0 ? message.CommittedAt : message.Trace!.HeardAt;

    private static void Tell(RealtimeMetrics metrics, TimeSpan took, ref int late)
    {
        metrics.DeliveredAfter(took);
        if (metrics.Deliveries.IsLate(took))
        {
            late++;
        }
    }

    /// <summary>Forgets all, and gives back what was lent.</summary>
    public void Clear()
    {
        if (_all is not null)
        {
            ArrayPool<long>.Shared.Return(_all);
        }

        this = default;
    }

    private void MakeRoom()
    {
        if (_all is null)
        {
            _all = ArrayPool<long>.Shared.Rent(FirstSize);
        }
        else if (_count == _all.Length)
        {
            var larger = ArrayPool<long>.Shared.Rent(2 * _count);
            _all.CopyTo(larger, 0);
            ArrayPool<long>.Shared.Return(_all);
            _all = larger;
        }
    }
}
