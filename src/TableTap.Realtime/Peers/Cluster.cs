using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Observability;

namespace TableTap.Realtime.Peers;

/// <summary>
/// This server among its peers on the same store: the one room for what servers must know of each other. What is told here may be lost;
/// it makes things quick and limits shared, and decides nothing. Thread-safe.
/// </summary>
public sealed class Cluster : IAsyncDisposable
{
    /// <summary>How often a server says that it lives.</summary>
    internal static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // Changes of so short a time go together.
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan BetweenComplaints = TimeSpan.FromMinutes(1);
    private const int MostChanges = 2000;
    private const string Everybody = "all";

    private readonly IBackplane _backplane;
    private readonly byte[] _key;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Members _members;
    private readonly ClusterMetrics _metrics;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly OwnScreens _screens = new();
    private Task _running = Task.CompletedTask;
    private ITimer? _timer;
    private string _epoch = "";
    private int _beatDue;
    private int _tellAll = 1;
    private volatile bool _takesCommands;
    private int _isOver;
    private long _complained;

    /// <summary>Makes it; <see cref="Join"/> begins.</summary>
    /// <param name="backplane">Carries the peer messages; disposed of with this.</param>
    /// <param name="key">What all servers have and nobody else: they believe what was made with it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where to log.</param>
    /// <param name="meter">Where its figures go, owned by the caller; null for nowhere.</param>
    /// <param name="node">The name of this server among its peers; null for one by chance.</param>
    public Cluster(
        IBackplane backplane,
        byte[] key,
        TimeProvider time,
        ILogger log,
        Meter? meter = null,
        string? node = null
    )
    {
        (_backplane, _key, _time, _log) = (backplane, key, time, log);
        Node = node ?? RandomNumberGenerator.GetHexString(16, lowercase: true);
        _members = new(Node, time);
        Counts = new(time)
        {
            Changed = () => _due.Writer.TryWrite(true),
            AreKnown = () => _members.IsHeard,
        };
        Hints = new(Counts, () => IsHealthy, time, meter) { Committed = TellCommit };
        _metrics = new(meter, () => _members.Names.Count, () => IsHealthy);
        Commands = new(Node, _members, SendTo, time, _metrics.Handed, () => IsFar);
    }

    /// <summary>The name of this server among its peers, another at each start.</summary>
    public string Node { get; }

    /// <summary>Whether it is far from the store: it decides commands, and speaks for cafés, only where no other server does.</summary>
    /// <value>Default false.</value>
    public bool IsFar { get; init; }

    /// <summary>What this server says of itself to its peers.</summary>
    /// <value>Default null: nothing.</value>
    public PeerProfile? Profile { get; init; }

    /// <summary>How many connections this server has, for its peers to know; quick and thread-safe. Set before <see cref="Join"/>.</summary>
    public Func<int> Connections { get; set; } = () => 0;

    /// <summary>What is counted over all servers.</summary>
    public SharedCounts Counts { get; }

    /// <summary>Events that limits count over all servers.</summary>
    public SharedRates Rates { get; } = new();

    /// <summary>Hints of the commits of all servers.</summary>
    public CommitHints Hints { get; }

    /// <summary>Commands that another server decides.</summary>
    public RemoteCommands Commands { get; }

    /// <summary>Whether peer messages get through: what this server sends comes back to itself.</summary>
    public bool IsHealthy => _backplane.Trouble is null && _members.IsHeard;

    /// <summary>Why peer messages do not get through, in words for the operator; null while they do.</summary>
    public string? Trouble =>
        _backplane.Trouble
        ?? (_members.IsHeard ? null : "No message of a server has come through lately.");

    /// <summary>The names of the peers that live.</summary>
    public IReadOnlyList<string> Peers => _members.Names;

    /// <summary>The peers that live, with what they say of themselves, by their names.</summary>
    public IReadOnlyList<PeerView> Known => _members.Views;

    /// <summary>Told when somebody came to stand at a channel at a peer, or went; by the channel's text. Set before <see cref="Join"/>.</summary>
    public Action<string>? ScreenChanged { get; set; }

    /// <summary>Told of the streams that a peer moved. Set before <see cref="Join"/>.</summary>
    public Action<StreamVersion>? StreamMoved { get; set; }

