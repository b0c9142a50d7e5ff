using System.Collections.Concurrent;
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

    /// <summary>How long an answer is waited for, within the patience of the sender.</summary>
    internal static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(4);

    /// <summary>How old a command of another server may be: one that somebody kept and sends again is not decided anew.</summary>
    internal static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);

    // So many of others are under way at once; more are sent back.
    private const int MostUnderWay = 4096;

    private readonly PeerMessageSender _send;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<long, Sent> _sent = new();
    private readonly CancellationTokenSource _stop = new();
    private long _number;
    private int _underWay;

    internal RemoteCommands(PeerMessageSender send, TimeProvider time) =>
        (_send, _time) = (send, time);

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
                    }
                )
            )
            {
                _sent.TryRemove(number, out _);
                return null;
            }

            await sent.Placed.Task.WaitAsync(PlacePatience, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            sent.Answer.TrySetResult(null);
        }

        if (sent.Answer.Task is { IsCompletedSuccessfully: true } refused && await refused is null)
        {
            _sent.TryRemove(number, out _);
            return null;
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
            var age = _time.GetUtcNow().UtcTicks - reader.ReadInt64();
            var request = CommandMessage.Read(reader);
            Begin(node, number, Math.Abs(age) <= Freshness.Ticks ? request : null);
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
