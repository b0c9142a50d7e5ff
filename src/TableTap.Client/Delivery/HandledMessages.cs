using TableTap.Client.Contract;

namespace TableTap.Client.Delivery;

/// <summary>
/// What the application has handled, and what of it the server has yet to hear (section 7, "delivery confirmation"). A message that
/// goes to several readers of the application is handled once all of them have handled it. Thread-safe.
/// </summary>
internal sealed class HandledMessages
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _handled = [];
    private readonly Dictionary<string, long> _confirmed = [];
    private readonly Dictionary<string, long> _toConfirm = [];
    private readonly Dictionary<string, Queue<Handing>> _waiting = [];
    private readonly Dictionary<string, int> _eras = [];
    private int _lastEra;

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
            return _waiting.TryGetValue(channel, out var queue)
                ? queue.FirstOrDefault(handing => handing.AckRequired)?.Sequence
                : null;
        }
    }

    /// <summary>Which history of a channel is counted in: another one after each <see cref="Forget"/>, and never one that was.</summary>
    public int EraOf(string channel)
    {
        lock (_gate)
        {
            if (!_eras.TryGetValue(channel, out var era))
            {
                era = ++_lastEra;
                _eras.Add(channel, era);
            }

            return era;
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
            _eras.Remove(channel);
        }
    }

    /// <summary>A message goes to so many readers of the application, each of which marks it once.</summary>
    public void Expect(ReceivedMessage message, int readers)
    {
        lock (_gate)
        {
            if (readers == 0 || message.Era != _eras.GetValueOrDefault(message.Channel))
            {
                return;
            }

            if (!_waiting.TryGetValue(message.Channel, out var queue))
            {
                _waiting[message.Channel] = queue = new();
            }

            queue.Enqueue(new Handing(message.Sequence, message.AckRequired) { Left = readers });
        }
    }

    /// <summary>A reader of the application is done with a message.</summary>
    public void Mark(ReceivedMessage message)
    {
        lock (_gate)
        {
            if (
                message.Era != _eras.GetValueOrDefault(message.Channel)
                || !_waiting.TryGetValue(message.Channel, out var queue)
            )
            {
                return;
            }

            queue
                .FirstOrDefault(handing => handing.Sequence == message.Sequence && handing.Left > 0)
                ?.Leave();
            while (queue.TryPeek(out var first) && first.Left == 0)
            {
                queue.Dequeue();
                Raise(_handled, message.Channel, first.Sequence);
                if (first.AckRequired)
                {
                    Raise(_confirmed, message.Channel, first.Sequence);
                    Raise(_toConfirm, message.Channel, first.Sequence);
                }
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

    /// <summary>A message on its way through the application.</summary>
    /// <param name="sequence">The sequence of the message.</param>
    /// <param name="ackRequired">Whether its delivery is confirmed.</param>
    private sealed class Handing(long sequence, bool ackRequired)
    {
        /// <summary>The sequence of the message in its channel.</summary>
        public long Sequence { get; } = sequence;

        /// <summary>Whether its delivery is confirmed to the server.</summary>
        public bool AckRequired { get; } = ackRequired;

        /// <summary>How many readers have yet to handle it.</summary>
        public int Left { get; set; }

        /// <summary>One of the readers has handled it.</summary>
        public void Leave() => Left--;
    }
}