    /// <summary>Begins to tell and to hear.</summary>
    /// <param name="epoch">The name of the history that the peers share.</param>
    public void Join(string epoch)
    {
        _epoch = epoch;
        _backplane.Listen(Address(Everybody), Receive);
        _backplane.Listen(Address(Node), Receive);
        Volatile.Write(ref _beatDue, 1);
        _running = Task.WhenAll(RunAsync(), Rates.RunAsync(TellEvents, _time, _stop.Token));
        _timer = _time.CreateTimer(_ => BeatNow(), null, TimeSpan.Zero, Beat);
    }

    /// <summary>Decides commands of other servers from now on, or no longer.</summary>
    /// <param name="takes">Whether it does.</param>
    public void TakeCommands(bool takes)
    {
        _takesCommands = takes && !IsFar;
        BeatNow();
    }

    /// <summary>
    /// Whether this server is the one that speaks for a café: tells its figures and alerts. While peer messages do not get through every server
    /// is, but for those far from the store: who spoke for it may be gone.
    /// </summary>
    /// <param name="cafeId">The id of the café.</param>
    public bool IsHome(string cafeId) => _members.IsHeard ? HomeOf(cafeId) == Node : !IsFar;

    /// <summary>
    /// Whether this server is the one that says which counters of a café have a screen. While peer messages do not get through no server is: none
    /// knows the screens of the others, and they would contradict each other.
    /// </summary>
    /// <param name="cafeId">The id of the café.</param>
    public bool KnowsScreens(string cafeId) => _members.IsHeard && HomeOf(cafeId) == Node;

    /// <summary>The server that speaks for a café.</summary>
    /// <param name="cafeId">The id of the café.</param>
    public string HomeOf(string cafeId) => _members.HomeOf(cafeId, _takesCommands);

    /// <summary>Whether somebody stands at a channel at a peer.</summary>
    /// <param name="channel">The channel.</param>
    public bool HasScreen(ChannelName channel) => _members.HasScreen(channel.Text);

    /// <summary>Says whether somebody stands at a channel here.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="isPresent">Whether somebody does.</param>
    public void ShowScreen(ChannelName channel, bool isPresent)
    {
        if (_screens.Set(channel.Text, isPresent))
        {
            BeatNow();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 1)
        {
            return;
        }

        if (_timer is not null)
        {
            await _timer.DisposeAsync();
            Send(Everybody, PeerMessageKind.Leaving, _ => { });
        }

        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Commands.Dispose();
        await _backplane.DisposeAsync();
        _stop.Dispose();
    }

    private void BeatNow()
    {
        Volatile.Write(ref _beatDue, 1);
        _due.Writer.TryWrite(true);
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var slice = 0;
        while (await _due.Reader.WaitToReadAsync(_stop.Token))
        {
            _due.Reader.TryRead(out _);
            if (Interlocked.Exchange(ref _beatDue, 0) == 1)
            {
                var slices = Interlocked.Exchange(ref _tellAll, 0) == 1 ? CountKey.Slices : 1;
                for (; slices > 0; slices--)
                {
                    SendBeat(slice);
                    slice = (slice + 1) % CountKey.Slices;
                }

                foreach (var node in _members.Silent())
                {
                    RealtimeLog.PeerGone(_log, node);
                    Forget(node);
                }
            }

            while (Counts.TakeChanges(MostChanges) is { Count: > 0 } changes)
            {
                Send(
                    Everybody,
                    PeerMessageKind.Change,
                    writer => CountMessage.Write(writer, changes)
                );
            }

            await Task.Delay(Together, _time, _stop.Token);
        }
    }

    private void SendBeat(int slice)
    {
        var beat = new BeatMessage(_takesCommands, slice, Counts.Slice(slice), _screens.All)
        {
            Profile = Profile,
            Connections = Connections(),
        };
        Send(Everybody, PeerMessageKind.Beat, beat.Write);
    }

    private void TellEvents(IReadOnlyList<(string Limit, string Key)> events) =>
        Send(Everybody, PeerMessageKind.Events, writer => SharedRates.Write(writer, events));

