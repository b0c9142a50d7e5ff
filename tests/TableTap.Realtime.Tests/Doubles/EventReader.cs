using System.Net.ServerSentEvents;
using System.Text.Json;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Subscriptions;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Doubles;

/// <summary>A client that listens to a stream of events, as a browser does: it keeps the last id, and the data of events.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly Duplex _client;
    private readonly SseParser<string> _parser;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventReader(TestHub hub, Handshake handshake, EventsRequest request, int window)
    {
        (var server, _client) = Duplex.Pair(window);
        _parser = SseParser.Create(_client);
        _events = _parser.EnumerateAsync().GetAsyncEnumerator();
        Served = ServeAsync(hub, server, handshake, request);
    }

    /// <summary>Why the client was not let in; null once the stream is over.</summary>
    public Task<Error?> Served { get; }

    public string LastEventId => _parser.LastEventId;

    public bool IsAborted { get; private set; }

    public static EventReader Open(
        TestHub hub,
        Identity identity,
        string channels,
        string? lastEventId = null,
        int window = 1 << 20
    ) =>
        new(
            hub,
            new(hub.Token(identity), null, "10.0.0.1"),
            new(channels.Split(','), string.IsNullOrEmpty(lastEventId) ? null : lastEventId),
            window
        );

    /// <summary>The next event; null where the stream is over.</summary>
    public async Task<SseItem<string>?> NextAsync() =>
        await _events.MoveNextAsync().AsTask().Soon() ? _events.Current : null;

    /// <summary>The frame of the next event, which must be of the type.</summary>
    public async Task<JsonElement> ReceiveAsync(string type)
    {
        var item = await NextAsync();
        Assert.NotNull(item);
        var frame = JsonDocument.Parse(item.Value.Data).RootElement;
        Assert.True(type == frame.Text("type"), $"expected {type}, got {item.Value.Data}");
        return frame;
    }

    /// <summary>Reads what every stream begins with.</summary>
    public async Task<JsonElement> BeginAsync()
    {
        await ReceiveAsync("connection_established");
        return (await ReceiveAsync("subscription_confirmed")).GetProperty("data");
    }

    /// <summary>The code with which the server ended the stream.</summary>
    public async Task<long> ClosedAsync()
    {
        var item = await NextAsync();
        Assert.Equal("close", item?.EventType);
        Assert.Null(await NextAsync());
        return JsonDocument.Parse(item!.Value.Data).RootElement.Number("code");
    }

    /// <summary>Goes without a word.</summary>
    public async Task LeaveAsync()
    {
        await _gone.CancelAsync();
        _client.Dispose();
        await Served.Soon();
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        _gone.Dispose();
    }

    private async Task<Error?> ServeAsync(
        TestHub hub,
        Duplex server,
        Handshake handshake,
        EventsRequest request
    )
    {
        await using (server)
        {
            return await hub.Hub.ServeEventsAsync(
                server,
                handshake,
                request,
                () =>
                {
                    IsAborted = true;
                    server.Dispose();
                },
                _gone.Token
            );
        }
    }
}
