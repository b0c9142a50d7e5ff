using System.Text.Json;
using TableTap.Protocol.Envelopes;
using TableTap.Realtime.Tests.Doubles;

namespace TableTap.Realtime.Tests.Schedules;

/// <summary>
/// What one connection hears, held against every promise of section 7: no gap, no duplicate, commit order over all
/// channels, nothing that is not permitted or not durable, and again only what may be sent again. It believes nothing but
/// what it was told, and complains by an exception.
/// </summary>
/// <param name="world">What is true.</param>
/// <param name="user">Whose connection it is.</param>
internal sealed class Ear(SimWorld world, string user)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, HeardChannel> _channels = [];
    private readonly Dictionary<string, Ask> _asks = [];
    private readonly List<string> _unanswered = [];
    private long _lastCommit;

    /// <summary>Whether the client has sent an ack.</summary>
    public bool HasAcked { get; set; }

    /// <summary>Whether something asked is still to come.</summary>
    public bool IsWaiting => _asks.Count > 0;

    public IEnumerable<string> Channels => _channels.Keys;

    public long? HaveOf(string channel) => _channels.GetValueOrDefault(channel)?.Have;

    /// <summary>The client asks something.</summary>
    public void Expect(string id, string type, IReadOnlyDictionary<string, long?> after)
    {
        _asks[id] = new(type, after, world.ConfirmedBy(user));
        _unanswered.Add(id);
    }

    public void Take(ReadOnlyMemory<byte> frame, DateTimeOffset at)
    {
        Require(
            EnvelopeReader.TryRead(frame.Span, out var envelope, out _),
            "a frame cannot be read"
        );
        world.Tell?.Invoke(
            $"  {user} hears {System.Text.Encoding.UTF8.GetString(frame.Span[..Math.Min(300, frame.Length)])} {envelope.Sequence}"
        );
        if (envelope.Sequence is not null)
        {
            Hear(envelope, frame, at);
            return;
        }

        if (envelope.Type is "connection_established" or "pong" or "token_expiring")
        {
            return;
        }

        using var document = JsonDocument.Parse(envelope.DataOf(frame));
        var data = document.RootElement;
        switch (envelope.Type)
        {
            case "message_acknowledged" or "message_error":
                world.Answered(user, envelope.Type, data, frame);
                break;
            case "subscription_confirmed":
                Confirm(Answered(envelope.CorrelationId!), envelope.CorrelationId!, data);
                break;
            case "unsubscription_confirmed":
                Answered(envelope.CorrelationId!);
                _asks.Remove(envelope.CorrelationId!);
                foreach (var channel in data.Texts("channels"))
                {
                    _channels.Remove(channel);
                }

                break;
            case "subscription_revoked":
                Revoke(data);
                break;
            case "subscription_extended":
                break;
            case "message_replay":
                Page(envelope.CorrelationId!, envelope.DataOf(frame), data, at);
                break;
            case "error":
                Refused(envelope.CorrelationId, data);
                break;
            default:
                throw new BrokenPromiseException($"an unexpected {envelope.Type}");
        }
    }

    /// <summary>At rest everything subscribed has come.</summary>
    public void CheckRest()
    {
        Require(_asks.Count == 0, $"no answer to {string.Join(' ', _asks.Keys)}");
        foreach (var (channel, hearing) in _channels)
        {
            var head = world.Head(channel);
            if (hearing.Have is { } have)
            {
                Require(have == head, $"lost: {channel} ended at {have} of {head}");
            }
            else if (world.IsOwn(user, channel))
            {
                Require(
                    world.ConfirmedBy(user) >= head,
                    $"lost: {channel} was not begun, {world.ConfirmedBy(user)} of {head} confirmed"
                );
            }

            Require(world.MayHear(user, channel), $"not permitted: {channel} is still heard");
        }
    }

    private Ask Answered(string id)
    {
        _unanswered.Remove(id);
        return _asks[id];
    }

    private void Confirm(Ask ask, string id, JsonElement data)
    {
        var positions = data.GetProperty("positions");
        foreach (var channel in data.Texts("channels"))
        {
            var (after, position) = (ask.After[channel], positions.Number(channel));
            Begin(channel, ask, after, position);
        }

        if (!data.Texts("channels").Any(channel => ask.After[channel] is not null))
        {
            _asks.Remove(id);
        }
    }

    private void Begin(string channel, Ask ask, long? after, long? position)
    {
        if (after is null && _channels.TryGetValue(channel, out var known))
        {
            Require(
                position is null || known.Have is null || known.Have == position,
                $"{channel} stands at {known.Have}, the server says {position}"
            );
            return;
        }

        if (after is not null || world.IsOwn(user, channel))
        {
            // What is read from history begins before what was heard of the others.
            _lastCommit = 0;
        }

        _channels[channel] = new(after, ask.Confirmed);
        if (after is not null || position is not { } begins)
        {
            return;
        }

        // A reconnect whose first page is still to come may have begun it where it stated.
        if (
            _unanswered.Any(id =>
                _asks[id] is { Type: "reconnect" } other && other.After.ContainsKey(channel)
            )
        )
        {
            _channels[channel].Have = begins;
        }
        else
        {
            Start(_channels[channel], channel, begins + 1);
        }
    }

    private void Page(string id, ReadOnlyMemory<byte> raw, JsonElement data, DateTimeOffset at)
    {
        var ask = _asks[id];
        if (_unanswered.Remove(id))
        {
            // A reconnect is answered by its first page.
            foreach (var (channel, after) in ask.After)
            {
                Begin(channel, ask, after, null);
            }
        }

        if (!ask.IsReplaying)
        {
            ask.IsReplaying = true;
            _lastCommit = 0;
        }

        foreach (var message in data.GetProperty("messages").EnumerateArray())
        {
            var frame = System.Text.Encoding.UTF8.GetBytes(message.GetRawText());
            EnvelopeReader.TryRead(frame, out var envelope, out _);
            Hear(envelope, frame, at);
        }

        if (data.GetProperty("hasMore").GetBoolean())
        {
            world.Saw("replay of several pages");
            return;
        }

        foreach (var position in data.GetProperty("positions").EnumerateObject())
        {
            if (_channels.TryGetValue(position.Name, out var hearing))
            {
                hearing.Have ??= world.IsOwn(user, position.Name)
                    ? null
                    : position.Value.GetInt64();
                Require(
                    hearing.Have is null || hearing.Have == position.Value.GetInt64(),
                    $"{position.Name} stands at {hearing.Have}, the replay says {position.Value}"
                );
            }
        }

        // What ended before the first page came is not begun by it.
        foreach (var channel in ask.After.Keys)
        {
            if (!data.GetProperty("positions").TryGetProperty(channel, out _))
            {
                Require(
                    !data.GetProperty("complete").TryGetProperty(channel, out var complete)
                        || !complete.GetBoolean(),
                    $"{channel} is called complete, and has no position"
                );
                _channels.Remove(channel);
            }
        }

        _asks.Remove(id);
    }

    private void Revoke(JsonElement data)
    {
        var channel = data.Text("channel")!;
        if (_channels.Remove(channel, out var hearing))
        {
            world.Saw("revocation");
            Require(
                hearing.Have is null || hearing.Have == data.Number("lastSequence"),
                $"{channel} stands at {hearing.Have}, it was revoked at {data.Number("lastSequence")}"
            );
        }
    }

    private void Refused(string? id, JsonElement data)
    {
        var code = data.Text("code");
        if (code is "RATE_LIMIT_EXCEEDED" or "SERVICE_UNAVAILABLE")
        {
            _unanswered.Remove(id!);
            _asks.Remove(id!);
        }
        else if (
            code == "INSUFFICIENT_PERMISSIONS"
            && id is not null
            && data.Text("channel") is { } channel
        )
        {
            var ask = _asks[id];
            ask.After = ask
                .After.Where(one => one.Key != channel)
                .ToDictionary(one => one.Key, one => one.Value);
        }
        else
        {
            // An ack of a channel that was revoked meanwhile.
            Require(code == "VALIDATION_FAILED", $"an unexpected {data}");
        }
    }

    private void Hear(Envelope envelope, ReadOnlyMemory<byte> frame, DateTimeOffset at)
    {
        var (channel, sequence) = (envelope.Channel!, envelope.Sequence!.Value);
        var stored =
            world.Stored(channel, sequence)
            ?? throw new BrokenPromiseException(
                $"shown before it is durable: {channel} {sequence}"
            );
        Require(frame.Span.SequenceEqual(stored.Frame.Span), $"other bytes: {channel} {sequence}");
        Require(
            _channels.TryGetValue(channel, out var hearing),
            $"wrongly heard: {channel} {sequence}"
        );
        if (hearing!.Have is null)
        {
            Start(hearing, channel, sequence);
        }

        var have = hearing.Have!.Value;
        if (sequence <= have)
        {
            Again(hearing, channel, sequence, at);
            return;
        }

        Require(sequence == have + 1, $"gap: {channel} {sequence} after {have}");
        Require(
            stored.Position > _lastCommit,
            $"reordered: {channel} {sequence} at {stored.Position} after {_lastCommit}"
        );
        _lastCommit = stored.Position;
        hearing.Have = sequence;
        if (world.IsOwn(user, channel))
        {
            hearing.SentAt[sequence] = (at, 0);
        }
    }

    // An owner begins where they have confirmed: between what was when they asked and what is by now.
    private void Start(HeardChannel hearing, string channel, long sequence)
    {
        if (world.IsOwn(user, channel))
        {
            var confirmed = world.ConfirmedBy(user);
            Require(
                sequence - 1 >= hearing.Confirmed,
                $"cursor forgotten: {channel} begins with {sequence}, {hearing.Confirmed} was confirmed"
            );
            world.Saw(sequence <= world.Head(channel) ? "unconfirmed first" : "own channel");
            Require(
                sequence - 1 <= confirmed,
                $"lost: {channel} begins with {sequence}, {confirmed} is confirmed"
            );
        }

        hearing.Have = sequence - 1;
    }

    private void Again(HeardChannel hearing, string channel, long sequence, DateTimeOffset at)
    {
        Require(
            world.IsOwn(user, channel) && HasAcked && hearing.SentAt.ContainsKey(sequence),
            $"doubled: {channel} {sequence}"
        );
        var (sent, times) = hearing.SentAt[sequence];
        Require(times < 3, $"sent again too often: {channel} {sequence}");
        Require(at - sent >= Patience, $"sent again after {at - sent}: {channel} {sequence}");
        Require(
            world.ConfirmedAt(user, sequence) is not { } confirmed || confirmed >= at,
            $"sent again although confirmed: {channel} {sequence}"
        );
        world.Saw("resend");
        hearing.SentAt[sequence] = (at, times + 1);
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new BrokenPromiseException(problem);
        }
    }

    private sealed class HeardChannel(long? have, long confirmed)
    {
        public long? Have { get; set; } = have;

        /// <summary>What the owner had confirmed when they asked.</summary>
        public long Confirmed => confirmed;

        public Dictionary<long, (DateTimeOffset At, int Times)> SentAt { get; } = [];
    }

    private sealed class Ask(string type, IReadOnlyDictionary<string, long?> after, long confirmed)
    {
        public string Type => type;

        public IReadOnlyDictionary<string, long?> After { get; set; } = after;

        public long Confirmed => confirmed;

        public bool IsReplaying { get; set; }
    }
}

/// <summary>A promise of the protocol that was not kept.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
