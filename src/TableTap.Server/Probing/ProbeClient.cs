using System.Net.WebSockets;
using System.Text.Json;
using TableTap.Client;
using TableTap.Client.Contract;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;

namespace TableTap.Server.Probing;

/// <summary>
/// A client of the server's own, as every guest has one: over a real socket, with TLS where the address has it. It hears the channel of probes
/// and looks at each number on it. One message is waited for at a time.
/// </summary>
internal sealed class ProbeClient : IAsyncDisposable
{
    private readonly TableTapClient _client;
    private readonly ProbeUser _user;
    private readonly TimeProvider _time;
    private readonly Action<ProbeFailure> _wrong;
    private readonly Task _reading;
    private ProbeSequence _sequence = new();
    private int _connection;
    private volatile bool _subscribed;
    private volatile Awaited? _awaited;

    /// <summary>Makes the client; it connects when it is first asked to.</summary>
    /// <param name="url">The address of the server's sockets.</param>
    /// <param name="user">Who it is.</param>
    /// <param name="time">The clock of its waits.</param>
    /// <param name="wrong">Told of each number that is not the next one; called while a frame is read.</param>
    public ProbeClient(Uri url, ProbeUser user, TimeProvider time, Action<ProbeFailure> wrong)
    {
        (_user, _time, _wrong) = (user, time, wrong);
        _client = new(
            new()
            {
                Url = url,
                Token = _ => new(user.Token),
                TimeProvider = time,
                ConfigureSocket = Configure,
                // Once the server is well again the next probe is to say so.
                MaxBackoff = TimeSpan.FromSeconds(1),
                FrameTap = See,
                OnEvent = Hear,
            }
        );
        _reading = ReadAsync();
    }

    /// <summary>Whether the server sent it away for good, so that another one is needed.</summary>
    public bool IsOver => _reading.IsCompleted;

    /// <summary>Waits until it is connected and hears the channel.</summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="TableTapException">The server will not have it.</exception>
    public async Task BeReadyAsync(CancellationToken cancellationToken)
    {
        await _client.ConnectAsync(cancellationToken);
        if (_subscribed)
        {
            // It subscribes again by itself, whenever it comes back.
            return;
        }

        var confirmed = await _client.SubscribeAsync([_user.Channel.Text], cancellationToken);
        if (confirmed.Failed is [var refused, ..])
        {
            throw new TableTapException($"the channel of probes is refused: {refused.Reason}");
        }

        _subscribed = true;
    }

    /// <summary>Waits for a message that is not sent yet.</summary>
    /// <param name="messageId">The id of the message.</param>
    /// <returns>When it came, as a timestamp of the clock.</returns>
    public Task<long> Await(string messageId) => (_awaited = new(messageId)).Received.Task;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _reading;
    }

    // It speaks to this process alone, by an address for which no certificate is made; what its token opens is worth nothing to others.
    private static void Configure(ClientWebSocketOptions socket)
    {
        socket.Proxy = null;
#pragma warning disable CA5359 // No certificate is made for this machine's own name.
        socket.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var message in _client.ReadAllAsync())
            {
                if (_awaited is { } awaited && awaited.MessageId == message.MessageId)
                {
                    awaited.Received.TrySetResult(_time.GetTimestamp());
                }
            }
        }
        catch (TableTapException)
        {
            // Sent away for good; who waits to be ready is told why.
        }
    }

    private void Hear(ClientEvent happened)
    {
        if (happened is SequencesWithheld)
        {
            _wrong(ProbeFailure.Lost);
        }
        else if (happened is SubscriptionEnded)
        {
            _subscribed = false;
        }
    }

    private void See(FrameDirection direction, int connection, ReadOnlySpan<byte> frame)
    {
        if (
            direction != FrameDirection.Received
            || !EnvelopeReader.TryRead(frame, out var envelope, out _)
        )
        {
            return;
        }

        if (connection != _connection)
        {
            (_connection, _sequence) = (connection, new());
        }

        if (envelope is { Sequence: { } sequence } && envelope.Channel == _user.Channel.Text)
        {
            if (_sequence.Take(sequence) is { } wrong)
            {
                _wrong(wrong);
            }
        }
        else if (
            envelope.Type == "message_replay"
            && JsonSerializer.Deserialize(
                envelope.DataOf(frame),
                ProtocolJson.Default.MessageReplay
            )
                is { Messages: [.., var last] }
        )
        {
            _sequence.GoOnAfter(last.GetProperty("sequence").GetInt64());
        }
    }

    private sealed record Awaited(string MessageId)
    {
        public TaskCompletionSource<long> Received { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
