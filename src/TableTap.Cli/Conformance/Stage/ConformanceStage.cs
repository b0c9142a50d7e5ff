using System.Threading.Channels;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Cli.Conformance.Stage;

/// <summary>The client did something after which the scenario cannot go on; the finding is written down.</summary>
internal sealed class ScenarioBrokenException : Exception;

/// <summary>
/// What the script of a scenario stands on: it takes the sockets of the client under test one after the other, and waits for what the
/// client has to do. What it waits for is known by name, so that a client that does not do it is told what was missing.
/// </summary>
/// <param name="state">What all sockets share.</param>
/// <param name="stop">Ends the scenario.</param>
internal sealed class ConformanceStage(StageState state, CancellationToken stop)
{
    // A client's timers and this clock differ by so much.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(50);

    private readonly Channel<ScriptedSession> _sessions =
        Channel.CreateUnbounded<ScriptedSession>();
    private int _opened;

    /// <summary>What all sockets share.</summary>
    public StageState State => state;

    /// <summary>Ends the scenario that is played.</summary>
    public CancellationToken Stop => stop;

    /// <summary>What the script waits for now: the section, and what a client does.</summary>
    public (string Section, string Expected) Awaited { get; private set; }

    /// <summary>The number of the next socket.</summary>
    public int NextNumber() => Interlocked.Increment(ref _opened);

    /// <summary>A socket of the client came.</summary>
    /// <param name="session">The socket.</param>
    public void Arrive(ScriptedSession session)
    {
        state.Acts.Add(new SocketOpened(session.Number, session.Token));
        _sessions.Writer.TryWrite(session);
    }

    /// <summary>Waits for the next socket; nothing was said on it yet.</summary>
    /// <param name="section">The section of the protocol's page.</param>
    /// <param name="expected">What a client does there.</param>
    public async Task<ScriptedSession> AcceptAsync(string section, string expected)
    {
        Awaited = (section, expected);
        return await _sessions.Reader.ReadAsync(stop);
    }

    /// <summary>When a socket came.</summary>
    /// <param name="session">The socket.</param>
    public SocketOpened OpeningOf(ScriptedSession session) =>
        state.Acts.Of<SocketOpened>().First(act => act.Session == session.Number);

    /// <summary>Whether the next attempt to connect is to be cut off; counts it.</summary>
    public bool Denies()
    {
        if (state.Denials <= 0)
        {
            return false;
        }

        state.Denials--;
        state.Acts.Add(new SocketDenied());
        return true;
    }

    /// <summary>Waits for the next socket, and begins its session.</summary>
    /// <param name="section">The section of the protocol's page.</param>
    /// <param name="expected">What a client does there.</param>
    public async Task<ScriptedSession> EstablishAsync(
        string section = "1, Connecting",
        string expected = "connects to the address with the token"
    )
    {
        var session = await AcceptAsync(section, expected);
        await session.EstablishAsync(stop);
        return session;
    }

    /// <summary>Waits for the first socket, and until the channel is subscribed on it.</summary>
    public async Task<ScriptedSession> SubscribedAsync()
    {
        var session = await EstablishAsync();
        await StatesOrSubscribesAsync(session);
        return session;
    }

    /// <summary>Waits until the channel is subscribed on a socket, from wherever.</summary>
    /// <param name="session">The socket.</param>
    public Task<ClientFrame> StatesOrSubscribesAsync(ScriptedSession session) =>
        SentAsync(session, "3, subscribe", $"subscribes `{ScriptedHistory.Channel}`", Subscribes);

    /// <summary>Waits for the next socket, and until the client has stated on it where it stands.</summary>
    /// <param name="why">After what it comes back, for the sentence that tells.</param>
    public async Task<ScriptedSession> ReturnedAsync(string why)
    {
        var session = await EstablishAsync("1, Close codes", $"connects again {why}");
        await StatesPositionAsync(session, why);
        return session;
    }

    /// <summary>Waits until the client has stated where it stands, on a socket or on one that is open already.</summary>
    /// <param name="session">The socket.</param>
    /// <param name="why">Why it has to, for the sentence that tells.</param>
    /// <param name="from">The place in the log of acts from which on it may stand.</param>
    public async Task<ClientFrame> StatesPositionAsync(
        ScriptedSession session,
        string why,
        int from = 0
    )
    {
        const string Section = "7, Coming back";
        const string Expected = "sends `reconnect` with the position of the channel";
        var sent = await SentAsync(session, Section, $"{Expected} {why}", Subscribes, from);
        if (!States(sent))
        {
            Break(Section, $"{Expected} {why}", $"it sent `{sent.Type}` without a position");
        }

        return sent;
    }

    /// <summary>Waits for a frame of the client.</summary>
    /// <param name="session">The socket on which it comes.</param>
    /// <param name="section">The section of the protocol's page.</param>
    /// <param name="expected">What a client does there.</param>
    /// <param name="wanted">Whether it is the frame.</param>
    /// <param name="from">The place in the log of acts from which on it may stand.</param>
    public async Task<ClientFrame> SentAsync(
        ScriptedSession session,
        string section,
        string expected,
        Func<ClientFrame, bool> wanted,
        int from = 0
    )
    {
        var sent = await ActAsync<FrameSent>(
            section,
            expected,
            act => act.Session == session.Number && wanted(act.Frame),
            from
        );
        return sent.Frame;
    }

