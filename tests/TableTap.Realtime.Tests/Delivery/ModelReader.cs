using System.Text.Json;
using TableTap.Realtime.Tests.Doubles;

namespace TableTap.Realtime.Tests.Delivery;

/// <summary>
/// A client as the model knows it: it believes nothing but what it was told, and complains of each gap, each duplicate and
/// each step back in commit order.
/// </summary>
internal sealed class ModelReader(string user, IReadOnlyDictionary<string, long> commits)
{
    private readonly Dictionary<string, Request> _requests = [];
    private readonly Dictionary<string, long> _have = [];
    private TestClient? _client;
    private long _lastCommit;
    private int _ids;

    public bool IsConnected => _client is not null;

    public IReadOnlyDictionary<string, long> Have => _have;

    public async Task ConnectAsync(TestHub hub, int window)
    {
        _client = await hub.AdminAsync(user, window);
        _requests.Clear();
        _lastCommit = 0;
        if (_have.Count > 0)
        {
            var request = Remember(_have.ToDictionary(one => one.Key, one => (long?)one.Value));
            await SendAsync(
                "reconnect",
                request,
                $$"""
                "channels":{{List(_have.Keys)}},"positions":{{{string.Join(
                    ',',
                    _have.Select(one => $"\"{one.Key}\":{one.Value}")
                )}}}
                """
            );
        }
    }

    public async Task DisconnectAsync(bool rudely)
    {
        var client = _client!;
        _client = null;
        if (rudely)
        {
            client.Stream.Dispose();
        }
        else
        {
            await client.LeaveAsync();
        }

        await client.Served;
    }

    public async Task SubscribeAsync(string channel, bool fromWhereItWas)
    {
        long? after = fromWhereItWas && _have.TryGetValue(channel, out var have) ? have : null;
        var request = Remember(new() { [channel] = after });
        await SendAsync(
            "subscribe",
            request,
            after is null
                ? $"\"channels\":[\"{channel}\"]"
                : $"\"channels\":[{{\"channel\":\"{channel}\",\"afterSequence\":{after}}}]"
        );
    }

    public Task UnsubscribeAsync(string channel) =>
        SendAsync("unsubscribe", Remember([]), $"\"channels\":[\"{channel}\"]");

    /// <summary>Reads what comes, at most so many frames; a ping bounds it where less comes.</summary>
    public async Task ReadAsync(int frames)
    {
        await _client!.SendAsync("""{"type":"ping"}""");
        for (var i = 0; i < frames; i++)
        {
            if (await StepAsync() == "pong")
            {
                return;
            }
        }
    }

    /// <summary>Reads until all that is subscribed has come.</summary>
    public async Task CatchUpAsync(Func<string, long> head)
    {
        while (_requests.Count > 0 || _have.Any(one => one.Value < head(one.Key)))
        {
            await StepAsync();
        }
    }

    private static string List(IEnumerable<string> channels) =>
        "[" + string.Join(',', channels.Select(channel => $"\"{channel}\"")) + "]";

    private string Remember(Dictionary<string, long?> asked)
    {
        var id = $"r{_ids++}";
        _requests[id] = new(asked);
        return id;
    }

    private Task SendAsync(string type, string id, string data) =>
        _client!.SendAsync(
            "{\"type\":\"" + type + "\",\"messageId\":\"" + id + "\",\"data\":{" + data + "}}"
        );

    private async Task<string> StepAsync()
    {
        var frame =
            await _client!.TryReceiveAsync()
            ?? throw new InvalidOperationException($"closed with {_client.CloseCode}");
        var id = frame.Text("correlationId") ?? "";
        switch (frame.Text("type"))
        {
            case "pong":
                break;
            case "subscription_confirmed":
                Confirm(_requests[id], frame.GetProperty("data"));
                if (!_requests[id].Asked.Values.Any(after => after is not null))
                {
                    _requests.Remove(id);
                }

                break;
            case "unsubscription_confirmed":
                foreach (var channel in frame.GetProperty("data").Texts("channels"))
                {
                    _have.Remove(channel);
                }

                _requests.Remove(id);
                break;
            case "message_replay":
                Page(id, frame.GetProperty("data"));
                break;
            case "error":
                // A second replay while one runs: nothing has changed.
                Assert.Equal("RATE_LIMIT_EXCEEDED", frame.GetProperty("data").Text("code"));
                _requests.Remove(id);
                break;
            default:
                Hear(frame);
                break;
        }

        return frame.Text("type")!;
    }

    private void Confirm(Request request, JsonElement data)
    {
        Assert.Equal(0, data.GetProperty("failed").GetArrayLength());
        foreach (var (channel, after) in request.Asked)
        {
            var position = data.GetProperty("positions").Number(channel);
            if (after is null && _have.TryGetValue(channel, out var have))
            {
                Assert.Equal(have, position);
            }

            _have[channel] = after ?? position;
            _lastCommit = after is null ? _lastCommit : 0;
        }
    }

    private void Page(string id, JsonElement page)
    {
        var request = _requests[id];
        if (!request.IsReplaying)
        {
            // A replay goes back to where it was asked from.
            request.IsReplaying = true;
            _lastCommit = 0;
        }

        foreach (var message in page.GetProperty("messages").EnumerateArray())
        {
            Hear(message);
        }

        if (page.GetProperty("hasMore").GetBoolean())
        {
            return;
        }

        foreach (var position in page.GetProperty("positions").EnumerateObject())
        {
            Assert.Equal(_have[position.Name], position.Value.GetInt64());
        }

        Assert.All(
            page.GetProperty("complete").EnumerateObject(),
            one => Assert.Equal(_have.ContainsKey(one.Name), one.Value.GetBoolean())
        );
        _requests.Remove(id);
    }

    private void Hear(JsonElement message)
    {
        var (channel, sequence) = (message.Text("channel")!, message.Number("sequence"));
        Assert.True(_have.ContainsKey(channel), $"{channel} is not subscribed");
        Assert.Equal(_have[channel] + 1, sequence);
        _have[channel] = sequence;
        var commit = commits[message.Text("messageId")!];
        Assert.True(commit > _lastCommit, "heard out of commit order");
        _lastCommit = commit;
    }

    private sealed record Request(Dictionary<string, long?> Asked)
    {
        public bool IsReplaying { get; set; }
    }
}
