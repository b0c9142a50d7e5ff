using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using TableTap.Client.Contract;
using TableTap.Testing;

namespace TableTap.Client.Tests.Fake;

/// <summary>A clock that runs while one waits.</summary>
internal static class RunningClock
{
    /// <summary>Lets fake time pass until the task is done.</summary>
    public static async Task<T> While<T>(
        this FakeTimeProvider clock,
        Task<T> task,
        double stepMs = 5
    )
    {
        await Patience.UntilAsync(
            () => task.IsCompleted,
            () => clock.Advance(TimeSpan.FromMilliseconds(stepMs)),
            pauseMs: 1
        );
        return await task;
    }
}

/// <summary>A client, its fake server, its fake clock and what it reported.</summary>
public sealed class Stage : IAsyncDisposable
{
    public const string Channel = "cafe:demo:general";

    public Stage(Func<TableTapClientOptions, TableTapClientOptions>? change = null)
    {
        var options = new TableTapClientOptions
        {
            Url = Server.Url,
            Token = _ => new("token-1"),
            TimeProvider = Clock,
            // The real handshake runs while fake time flies.
            ConnectTimeout = TimeSpan.FromHours(1),
            Random = new Random(7),
            OnEvent = Events.Enqueue,
        };
        Client = new TableTapClient(change?.Invoke(options) ?? options);
    }

    public FakeServer Server { get; } = new();

    public FakeTimeProvider Clock { get; } = new(FakeConnection.Now);

    public ConcurrentQueue<ClientEvent> Events { get; } = new();

    public TableTapClient Client { get; }

    /// <summary>Connects.</summary>
    public async Task<FakeConnection> ConnectAsync()
    {
        var connecting = Client.ConnectAsync();
        var connection = await Server.EstablishAsync();
        await connecting.Soon();
        return connection;
    }

    /// <summary>Connects and subscribes one channel at a position.</summary>
    public async Task<FakeConnection> SubscribeAsync(long position = 0, string channel = Channel)
    {
        var connection = await ConnectAsync();
        var subscribing = Client.SubscribeAsync([channel]);
        await connection.ConfirmSubscribeAsync(new() { [channel] = position });
        await subscribing.Soon();
        return connection;
    }

    /// <summary>The one event of a kind; it may be told a moment after what it is about.</summary>
    public async Task<T> HappenedAsync<T>()
        where T : ClientEvent
    {
        await Patience.UntilAsync(() => Events.OfType<T>().Any());
        return Events.OfType<T>().Single();
    }

    /// <summary>Reads the sequences of the next messages.</summary>
    public async Task<long[]> ReadAsync(int count)
    {
        var sequences = new long[count];
        for (var i = 0; i < count; i++)
        {
            sequences[i] = (await Client.ReadAsync().AsTask().Soon()).Sequence;
        }

        return sequences;
    }

    /// <summary>The next messages are these.</summary>
    public async Task ReadsAsync(params long[] sequences) =>
        Assert.Equal(sequences, await ReadAsync(sequences.Length));

    public async ValueTask DisposeAsync()
    {
        await Clock.While(
            Task.Run(async () =>
            {
                await Client.DisposeAsync();
                return true;
            })
        );
        await Server.DisposeAsync();
    }
}
