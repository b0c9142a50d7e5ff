using TableTap.Faults.Cafes;

namespace TableTap.Faults.History;

/// <summary>
/// What one reader got, held against what a client may rely on: each channel's numbers one by one, nothing twice, nothing of a channel
/// that is not for this person. What needs the journal is compared at the end. Thread-safe.
/// </summary>
public sealed class Hearing
{
    private static readonly TimeSpan Crossing = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeastResend = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ChannelHearing> _channels = [];
    private readonly List<Stretch> _stretches = [];
    private readonly Dictionary<(string Channel, long Sequence), long> _unconfirmed = [];
    private readonly Dictionary<(string Channel, long Sequence), long> _acked = [];
    private readonly Findings _findings;
    private readonly Sightings _sightings;
    private readonly Participant _person;
    private readonly TimeProvider _time;
    private int _connection;
    private bool _confirms;
    private bool _hasForgotten;
    private Func<bool> _wasSlowed = static () => false;

    /// <summary>Begins with nothing.</summary>
    /// <param name="person">Who reads.</param>
    /// <param name="findings">Where it is told what is wrong.</param>
    /// <param name="sightings">What all saw.</param>
    /// <param name="time">The clock.</param>
    public Hearing(Participant person, Findings findings, Sightings sightings, TimeProvider time) =>
        (_person, _findings, _sightings, _time) = (person, findings, sightings, time);

    /// <summary>Who reads.</summary>
    public Participant Participant => _person;

    /// <summary>The last message that was taken of any channel; null where it does not tell how far all of them are.</summary>
    public string? LastMessageId { get; private set; }

    /// <summary>How many messages were taken.</summary>
    public long Taken { get; private set; }

    /// <summary>How many were told again, as the protocol wants it.</summary>
    public long ToldAgain { get; private set; }

    /// <summary>The channels and how far they were read.</summary>
    public IReadOnlyDictionary<string, long> Positions
    {
        get
        {
            lock (_gate)
            {
                return _channels.ToDictionary(pair => pair.Key, pair => pair.Value.Last);
            }
        }
    }

    internal IReadOnlyList<Stretch> Stretches => _stretches;

    internal IReadOnlyCollection<ChannelHearing> Channels => _channels.Values;

    /// <summary>A new connection begins.</summary>
    /// <param name="wasSlowed">Whether it was ever stopped or slowed; null for never.</param>
    public void Connect(Func<bool>? wasSlowed = null)
    {
        lock (_gate)
        {
            _wasSlowed = wasSlowed ?? (static () => false);
            _connection++;
            _confirms = false;
            _unconfirmed.Clear();
            _acked.Clear();
        }
    }

    /// <summary>A channel is subscribed from a position on.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="after">The sequence after which it is live.</param>
    public void Begin(string channel, long after)
    {
        lock (_gate)
        {
            if (!_person.MayHear(channel))
            {
                _findings.Add(Wrong.WronglyPermitted, $"{_person.Id} was given {channel}");
            }

            if (!_channels.TryGetValue(channel, out var known))
            {
                // A channel more: it begins later than what was heard last.
                LastMessageId = null;
                _channels[channel] = new(channel, after);
            }
            else if (known.IsForgotten)
            {
                Remember(known, after);
            }
        }
    }

    /// <summary>The server says that a channel may no longer be heard.</summary>
    /// <param name="channel">The channel.</param>
    public void End(string channel)
    {
        lock (_gate)
        {
            _channels.Remove(channel);
        }
    }

    /// <summary>A message came.</summary>
    /// <param name="channel">Its channel.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="messageId">Its id.</param>
    /// <param name="ackRequired">Whether it is critical.</param>
    /// <param name="type">Its type.</param>
    /// <returns>Whether it is news.</returns>
    public bool Take(string channel, long sequence, string messageId, bool ackRequired, string type)
    {
        lock (_gate)
        {
            if (!_person.MayHear(channel) || !_channels.TryGetValue(channel, out var known))
            {
                Wrongly(Wrong.WronglyPermitted, "not subscribed, or not allowed");
                return false;
            }

            if (!_sightings.Note(channel, sequence, messageId))
            {
                Wrongly(Wrong.Lost, "somebody saw another message under this number");
            }

            if (sequence <= known.Last)
            {
                if (Again(known, sequence, ackRequired, type) is { } problem)
                {
                    Wrongly(Wrong.Doubled, problem);
                }

                return false;
            }

            if (sequence > known.Last + 1 && !_person.MayMiss(channel))
            {
                Wrongly(
                    Wrong.Lost,
                    $"{known.Last + 1} to {sequence - 1} were left out",
                    sequence - known.Last - 1
                );
            }

            // Who has lost their memory gets again what they did not confirm.
            var isNews = sequence > known.Highest;
            known.Last = sequence;
            known.Highest = Math.Max(known.Highest, sequence);
            (Taken, ToldAgain) = isNews ? (Taken + 1, ToldAgain) : (Taken, ToldAgain + 1);
            LastMessageId = _hasForgotten ? null : messageId;
            Write(channel, sequence);
            if (ackRequired)
            {
                _unconfirmed[(channel, sequence)] = _time.GetTimestamp();
            }

            return isNews;

            void Wrongly(Wrong wrong, string how, long count = 1) =>
                _findings.Add(
                    wrong,
                    $"{channel}#{sequence} ({type}) for {_person.Id}, connection {_connection}: {how}",
                    count
                );
        }
    }