    private void TellCommit(
        long before,
        IReadOnlyList<StoredMessage> messages,
        IReadOnlyList<StreamVersion> streams
    )
    {
        if (_members.Names is not { Count: > 0 } peers || messages.Count + streams.Count == 0)
        {
            return;
        }

        List<(StoredMessage, CountKey)> keyed =
        [
            .. messages.Select(message => (message, CountKey.Channel(message.Channel))),
        ];
        foreach (var node in peers)
        {
            var hint = HintMessage.For(before, keyed, streams, key => Counts.MayHave(node, key));
            Send(node, PeerMessageKind.Commit, writer => HintMessage.Write(writer, hint));
        }
    }

    private bool SendTo(string node, PeerMessageKind kind, Action<BinaryWriter> body) =>
        IsHealthy && Send(node, kind, body);

    private bool Send(string to, PeerMessageKind kind, Action<BinaryWriter> body)
    {
        var number = kind switch
        {
            PeerMessageKind.Beat => _members.Own.NextOfBeat(),
            PeerMessageKind.Change => _members.Own.Next(),
            _ => 0,
        };
        var peerMessage = PeerMessage.Write(kind, Node, _epoch, number, _key, body);
        var isSent = _backplane.TrySend(Address(to), peerMessage);
        _metrics.Sent(isSent, peerMessage.Length);
        return isSent;
    }

    private void Receive(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            if (PeerMessage.Read(bytes, _epoch, _key) is { } peerMessage)
            {
                _metrics.Received(bytes.Length);
                Take(peerMessage);
            }
        }
        catch (Exception fault)
        {
            // Whatever else uses the same addresses must not end this server's hearing, nor fill its log.
            if (
                Interlocked.Read(ref _complained) is not 0 and var last
                && _time.GetElapsedTime(last) < BetweenComplaints
            )
            {
                return;
            }

            Interlocked.Exchange(ref _complained, _time.GetTimestamp());
            RealtimeLog.PeerMessageUnreadable(_log, fault);
        }
    }

    private void Take(PeerMessage peerMessage)
    {
        if (peerMessage.Node == Node)
        {
            if (peerMessage.Kind == PeerMessageKind.Beat)
            {
                _members.Echo();
            }
            return;
        }

        using var reader = peerMessage.Open();
        switch (peerMessage.Kind)
        {
            case PeerMessageKind.Beat when IsLatest(peerMessage):
                var beat = BeatMessage.Read(reader);
                Counts.TakeSlice(peerMessage.Node, beat.Slice, beat.Counts);
                TellScreens(_members.Describe(peerMessage.Node, beat));
                break;
            case PeerMessageKind.Change when IsLatest(peerMessage):
                Counts.TakeChange(peerMessage.Node, CountMessage.Read(reader));
                break;
            case PeerMessageKind.Events:
                Rates.Count(reader);
                break;
            case PeerMessageKind.Leaving:
                Forget(peerMessage.Node);
                break;
            case PeerMessageKind.Commit:
                var hint = HintMessage.Read(reader, _time.GetTimestamp());
                Hints.Take(hint);
                foreach (var stream in hint.Streams)
                {
                    StreamMoved?.Invoke(stream);
                }

                break;
            case PeerMessageKind.Command or PeerMessageKind.Placed or PeerMessageKind.Answer:
                Commands.Take(peerMessage.Kind, peerMessage.Node, reader);
                break;
            default:
                // A later version tells something that this one does not know.
                break;
        }
    }

    private bool IsLatest(PeerMessage peerMessage)
    {
        var isLatest = _members.Hear(peerMessage.Node, peerMessage.Number, out var isNew);
        if (isNew)
        {
            RealtimeLog.PeerFound(_log, peerMessage.Node);
            // It knows nothing of this server yet.
            Volatile.Write(ref _tellAll, 1);
            BeatNow();
        }

        return isLatest;
    }

    private void Forget(string node)
    {
        var screens = _members.Remove(node);
        Counts.Forget(node);
        Commands.Forget(node);
        TellScreens(screens);
    }

    private void TellScreens(IReadOnlyCollection<string> channels)
    {
        foreach (var channel in channels)
        {
            ScreenChanged?.Invoke(channel);
        }
    }

    private string Address(string name) => $"tabletap:{_epoch}:{name}";
}