    /// <summary>Waits for something that the client does.</summary>
    /// <typeparam name="T">What it does.</typeparam>
    /// <param name="section">The section of the protocol's page.</param>
    /// <param name="expected">What a client does there.</param>
    /// <param name="wanted">Whether it is what is waited for.</param>
    /// <param name="from">The place in the log of acts from which on it may stand.</param>
    public Task<T> ActAsync<T>(string section, string expected, Func<T, bool> wanted, int from = 0)
        where T : ClientAct
    {
        Awaited = (section, expected);
        return state.Acts.FindAsync(wanted, from, stop);
    }

    /// <summary>Waits until the application was given a message.</summary>
    /// <param name="sequence">The message's sequence.</param>
    /// <param name="from">The place in the log of acts from which on it may stand.</param>
    public Task DeliveredAsync(long sequence, int from = 0) =>
        ActAsync<MessageDelivered>(
            "2, The envelope",
            $"gives message {sequence} to its application, and its driver says so",
            act => act.Sequence == sequence,
            from
        );

    /// <summary>Waits until the client has confirmed a message.</summary>
    /// <param name="sequence">The message's sequence.</param>
    /// <param name="from">The place in the log of acts from which on it may stand.</param>
    public Task AckedAsync(long sequence, int from = 0) =>
        ActAsync<FrameSent>(
            "7, ack",
            $"confirms message {sequence} with an `ack`",
            act => act.Frame.Payload is Ack ack && SequenceOf(ack) >= sequence,
            from
        );

    /// <summary>Tells the next message and waits until the application was given it.</summary>
    /// <param name="session">The socket on which it is told.</param>
    public async Task TellAndWaitAsync(ScriptedSession session)
    {
        await session.TellAsync(stop);
        await DeliveredAsync(state.History.Head);
    }

    /// <summary>Says that the client did something too early.</summary>
    /// <param name="section">The section of the protocol's page.</param>
    /// <param name="what">What it has to wait with.</param>
    /// <param name="since">The moment from which on it has to wait, as a timestamp of the clock.</param>
    /// <param name="act">What it did.</param>
    /// <param name="least">How long it has to wait.</param>
    public void CheckWaited(string section, string what, long since, ClientAct act, TimeSpan least)
    {
        var waited = state.Time.GetElapsedTime(since, act.At);
        if (waited < least - Tolerance)
        {
            state.Findings.Add(
                section,
                $"waits {least.TotalSeconds:0.###} s before it {what}",
                $"it waited {waited.TotalSeconds:0.###} s"
            );
        }
    }

    /// <summary>
    /// Watches that the client does not come back, for a while; a short one where its driver says that it has stopped.
    /// </summary>
    /// <param name="section">The section of the protocol's page.</param>
    /// <param name="expected">What a client does there.</param>
    /// <param name="longest">How long it is watched.</param>
    /// <param name="shortest">How long it is watched once it has stopped.</param>
    public async Task StaysAwayAsync(
        string section,
        string expected,
        TimeSpan longest,
        TimeSpan shortest
    )
    {
        Awaited = (section, expected);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var back = _sessions.Reader.WaitToReadAsync(end.Token).AsTask();
        var rested = WatchAsync(longest, shortest, end.Token);
        var first = await Task.WhenAny(back, rested);
        await end.CancelAsync();
        await ((Task)back).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await rested.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
        if (first == back)
        {
            state.Findings.Add(section, expected, "it connected again");
        }
    }

    /// <summary>The moment, as a timestamp of the clock.</summary>
    public long Moment() => state.Time.GetTimestamp();

    /// <summary>Writes a finding down and ends the scenario.</summary>
    /// <param name="section">The section of the protocol's page.</param>
    /// <param name="expected">What a client does there.</param>
    /// <param name="actual">What this one did.</param>
    public void Break(string section, string expected, string actual)
    {
        state.Findings.Add(section, expected, actual);
        throw new ScenarioBrokenException();
    }

    /// <summary>The error and the close of a server that lets nobody in.</summary>
    /// <param name="session">The socket.</param>
    /// <param name="code">The close code.</param>
    /// <param name="error">The error.</param>
    public Task CloseAsync(ScriptedSession session, CloseCode code, Error? error = null) =>
        session.CloseAsync(code, error, stop);

    private static bool Subscribes(ClientFrame frame) =>
        frame.Payload switch
        {
            Subscribe subscribe => subscribe.Channels.Any(entry =>
                entry.Channel == ScriptedHistory.Channel
            ),
            Reconnect reconnect => reconnect.Channels.Contains(ScriptedHistory.Channel),
            _ => false,
        };

    private static bool States(ClientFrame frame) =>
        frame.Payload switch
        {
            Subscribe subscribe => subscribe.Channels.Any(entry =>
                entry.Channel == ScriptedHistory.Channel && entry.AfterSequence is not null
            ),
            Reconnect reconnect => reconnect.LastMessageId is not null
                || reconnect.Positions?.ContainsKey(ScriptedHistory.Channel) == true,
            _ => false,
        };

    private long? SequenceOf(Ack ack) =>
        ack.MessageId is { } id ? state.History.SequenceOf(id) : ack.Sequence;

    private async Task WatchAsync(
        TimeSpan longest,
        TimeSpan shortest,
        CancellationToken cancellationToken
    )
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var whole = Task.Delay(longest, state.Time, end.Token);
        var rested = state.Acts.FindAsync<ClientRested>(static _ => true, 0, end.Token);
        var first = await Task.WhenAny(whole, rested);
        await end.CancelAsync();
        await whole.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)rested).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first == rested)
        {
            await Task.Delay(shortest, state.Time, cancellationToken);
        }
    }
}