    /// <summary>This client confirms everything of a channel up to here.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="sequence">The last one.</param>
    public void Confirm(string channel, long sequence)
    {
        lock (_gate)
        {
            _confirms = true;
            if (_channels.TryGetValue(channel, out var known))
            {
                known.Confirmed = Math.Max(known.Confirmed, sequence);
            }

            foreach (
                var confirmed in _unconfirmed
                    .Keys.Where(each => each.Channel == channel && each.Sequence <= sequence)
                    .ToArray()
            )
            {
                _acked.TryAdd(confirmed, _time.GetTimestamp());
            }
        }
    }

    /// <summary>What was confirmed of the person's own channels.</summary>
    public Dictionary<string, long> OwnConfirmed()
    {
        lock (_gate)
        {
            return _channels
                .Values.Where(channel => _person.Owns(channel.Channel))
                .ToDictionary(channel => channel.Channel, channel => channel.Confirmed);
        }
    }

    /// <summary>What was confirmed by now has certainly become durable.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="sequence">The last one.</param>
    public void SurelyConfirm(string channel, long sequence)
    {
        lock (_gate)
        {
            if (_channels.TryGetValue(channel, out var known))
            {
                known.SurelyConfirmed = Math.Max(known.SurelyConfirmed, sequence);
            }
        }
    }

    /// <summary>The client's memory is gone: it will ask for its channels without a position.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            // From here on channels begin at other commits than each other.
            (_hasForgotten, LastMessageId) = (true, null);
            foreach (var channel in _channels.Values)
            {
                channel.IsForgotten = _person.Owns(channel.Channel);
            }

            foreach (var name in _channels.Keys.Where(name => !_person.Owns(name)).ToArray())
            {
                _channels.Remove(name);
            }
        }
    }

    // A client without memory begins where the server remembers that they confirmed: nothing else comes again, or is left out.
    private void Remember(ChannelHearing known, long after)
    {
        var where = $"{known.Channel} for {_person.Id} without memory begins after {after}";
        _findings.Add(
            Wrong.Lost,
            $"{where}, though confirmed only up to {known.Confirmed}",
            Math.Max(0, after - known.Confirmed)
        );
        _findings.Add(
            Wrong.Doubled,
            $"{where}, though confirmed up to {known.SurelyConfirmed}",
            Math.Max(0, known.SurelyConfirmed - after)
        );
        known.Last = after;
        known.IsForgotten = false;
    }

    // What is wrong with it, if anything.
    private string? Again(ChannelHearing known, long sequence, bool ackRequired, string type)
    {
        ToldAgain++;
        var key = (known.Channel, sequence);
        if (
            ackRequired
            && _confirms
            && _person.Owns(known.Channel)
            && _unconfirmed.TryGetValue(key, out var before)
            && (_time.GetElapsedTime(before) >= LeastResend || _wasSlowed())
            // An ack and a resend may cross on the way.
            && (!_acked.TryGetValue(key, out var acked) || _time.GetElapsedTime(acked) < Crossing)
        )
        {
            _unconfirmed[key] = _time.GetTimestamp();
            return null;
        }

        // The figures of the café are told again to who begins to look at them.
        return type == "metrics_update" ? null : $"had {known.Last} already";
    }

    private void Write(string channel, long sequence)
    {
        if (
            _stretches.Count > 0
            && _stretches[^1] is { } last
            && last.Connection == _connection
            && last.Channel == channel
            && last.Last == sequence - 1
        )
        {
            last.Last = sequence;
            return;
        }

        _stretches.Add(new(_connection, channel, sequence));
    }
}
