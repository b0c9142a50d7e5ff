using TableTap.Realtime.Authentication;

namespace TableTap.Realtime.Tests.Schedules;

/// <summary>A client of a schedule: it does what the script says and keeps what it heard from one connection to the next.</summary>
/// <param name="world">Where it lives.</param>
/// <param name="identity">Whose it is.</param>
/// <param name="channels">What it may want to hear.</param>
internal sealed class SimDevice(SimWorld world, Identity identity, string[] channels)
{
    private readonly Dictionary<string, long?> _had = [];
    private SimLine? _line;
    private int _asks;

    public Ear? Ear { get; private set; }

    public Identity Identity => identity;

    public bool IsConnected => _line is { IsDown: false };

    public void Connect()
    {
        var ear = Ear = new(world, identity.UserId);
        SimLine? line = null;
        line = _line = new(
            world.Scheduler,
            world.Time,
            world.Settings.Window,
            new(world.Defect),
            (frame, at) => world.Guard(() => ear.Take(frame, at)),
            (code, reason) => world.Guard(() => Closed(line!, code, reason))
        );
        world.Serve(line, identity);
    }

    /// <summary>Asks for everything missed, where something was heard before.</summary>
    public void Resume()
    {
        if (_had.Count > 0)
        {
            var positions = _had.Where(one => one.Value is not null)
                .Select(one => $"\"{one.Key}\":{one.Value}");
            Ask(
                "reconnect",
                new Dictionary<string, long?>(_had),
                $"\"channels\":[{List(_had.Keys)}],\"positions\":{{{string.Join(',', positions)}}}"
            );
        }
    }

    public void Drop()
    {
        Remember();
        _line?.Drop();
        _line = null;
        Ear = null;
    }

    public void Stall() => _line?.Stall();

    public void TakeAll() => _line?.Resume();

    public void Subscribe(bool fromWhereItWas)
    {
        var channel = Any(channels);
        long? after = fromWhereItWas
            ? Ear!.HaveOf(channel) ?? _had.GetValueOrDefault(channel)
            : null;
        Ask(
            "subscribe",
            new Dictionary<string, long?> { [channel] = after },
            after is null
                ? $"\"channels\":[\"{channel}\"]"
                : $"\"channels\":[{{\"channel\":\"{channel}\",\"afterSequence\":{after}}}]"
        );
    }

    public void Unsubscribe() =>
        Ask("unsubscribe", new Dictionary<string, long?>(), $"\"channels\":[\"{Any(channels)}\"]");

    /// <summary>Confirms what it heard of one of its channels, or a part of it.</summary>
    public void Acknowledge()
    {
        var channel = Any(channels);
        if (Ear!.HaveOf(channel) is > 0 and var have)
        {
            world.Saw("ack");
            var sequence = world.Random.Next(4) == 0 ? 1 + world.Random.NextInt64(have) : have;
            Ear.HasAcked = true;
            _line!.Send(
                $$$"""{"type":"ack","data":{"channel":"{{{channel}}}","sequence":{{{sequence}}}}}"""
            );
        }
    }

    public void Command(int number) =>
        _line!.Send(
            $$$"""{"type":"order_rate","messageId":"c{{{number}}}","data":{"orderId":"o1","stars":5}}"""
        );

    private static string List(IEnumerable<string> names) =>
        string.Join(',', names.Select(name => $"\"{name}\""));

    private string Any(string[] names) => names[world.Random.Next(names.Length)];

    private void Ask(string type, IReadOnlyDictionary<string, long?> after, string data)
    {
        var id = $"r{_asks++}";
        Ear!.Expect(id, type, after);
        world.Tell?.Invoke($"  {identity.UserId} asks {type} {id} {data}");
        _line!.Send(
            "{\"type\":\"" + type + "\",\"messageId\":\"" + id + "\",\"data\":{" + data + "}}"
        );
    }

    private void Closed(SimLine line, int code, string reason)
    {
        if (reason == "no byte was accepted" && line.LongestWait < TimeSpan.FromSeconds(60))
        {
            throw new BrokenPromiseException($"cut off after {line.LongestWait}");
        }

        world.Saw(reason == "no byte was accepted" ? "stall of a minute" : "close");
        if (code is not (4408 or 1000))
        {
            throw new BrokenPromiseException($"closed with {code} {reason}");
        }

        if (line == _line)
        {
            Remember();
            _line = null;
            Ear = null;
        }
    }

    private void Remember()
    {
        if (Ear is null)
        {
            return;
        }

        _had.Clear();
        foreach (var channel in Ear.Channels)
        {
            _had[channel] = Ear.HaveOf(channel);
        }
    }
}
