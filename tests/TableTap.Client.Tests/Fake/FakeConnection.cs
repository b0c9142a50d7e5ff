using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Client.Tests.Fake;

/// <summary>One socket of the fake server.</summary>
public sealed class FakeConnection
{
    private readonly TcpClient _tcp;
    private readonly WebSocket _socket;
    private readonly Channel<Frame> _frames = Channel.CreateUnbounded<Frame>();

    public FakeConnection(TcpClient tcp, WebSocket socket, string authorization)
    {
        (_tcp, _socket, Authorization) = (tcp, socket, authorization);
        Reading = ReadAllAsync();
    }

    public string Authorization { get; }

    /// <summary>Completes when the client is gone.</summary>
    public Task Reading { get; }

    /// <summary>The close code the client sent.</summary>
    public WebSocketCloseStatus? ClientClosed { get; private set; }

    public static readonly DateTimeOffset Now = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    public Task EstablishAsync(string epoch = "e1", int replaysPerMinute = 10) =>
        SendAsync(
            FrameWriter.Notice(
                new ConnectionEstablished(
                    "conn_1",
                    "guest_1",
                    Role.Customer,
                    "demo",
                    ["order_updates"],
                    Now,
                    30,
                    Now.AddMinutes(30),
                    "1.0",
                    epoch,
                    new ConnectionLimits(100, 1000, 65536, replaysPerMinute)
                ),
                Now
            )
        );

    public Task SendAsync(byte[] frame) =>
        _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, default);

    public Task SendAsync(string frame) => SendAsync(Encoding.UTF8.GetBytes(frame));

    public Task NoticeAsync<T>(T data, string? correlationId = null)
        where T : class => SendAsync(FrameWriter.Notice(data, Now, correlationId));

    public Task MessageAsync(string channel, long sequence, bool ackRequired = false) =>
        SendAsync(Message(channel, sequence, ackRequired));

    /// <summary>A channel message as stored.</summary>
    public static string Message(string channel, long sequence, bool ackRequired = false) =>
        $$"""{"type":"announcement","channel":"{{channel}}","messageId":"msg_{{sequence}}","timestamp":"2024-01-15T10:30:00.000Z","version":"1.0",{{(
            ackRequired ? "\"ackRequired\":true," : ""
        )}}"data":{"announcementId":"a{{sequence}}","message":"n"},"sequence":{{sequence}}}""";

    /// <summary>Answers a <c>subscribe</c> that came.</summary>
    public async Task<Frame> ConfirmSubscribeAsync(
        Dictionary<string, long> positions,
        string epoch = "e1"
    )
    {
        var subscribe = await ExpectAsync("subscribe");
        await NoticeAsync(
            new SubscriptionConfirmed([.. positions.Keys], [], positions, epoch),
            subscribe.Id
        );
        return subscribe;
    }

    /// <summary>Sends a replay page.</summary>
    public Task ReplayAsync(
        string? correlationId,
        IEnumerable<string> messages,
        Dictionary<string, long>? positions = null
    ) =>
        SendAsync(
            FrameWriter.Replay(
                new(
                    [
                        .. messages.Select(text =>
                            (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text)
                        ),
                    ],
                    null,
                    null,
                    HasMore: positions is null,
                    positions,
                    positions?.ToDictionary(pair => pair.Key, _ => true)
                ),
                Now,
                correlationId
            )
        );

    /// <summary>The next frame of a type; others on the way are passed over.</summary>
    public async Task<Frame> ExpectAsync(string type)
    {
        while (true)
        {
            var frame = await _frames.Reader.ReadAsync().AsTask().Soon();
            if (frame.Type == type)
            {
                return frame;
            }
        }
    }

    /// <summary>What has arrived of a type until now, taken.</summary>
    public IReadOnlyList<Frame> Arrived(string type)
    {
        var arrived = new List<Frame>();
        while (_frames.Reader.TryRead(out var frame))
        {
            if (frame.Type == type)
            {
                arrived.Add(frame);
            }
        }

        return arrived;
    }

    public Task CloseAsync(int code, string? reason = null) =>
        _socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, default);

    /// <summary>Resets the connection, as a killed server does.</summary>
    public void Drop()
    {
        _tcp.Client?.LingerState = new LingerOption(true, 0);
        _tcp.Dispose();
    }

    private async Task ReadAllAsync()
    {
        var buffer = new byte[256 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(length), default);
                    length += part.Count;
                } while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close)
                {
                    ClientClosed = _socket.CloseStatus;
                    break;
                }

                await _frames.Writer.WriteAsync(new Frame(buffer.AsSpan(0, length).ToArray()));
            }
        }
        catch (Exception)
        {
            // Dropped, by either side.
        }

        // The side that accepted closes the connection itself (RFC 6455, section 7.1.1).
        _tcp.Dispose();
        _frames.Writer.TryComplete();
    }
}

/// <summary>A frame of the client.</summary>
public sealed class Frame(byte[] bytes)
{
    public string Text { get; } = Encoding.UTF8.GetString(bytes);

    public JsonElement Json { get; } = JsonDocument.Parse(bytes).RootElement;

    public string Type => Json.GetProperty("type").GetString()!;

    public string? Id => Json.TryGetProperty("messageId", out var id) ? id.GetString() : null;

    public JsonElement Data => Json.GetProperty("data");

    public long Position(string channel) =>
        Data.GetProperty("positions").GetProperty(channel).GetInt64();
}
