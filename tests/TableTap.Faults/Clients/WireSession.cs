using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using TableTap.Faults.History;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Faults.Clients;

/// <summary>One connection of a light client, from its first frame to its end.</summary>
internal sealed class WireSession : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(400);
    private readonly WireClient _client;
    private readonly WireSocket _socket;
    private readonly ClientSetting _setting;
    private readonly CancellationTokenSource _life;
    private readonly CancellationToken _over;
    private readonly OwnMemory _memory;
    private readonly bool _mustBeRefused;
    private long _heardAt;
    private long _pingedAt;

    public WireSession(
        WireClient client,
        WireSocket socket,
        ClientSetting setting,
        bool mustBeRefused,
        CancellationToken stop
    )
    {
        (_client, _socket, _setting, _mustBeRefused) = (client, socket, setting, mustBeRefused);
        _life = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _over = _life.Token;
        _heardAt = _pingedAt = setting.Time.GetTimestamp();
        _memory = new(client.Hearing, setting);
        client.Hearing.Connect(() => setting.WasSlowed(socket.Port));
    }

    /// <summary>Whether it came so far that all that was missed had come.</summary>
    public bool WasComplete { get; private set; }

    /// <summary>Lives until the connection ends, or is given up.</summary>
    public async Task RunAsync()
    {
        var beating = BeatAsync();
        try
        {
            while (await _socket.ReceiveAsync(_over) is { } frame)
            {
                Volatile.Write(ref _heardAt, _setting.Time.GetTimestamp());
                if (!EnvelopeReader.TryRead(frame.Span, out var envelope, out var problem))
                {
                    // Over a torn line no half frame may look like a whole one.
                    _setting.Findings.Add(Wrong.Lost, $"a broken frame: {problem.Message}");
                    continue;
                }

                await TakeAsync(envelope, frame);
            }
        }
        finally
        {
            await _life.CancelAsync();
            _socket.Abort();
            await beating;
        }
    }

    /// <summary>Sends a command, unless the connection is gone: then it goes on the next.</summary>
    public Task TrySendAsync(SentCommand command)
    {
        _client.Commands.Sent(command, _setting.CommandPatience);
        return TrySendAsync(command.Frame);
    }

    /// <summary>Sends a frame, unless the connection is gone.</summary>
    public async Task TrySendAsync(byte[] frame)
    {
        try
        {
            await _socket.SendAsync(frame, _over);
        }
        catch (Exception gone)
            when (gone
                    is WebSocketException
                        or OperationCanceledException
                        or ObjectDisposedException
                        or IOException
            )
        {
            // The reading ends too, and the client comes back.
        }
    }

    public void Abort() => _socket.Abort();

    public void Dispose() => _life.Dispose();

    private async ValueTask TakeAsync(Envelope envelope, ReadOnlyMemory<byte> frame)
    {
        var data = envelope.DataOf(frame);
        if (envelope is { Channel: { } channel, Sequence: { } sequence })
        {
            _client.Take(
                channel,
                sequence,
                envelope.MessageId ?? "",
                envelope.AckRequired,
                envelope.Type,
                data
            );
            return;
        }

        switch (envelope.Type)
        {
            case "connection_established":
                if (_mustBeRefused)
                {
                    _setting.Findings.Add(
                        Wrong.WronglyPermitted,
                        $"{_client.Participant.Id} is revoked and was let in"
                    );
                }

                await TrySendAsync(_client.Opening());
                break;
            case "subscription_confirmed":
                Confirm(envelope, data.Span);
                break;
            case "message_replay":
                Replay(data);
                break;
            case "message_acknowledged":
                _client.Commands.Acknowledge(frame.Span, data.Span);
                break;
            case "message_error":
                _client.Commands.Refuse(frame.Span, data.Span);
                break;
            case "pong":
                _memory.Pong();
                break;
            case "subscription_revoked":
                _client.Hearing.End(
                    JsonSerializer
                        .Deserialize(data.Span, ProtocolJson.Default.SubscriptionRevoked)!
                        .Channel
                );
                break;
            case "reconnect_advised":
                _life.CancelAfter(
                    JsonSerializer
                        .Deserialize(data.Span, ProtocolJson.Default.ReconnectAdvised)!
                        .DelayMs
                );
                break;
            case "error":
                Refused(JsonSerializer.Deserialize(data.Span, ProtocolJson.Default.Error)!);
                break;
            default:
                break;
        }
    }

    private void Confirm(Envelope envelope, ReadOnlySpan<byte> data)
    {
        var confirmed = JsonSerializer.Deserialize(
            data,
            ProtocolJson.Default.SubscriptionConfirmed
        )!;
        _client.Confirmed(confirmed);
        if (envelope.CorrelationId != "opening")
        {
            return;
        }

        foreach (var failed in confirmed.Failed)
        {
            if (_client.Participant.MayMiss(failed.Channel))
            {
                _client.Hearing.End(failed.Channel);
                continue;
            }

            _setting.Findings.Add(
                Wrong.Lost,
                $"{_client.Participant.Id} was refused {failed.Channel}: {failed.Reason}"
            );
        }

        Complete();
    }

    private void Replay(ReadOnlyMemory<byte> data)
    {
        var page = JsonSerializer.Deserialize(data.Span, ProtocolJson.Default.MessageReplay)!;
        foreach (var message in page.Messages)
        {
            _client.Take(
                message.GetProperty("channel"u8).GetString()!,
                message.GetProperty("sequence"u8).GetInt64(),
                message.GetProperty("messageId"u8).GetString()!,
                message.TryGetProperty("ackRequired"u8, out var flag) && flag.GetBoolean(),
                message.GetProperty("type"u8).GetString()!,
                JsonMarshal.GetRawUtf8Value(message.GetProperty("data"u8)).ToArray()
            );
        }

        if (!page.HasMore)
        {
            Complete();
        }
    }

    private void Complete()
    {
        WasComplete = true;
        _client.Complete(complete: true);
        _client.Commands.Hurry();
    }

    private void Refused(Error error)
    {
        switch (error.Code)
        {
            case ErrorCode.HistoryUnavailable when _client.Participant.MayMiss(error.Channel!):
                // The position lies before the break that is covered now.
                _client.Hearing.End(error.Channel!);
                break;
            case ErrorCode.HistoryUnavailable:
                _setting.Findings.Add(
                    Wrong.Lost,
                    $"{_client.Participant.Id}: the history of {error.Channel} is gone ({error.Message})"
                );
                _client.Hearing.End(error.Channel!);
                break;
            case ErrorCode.InsufficientPermissions when error.Channel is { } channel:
                if (_client.Participant.MayHear(channel) && !_client.Participant.MayMiss(channel))
                {
                    _setting.Findings.Add(
                        Wrong.Lost,
                        $"{_client.Participant.Id} was refused {channel} on coming back"
                    );
                }

                _client.Hearing.End(channel);
                break;
            case ErrorCode.AuthenticationFailed when _client.Participant.RevokedAt is not null:
                _client.ShutOut();
                break;
            default:
                _setting.Note(error);
                break;
        }
    }

    private async Task BeatAsync()
    {
        var time = _setting.Time;
        try
        {
            while (true)
            {
                await Task.Delay(Beat, time, _over);
                foreach (var (channel, sequence) in _client.TakeAcks())
                {
                    _client.Hearing.Confirm(channel, sequence);
                    await TrySendAsync(
                        FrameWriter.Request(
                            "ack",
                            new Ack(Channel: channel, Sequence: sequence),
                            time.GetUtcNow()
                        )
                    );
                }

                if (_client.IsComplete)
                {
                    foreach (var command in _client.Commands.Due.ToArray())
                    {
                        await TrySendAsync(command);
                    }
                }

                if (time.GetElapsedTime(_pingedAt) >= _setting.Heartbeat)
                {
                    _pingedAt = time.GetTimestamp();
                    _memory.Ping();
                    await TrySendAsync(FrameWriter.Ping(time.GetUtcNow()));
                }

                if (
                    time.GetElapsedTime(Volatile.Read(ref _heardAt)) > _setting.Silence
                    || _client.MustForget(_memory.Quiet)
                )
                {
                    await _life.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The connection is over.
        }
    }
}
