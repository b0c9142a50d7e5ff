namespace TableTap.Cli.Conformance.Stage;

/// <summary>
/// Follows what the client was sent, what its application was given and what it confirmed, and says at once what is wrong: something
/// twice, something left out, something confirmed that nobody was given (protocol sections 2 and 7). Thread-safe.
/// </summary>
/// <param name="findings">Where it says so.</param>
internal sealed class DeliveryCheck(FindingList findings)
{
    private readonly Lock _gate = new();
    private readonly HashSet<long> _optional = [];
    private long _sent;
    private long _delivered;
    private long _confirmed;

    /// <summary>The last sequence that the client has confirmed, by an ack or by a position that it stated.</summary>
    public long Confirmed
    {
        get
        {
            lock (_gate)
            {
                return _confirmed;
            }
        }
    }

    /// <summary>The client is sent a message, or told that a state has it.</summary>
    /// <param name="sequence">The message's sequence.</param>
    public void Sent(long sequence)
    {
        lock (_gate)
        {
            _sent = Math.Max(_sent, sequence);
        }
    }

    /// <summary>The client is sent a message of a type that it does not know: its application may be given it, or not.</summary>
    /// <param name="sequence">The message's sequence.</param>
    public void Optional(long sequence)
    {
        lock (_gate)
        {
            _optional.Add(sequence);
        }
    }

    /// <summary>What counts from here on stands after this sequence: the state that was loaded has all before it.</summary>
    /// <param name="sequence">The sequence.</param>
    public void Restart(long sequence)
    {
        lock (_gate)
        {
            (_sent, _delivered, _confirmed) = (sequence, sequence, 0);
        }
    }

    /// <summary>The application was given a message.</summary>
    /// <param name="sequence">The message's sequence.</param>
    public void Delivered(long sequence)
    {
        lock (_gate)
        {
            if (sequence > _sent)
            {
                findings.Add(
                    "2, The envelope",
                    $"the application is given what was sent, up to {_sent}",
                    $"it was given {sequence}"
                );
            }
            else if (sequence <= _delivered)
            {
                findings.Add(
                    "7, Critical messages",
                    "a message reaches the application once",
                    $"{sequence} was delivered again, after {_delivered}"
                );
            }
            else if (NextBefore(sequence) is var next && next < sequence)
            {
                findings.Add(
                    "2, The envelope",
                    $"the messages of a channel reach the application without a hole: next is {next}",
                    $"{sequence} was delivered after {_delivered}"
                );
            }

            _delivered = Math.Max(_delivered, sequence);
        }
    }

    /// <summary>The client confirms everything up to a message.</summary>
    /// <param name="sequence">The message's sequence.</param>
    public void Acked(long sequence)
    {
        lock (_gate)
        {
            if (sequence > _delivered)
            {
                findings.Add(
                    "7, ack",
                    $"only what the application was given is confirmed, up to {_delivered}",
                    $"it sent an `ack` of {sequence}"
                );
            }

            _confirmed = Math.Max(_confirmed, sequence);
        }
    }

    /// <summary>The client states a position; of an owner it counts as an ack.</summary>
    /// <param name="sequence">The position.</param>
    public void Stated(long sequence)
    {
        lock (_gate)
        {
            if (sequence > _sent)
            {
                findings.Add(
                    "7, Coming back",
                    $"a position is the last sequence that was received, {_sent} at most",
                    $"it stated {sequence}"
                );
            }
            else if (sequence > _delivered)
            {
                findings.Add(
                    "7, Critical messages",
                    $"a position of an own channel is an ack: it stands behind nothing that the application was not given, {_delivered} at most",
                    $"it stated {sequence}"
                );
            }

            _confirmed = Math.Max(_confirmed, sequence);
        }
    }

    // The first message up to this one that the application has to be given and was not.
    private long NextBefore(long sequence)
    {
        var next = _delivered + 1;
        while (next < sequence && _optional.Contains(next))
        {
            next++;
        }

        return next;
    }
}
