using System.Collections.Concurrent;
using System.Security.Cryptography;
using TableTap.Realtime.Commands;

namespace TableTap.Realtime.Peers;

/// <summary>Sends a peer message to a peer; false where it cannot get through.</summary>
/// <param name="node">The peer.</param>
/// <param name="kind">What it is about.</param>
/// <param name="body">Writes the body.</param>
internal delegate bool PeerMessageSender(
    string node,
    PeerMessageKind kind,
    Action<BinaryWriter> body
);

/// <summary>
/// Commands that another server decides for this one, because it has the café warm. Nothing rests on it: a command that is not placed
/// or not answered there in time is decided here, and its id makes it count once. Thread-safe.
/// </summary>
public sealed class RemoteCommands : IDisposable
{
    /// <summary>How long a place is waited for; then the command is decided here.</summary>
    internal static readonly TimeSpan PlacePatience = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a place is waited for far from the store, where deciding a command takes several journeys itself.</summary>
    internal static readonly TimeSpan FarPatience = TimeSpan.FromSeconds(2);

    /// <summary>How long an answer is waited for, within the patience of the sender.</summary>
    internal static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How old a command of another server may be: whoever sent it has long had it decided elsewhere, and told its sender so. A server that
    /// stood still finds such ones when it goes on.
    /// </summary>
    internal static readonly TimeSpan Freshness = TimeSpan.FromSeconds(20);

    /// <summary>How old one of a server of version 1.0 may be, which shows its age by its own clock.</summary>
    internal static readonly TimeSpan FirstFreshness = TimeSpan.FromMinutes(1);

    // So many of others are under way at once; more are sent back.
    private const int MostUnderWay = 4096;

    private readonly string _self;
    private readonly Members _members;
    private readonly PeerMessageSender _send;
    private readonly TimeProvider _time;
    private readonly Action<bool> _ended;
    private readonly Func<bool> _isFar;
    private readonly ConcurrentDictionary<long, Sent> _sent = new();
    private readonly SeenNumbers _seen = new();
    private readonly CancellationTokenSource _stop = new();

    // Begins anywhere: an answer that somebody kept of another run of this server answers nothing.
    private long _number =
        BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & (long.MaxValue >> 1);
    private int _underWay;

    /// <summary>Makes it; a server that has not joined its peers reaches none.</summary>
    /// <param name="self">The name of this server, another at each start.</param>
    /// <param name="members">What was heard of the peers.</param>
    /// <param name="send">Sends a peer message.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ended">Told of each command that was to be decided by a peer, whether it was; quick.</param>
    /// <param name="isFar">Whether this server is far from the store.</param>
    internal RemoteCommands(
        string self,
        Members members,
        PeerMessageSender send,
        TimeProvider time,
        Action<bool> ended,
        Func<bool> isFar
    )
    {
        (_self, _members) = (self, members);
        (_send, _time, _ended, _isFar) = (send, time, ended, isFar);
    }

    /// <summary>Decides the commands of other servers here. Set before the server joins.</summary>
    public CommandHandler? Handler { get; set; }

