using System.Collections.Concurrent;
using TableTap.Client;
using TableTap.Client.Contract;
using TableTap.Faults.Cafes;
using TableTap.Faults.History;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Faults.Clients;

/// <summary>A guest with the .NET SDK: what it gives the application must be every message once, in order.</summary>
internal sealed class SdkGuest : IAsyncDisposable
{
    private readonly ConcurrentQueue<SentCommand> _commands = new();
    private readonly TableTapClient _client;
    private readonly Random _random;
    private readonly CafeDesk _desk;
    private Task _reading = Task.CompletedTask;

    public SdkGuest(ClientSetting setting, Participant person, int seed, CafeDesk desk)
    {
        (_random, _desk, Participant) = (new(seed), desk, person);
        Hearing = new(person, setting.Findings, setting.Sightings, setting.Time);
        _client = new(
            new()
            {
                Url = new($"ws://{setting.Door}/v1"),
                Token = _ => new(person.Token),
                FirstBackoff = TimeSpan.FromMilliseconds(100),
                MaxBackoff = TimeSpan.FromSeconds(1),
                ConnectTimeout = setting.DialPatience,
                HeartbeatInterval = setting.Heartbeat,
                CommandTimeout = setting.CommandPatience,
                CommandDeadline = TimeSpan.FromMinutes(10),
                OnEvent = happened => Follow(setting, happened),
                Random = new(seed),
            }
        );
    }

    public Participant Participant { get; }

    public Hearing Hearing { get; }

    public IReadOnlyCollection<SentCommand> Commands => [.. _commands];

    public bool IsConnected => _client.IsConnected;

    /// <summary>Connects and subscribes; reads from then on.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        await _client.ConnectAsync(stop);
        var confirmed = await _client.SubscribeAsync(Participant.Channels, stop);
        foreach (var (channel, after) in confirmed.Positions)
        {
            Hearing.Begin(channel, after);
        }

        _reading = ReadAsync();
    }

    /// <summary>Orders until the café closes.</summary>
    public async Task VisitAsync(TimeSpan between, CancellationToken closing)
    {
        try
        {
            // Everybody comes at another time; from then on again and again.
            var pause = between * _random.NextDouble();
            while (true)
            {
                await Task.Delay(pause, closing);
                pause = between * (0.2 + (1.6 * _random.NextDouble()));
                var number = _commands.Count + 1;
                var command = new SentCommand(
                    Participant.Id,
                    $"{Participant.Id}_{number:D6}",
                    "order_create",
                    []
                );
                _commands.Enqueue(command);
                // The café may close meanwhile: the answer is still waited for.
                command.Take(
                    await _client.SendAsync(
                        "order_create",
                        new OrderCreate(
                            CafePeople.CafeId,
                            [new("espresso", 1)],
                            OrderType.DineIn,
                            TableNumber: "1"
                        ),
                        command.MessageId,
                        CancellationToken.None
                    )
                );
                if (command.OrderId is { } orderId)
                {
                    await _desk.PayAsync(Participant, orderId, isDeclinedFirst: false, closing);
                }
            }
        }
        catch (Exception closed)
            when (closed
                    is OperationCanceledException
                        or TimeoutException
                        or TableTapException
                        or ObjectDisposedException
            )
        {
            // The café closes, or the answer never came: the check says so.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _reading;
    }

    private void Follow(ClientSetting setting, ClientEvent happened)
    {
        switch (happened)
        {
            case Connected:
                setting.Connected();
                Hearing.Connect();
                break;
            case HistoryLost lost:
                setting.Findings.Add(
                    Wrong.Lost,
                    $"{Participant.Id} (SDK): the history of {lost.Channel} is gone"
                );
                break;
            case SequencesWithheld withheld:
                setting.Findings.Add(
                    Wrong.Lost,
                    $"{Participant.Id} (SDK): {withheld.Channel} {withheld.After} to {withheld.Before} left out"
                );
                break;
            case FellBehind { IsByHeads: true }:
                // Nothing later was told: it was late, and the SDK fetched it.
                setting.WasLate();
                break;
            case FellBehind behind:
                // The SDK mends it, but the server must not have left it out.
                setting.Findings.Add(
                    Wrong.Lost,
                    $"{Participant.Id} (SDK): a hole after {behind.Channel}#{behind.After}"
                );
                break;
            default:
                break;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var message in _client.ReadAllAsync())
            {
                if (!message.Redelivered)
                {
                    Hearing.Take(
                        message.Channel,
                        message.Sequence,
                        message.MessageId,
                        message.AckRequired,
                        message.Type
                    );
                    if (message.Type == "order_ready")
                    {
                        var ready = message.As<OrderReady>();
                        _desk.Collect(ready.OrderId, ready.PickupCode);
                    }
                }
            }
        }
        catch (TableTapException)
        {
            // It was sent away for good; what it lacks is counted.
        }
    }
}
