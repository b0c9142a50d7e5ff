using System.Text.Json;
using TableTap.Client.Contract;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;

namespace TableTap.Simulation.Verification;

/// <summary>
/// Watches a client's frames as they are on the wire and holds the server to what it owes each socket, whatever the client's
/// own de-duplication would hide. Thread-safe.
/// </summary>
/// <param name="time">The clock that repeats are measured by.</param>
public sealed class WireCheck(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Subscribe> _asked = [];
    private readonly Dictionary<string, WireChannel> _channels = [];
    private int _connection;
    private string? _firstDoubled;
    private long _doubledBefore;
    private long _reorderedBefore;
    private long _resentBefore;

    /// <summary>How many frames were sent and received.</summary>
    public long Frames { get; private set; }

    /// <summary>Messages that came twice on one socket.</summary>
    public long Doubled => Sum(_doubledBefore, channel => channel.Doubled);

    /// <summary>The first message that came twice on one socket, in words; null where none did.</summary>
    public string? FirstDoubled
    {
        get
        {
            lock (_gate)
            {
                return _firstDoubled
                    ?? _channels
                        .Where(channel => channel.Value.FirstDoubled is not null)
                        .Select(channel =>
                            $"{channel.Key} {channel.Value.FirstDoubled}, socket {_connection}"
                        )
                        .FirstOrDefault();
            }
        }
    }

    /// <summary>Messages that came out of their turn on a socket.</summary>
    public long Reordered => Sum(_reorderedBefore, channel => channel.Reordered);

    /// <summary>Messages that were rightly told again.</summary>
    public long Resent => Sum(_resentBefore, channel => channel.Resent);

    /// <summary>A frame passed; the client's <see cref="FrameTap"/>.</summary>
    /// <param name="direction">Whether the client sent or received it.</param>
    /// <param name="connection">On which socket.</param>
    /// <param name="frame">The frame as it is on the wire, UTF-8 JSON.</param>
    public void Observe(FrameDirection direction, int connection, ReadOnlySpan<byte> frame)
    {
        if (!EnvelopeReader.TryRead(frame, out var envelope, out _))
        {
            return;
        }

        lock (_gate)
        {
            Frames++;
            Follow(connection);
            var data = envelope.DataOf(frame);
            if (direction == FrameDirection.Sent)
            {
                Sent(envelope, data);
            }
            else
            {
                Received(envelope, data);
            }
        }
    }

    private void Follow(int connection)
    {
        // A socket's frames end before the next one's begin; a late word on the old one owes nothing.
        if (connection <= _connection)
        {
            return;
        }

        _firstDoubled = FirstDoubled;
        _connection = connection;
        foreach (var channel in _channels.Values)
        {
            _doubledBefore += channel.Doubled;
            _reorderedBefore += channel.Reordered;
            _resentBefore += channel.Resent;
        }

        _channels.Clear();
        _asked.Clear();
    }

    private void Sent(Envelope envelope, ReadOnlySpan<byte> data)
    {
        switch (envelope.Type)
        {
            case "subscribe" when envelope.MessageId is { } id:
                _asked[id] = JsonSerializer.Deserialize(data, ProtocolJson.Default.Subscribe)!;
                break;
            case "reconnect":
                var missed = JsonSerializer.Deserialize(data, ProtocolJson.Default.Reconnect)!;
                foreach (var (channel, position) in missed.Positions ?? EmptyPositions)
                {
                    if (_channels.TryGetValue(channel, out var known))
                    {
                        known.RestartAfter(position);
                    }
                    else
                    {
                        _channels[channel] = new WireChannel(position);
                    }
                }

                break;
            case "ack":
                var ack = JsonSerializer.Deserialize(data, ProtocolJson.Default.Ack)!;
                if (ack is { Channel: { } confirmed, Sequence: { } sequence })
                {
                    _channels
                        .GetValueOrDefault(confirmed)
                        ?.Acknowledge(sequence, time.GetElapsedTime(_began));
                }

                break;
            default:
                break;
        }
    }

    private void Received(Envelope envelope, ReadOnlySpan<byte> data)
    {
        if (envelope is { Channel: { } channel, Sequence: { } sequence })
        {
            Arrive(channel, sequence, RepeatOf(envelope.Type, channel, envelope.AckRequired));
            return;
        }

        switch (envelope.Type)
        {
            case "subscription_confirmed":
                Confirm(
                    envelope.CorrelationId,
                    JsonSerializer.Deserialize(data, ProtocolJson.Default.SubscriptionConfirmed)!
                );
                break;
            case "message_replay":
                var page = JsonSerializer.Deserialize(data, ProtocolJson.Default.MessageReplay)!;
                foreach (var message in page.Messages)
                {
                    var heard = message.GetProperty("channel"u8).GetString()!;
                    Arrive(
                        heard,
                        message.GetProperty("sequence"u8).GetInt64(),
                        RepeatOf(
                            message.GetProperty("type"u8).GetString()!,
                            heard,
                            message.TryGetProperty("ackRequired"u8, out var flag)
                                && flag.GetBoolean()
                        ),
                        isReplayed: true
                    );
                }

                break;
            default:
                break;
        }
    }

    private void Confirm(string? correlationId, SubscriptionConfirmed confirmed)
    {
        var asked = correlationId is null ? null : _asked.GetValueOrDefault(correlationId);
        foreach (var (channel, liveAfter) in confirmed.Positions)
        {
            var after = asked
                ?.Channels.FirstOrDefault(entry => entry.Channel == channel)
                .AfterSequence;
            _channels.TryAdd(channel, new WireChannel(after ?? liveAfter));
        }
    }

    private void Arrive(
        string channel,
        long sequence,
        AllowedRepeat repeat,
        bool isReplayed = false
    )
    {
        // A channel that joined through a pattern begins with what comes first.
        if (!_channels.TryGetValue(channel, out var known))
        {
            _channels[channel] = known = new WireChannel(sequence - 1);
        }

        known.Arrive(sequence, repeat, time.GetElapsedTime(_began), isReplayed);
    }

    private static AllowedRepeat RepeatOf(string type, string channel, bool ackRequired) =>
        type == "metrics_update" ? AllowedRepeat.AtStart
        // A counter's acks say that a ticket was seen; only the owner is told again.
        : ackRequired && channel.StartsWith("orders:customer:", StringComparison.Ordinal)
            ? AllowedRepeat.Unacknowledged
        : AllowedRepeat.Never;

    private long Sum(long before, Func<WireChannel, long> count)
    {
        lock (_gate)
        {
            return before + _channels.Values.Sum(count);
        }
    }

    private static readonly Dictionary<string, long> EmptyPositions = [];
}
