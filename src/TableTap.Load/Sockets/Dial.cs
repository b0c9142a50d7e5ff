using TableTap.Load.Measuring;
using TableTap.Load.Reporting;
using TableTap.Load.Target;
using TableTap.Terms;

namespace TableTap.Load.Sockets;

/// <summary>Opens sockets at a rate, however long each takes. Thread-safe.</summary>
/// <param name="target">The server.</param>
/// <param name="counts">Counts those that were refused.</param>
internal sealed class Dial(LoadTarget target, OperationCounts counts) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpMessageInvoker _connections = new(
        new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = Patience,
        }
    );

    /// <summary>How long each socket took from the moment when it was due until it was ready.</summary>
    public LatencyHistogram Latency { get; } = new(target.Time);

    /// <summary>Opens sockets; those that are refused are counted and missing.</summary>
    /// <param name="count">How many.</param>
    /// <param name="rate">How many a second.</param>
    /// <param name="open">Opens one, by its number.</param>
    /// <param name="stop">Opens no more.</param>
    public async Task<IReadOnlyList<LoadSocket>> AllAsync(
        int count,
        double rate,
        Func<int, Task<LoadSocket>> open,
        CancellationToken stop
    )
    {
        var opening = new List<Task<LoadSocket?>>(count);
        await new OpenLoop(target.Time, rate).RunAsync(
            TimeSpan.FromSeconds(count / rate),
            due =>
            {
                if (opening.Count < count)
                {
                    opening.Add(OneAsync(opening.Count, due, open));
                }
            },
            stop
        );
        var sockets = await Task.WhenAll(opening);
        return [.. sockets.OfType<LoadSocket>()];
    }

    /// <summary>Connects one client to the server.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <param name="role">The role of the user.</param>
    public async Task<LoadSocket> OpenAsync(string userId, Role role)
    {
        using var patience = new CancellationTokenSource(Patience, target.Time);
        return await LoadSocket.OpenAsync(target, _connections, userId, role, patience.Token);
    }

    /// <summary>Connects one client and subscribes channels.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <param name="role">The role of the user.</param>
    /// <param name="channels">The names of the channels.</param>
    /// <param name="handler">Takes every frame from then on.</param>
    public async Task<LoadSocket> OpenAsync(
        string userId,
        Role role,
        IReadOnlyList<string> channels,
        FrameHandler handler
    )
    {
        var socket = await OpenAsync(userId, role);
        try
        {
            using var patience = new CancellationTokenSource(Patience, target.Time);
            await socket.SubscribeAsync(channels, handler, patience.Token);
            socket.Listen(handler);
            return socket;
        }
        catch
        {
            await socket.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _connections.Dispose();

    private async Task<LoadSocket?> OneAsync(int number, long due, Func<int, Task<LoadSocket>> open)
    {
        try
        {
            var socket = await open(number);
            Latency.Record(due);
            return socket;
        }
        catch (SocketRefusedException refused)
        {
            counts.Refuse(refused.Message);
        }
        catch (OperationCanceledException)
        {
            counts.Refuse("no connection in time");
        }

        return null;
    }
}
