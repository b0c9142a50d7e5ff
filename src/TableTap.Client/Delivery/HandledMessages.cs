using TableTap.Client.Contract;

namespace TableTap.Client.Delivery;

/// <summary>
/// What the application has handled, and what of it the server has yet to hear (section 7, "delivery confirmation").
/// Thread-safe.
/// </summary>
internal sealed class HandledMessages
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _handled = [];
    private readonly Dictionary<string, long> _confirmed = [];
    private readonly Dictionary<string, long> _toConfirm = [];
    private readonly Dictionary<string, Queue<long>> _waiting = [];
    private readonly Dictionary<string, int> _eras = [];

    /// <summary>The last handled sequence of each channel.</summary>
    public IReadOnlyDictionary<string, long> Positions
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<string, long>(_handled);
            }
        }
    }

    /// <summary>The first unhandled message of a channel that asks for an ack.</summary>
    public long? FirstWaiting(string channel)
    {
        lock (_gate)
        {
            return _waiting.TryGetValue(channel, out var queue) && queue.TryPeek(out var sequence)
                ? sequence
                : null;
        }
    }

    /// <summary>Which history of a channel is counted in: another one after each <see cref="Forget"/>.</summary>
    public int EraOf(string channel)
    {
        lock (_gate)
        {
            return _eras.GetValueOrDefault(channel);
        }
    }

    /// <summary>
    /// The history of a channel is gone, and what follows may count from anywhere, so that nothing of before may be confirmed or stated:
    /// what the application has yet to handle of it counts no more.
    /// </summary>
    public void Forget(string channel)
    {
        lock (_gate)
        {
            _handled.Remove(channel);
            _confirmed.Remove(channel);
            _toConfirm.Remove(channel);
            _waiting.Remove(channel);
            _eras[channel] = _eras.GetValueOrDefault(channel) + 1;
        }
    }

    /// <summary>A message goes to the application.</summary>
    public void Expect(ReceivedMessage message)
    {
        if (!message.AckRequired)
        {
            return;
        }

        lock (_gate)
        {
            if (!_waiting.TryGetValue(message.Channel, out var queue))
            {
                _waiting[message.Channel] = queue = new();
            }

            queue.Enqueue(message.Sequence);
        }
    }

    /// <summary>The application is done with a message.</summary>
    public void Mark(ReceivedMessage message)
    {
        lock (_gate)
        {
            if (message.Era != _eras.GetValueOrDefault(message.Channel))
            {
                return;
            }

            Raise(_handled, message.Channel, message.Sequence);
            if (
                message.AckRequired
                && _waiting.TryGetValue(message.Channel, out var queue)
                && queue.TryDequeue(out _)
            )
            {
                Raise(_confirmed, message.Channel, message.Sequence);
                Raise(_toConfirm, message.Channel, message.Sequence);
            }
        }
    }

    /// <summary>The server sent a message again: if it was handled, its ack was lost.</summary>
    public void ConfirmAgain(string channel, long sequence)
    {
        lock (_gate)
        {
            if (_confirmed.TryGetValue(channel, out var confirmed) && confirmed >= sequence)
            {
                Raise(_toConfirm, channel, confirmed);
            }
        }
    }

    /// <summary>Takes what is to be confirmed: the highest sequence of each channel.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Take()
    {
        lock (_gate)
        {
            if (_toConfirm.Count == 0)
            {
                return [];
            }

            KeyValuePair<string, long>[] taken = [.. _toConfirm];
            _toConfirm.Clear();
            return taken;
        }
    }

    /// <summary>Puts back what could not be sent.</summary>
    public void Return(string channel, long sequence)
    {
        lock (_gate)
        {
            Raise(_toConfirm, channel, sequence);
        }
    }

    private static void Raise(Dictionary<string, long> marks, string channel, long sequence) =>
        marks[channel] = marks.TryGetValue(channel, out var mark)
            ? Math.Max(mark, sequence)
            : sequence;
}