    /// <summary>Has a command decided by a peer.</summary>
    /// <param name="node">The peer.</param>
    /// <param name="request">The command.</param>
    /// <param name="here">Decides it here, where the peer does not.</param>
    /// <param name="cancellationToken">The server stops.</param>
    /// <returns>The command once it has its place, there or here; null where it is not taken there and nothing was decided.</returns>
    public async ValueTask<PlacedCommand?> PlaceAsync(
        string node,
        CommandRequest request,
        Func<Task<ReadOnlyMemory<byte>>> here,
        CancellationToken cancellationToken
    )
    {
        var number = Interlocked.Increment(ref _number);
        var sent = new Sent(node);
        _sent[number] = sent;
        try
        {
            if (
                !_send(
                    node,
                    PeerMessageKind.Command,
                    writer =>
                    {
                        writer.Write(number);
                        writer.Write(_time.GetUtcNow().UtcTicks);
                        CommandMessage.Write(writer, request);
                        writer.Write(node);
                        writer.Write(_members.NumberOf(node));
                    }
                )
            )
            {
                return NotTaken(number);
            }

            await sent.Placed.Task.WaitAsync(
                _isFar() ? FarPatience : PlacePatience,
                _time,
                cancellationToken
            );
        }
        catch (TimeoutException)
        {
            sent.Answer.TrySetResult(null);
        }

        if (sent.Answer.Task is { IsCompletedSuccessfully: true } refused && await refused is null)
        {
            return NotTaken(number);
        }

        return new(AnswerAsync(number, sent, here, cancellationToken));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <summary>A peer message about a command came.</summary>
    internal void Take(PeerMessageKind kind, string node, BinaryReader reader)
    {
        var number = reader.ReadInt64();
        if (kind == PeerMessageKind.Command)
        {
            var age = new TimeSpan(_time.GetUtcNow().UtcTicks - reader.ReadInt64());
            var request = CommandMessage.Read(reader);
            if (reader.BaseStream.Position == reader.BaseStream.Length)
            {
                // A server of version 1.0 says neither for whom it is nor what it heard.
                Begin(node, number, age.Duration() <= FirstFreshness ? request : null);
            }
            else if (reader.ReadString() == _self && _seen.TryAdd(node, number))
            {
                var isFresh = _members.Own.AgeOf(reader.ReadInt64()) <= Freshness;
                Begin(node, number, isFresh ? request : null);
            }
        }
        else if (_sent.TryGetValue(number, out var sent) && sent.Node == node)
        {
            if (kind == PeerMessageKind.Answer)
            {
                var frame = CommandMessage.Bytes(reader);
                sent.Answer.TrySetResult(frame.Length == 0 ? null : frame);
            }

            sent.Placed.TrySetResult();
        }
    }

    /// <summary>A peer is gone: what it was to decide is decided here.</summary>
    internal void Forget(string node)
    {
        foreach (var sent in _sent.Values)
        {
            if (sent.Node == node)
            {
                sent.Answer.TrySetResult(null);
                sent.Placed.TrySetResult();
            }
        }
    }

    private PlacedCommand? NotTaken(long number)
    {
        _sent.TryRemove(number, out _);
        _ended(false);
        return null;
    }

    private async Task<ReadOnlyMemory<byte>> AnswerAsync(
        long number,
        Sent sent,
        Func<Task<ReadOnlyMemory<byte>>> here,
        CancellationToken cancellationToken
    )
    {
        byte[]? frame = null;
        try
        {
            frame = await sent.Answer.Task.WaitAsync(AnswerPatience, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Decided there or not: here its id finds out.
        }
        finally
        {
            _sent.TryRemove(number, out _);
        }

        _ended(frame is not null);
        return frame ?? await here();
    }

    private void Begin(string node, long number, CommandRequest? request)
    {
        if (
            request is null
            || Handler is not { } handler
            || Interlocked.Increment(ref _underWay) > MostUnderWay
        )
        {
            if (request is not null && Handler is not null)
            {
                Interlocked.Decrement(ref _underWay);
            }

            Reply(node, number, PeerMessageKind.Answer, ReadOnlyMemory<byte>.Empty);
            return;
        }

        _ = DecideAsync(node, number, request, handler);
    }

    private async Task DecideAsync(
        string node,
        long number,
        CommandRequest request,
        CommandHandler handler
    )
    {
        await Task.Yield();
        ReadOnlyMemory<byte> frame = default;
        try
        {
            var placed = await handler(request, null, _stop.Token);
            Reply(node, number, PeerMessageKind.Placed, null);
            frame = await placed.Answer;
        }
        catch (Exception fault)
            when (fault is OperationCanceledException or ObjectDisposedException)
        {
            // This server stops; the other one decides.
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }

        Reply(node, number, PeerMessageKind.Answer, frame);
    }

    private void Reply(
        string node,
        long number,
        PeerMessageKind kind,
        ReadOnlyMemory<byte>? frame
    ) =>
        _send(
            node,
            kind,
            writer =>
            {
                writer.Write(number);
                if (frame is { } bytes)
                {
                    CommandMessage.Write(writer, bytes.Span);
                }
            }
        );

    private sealed class Sent(string node)
    {
        public string Node { get; } = node;

        public TaskCompletionSource Placed { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<byte[]?> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
