using TableTap.Realtime.Peers;

namespace TableTap.Server.Testing;

/// <summary>A line to nobody whose end hangs until a test lets it go. Thread-safe.</summary>
public sealed class EndlessLine : IBackplane
{
    private readonly TaskCompletionSource _ending = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource _let = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <inheritdoc />
    public string? Trouble => "Nobody is there.";

    /// <summary>Completes when the end has begun.</summary>
    public Task Ending => _ending.Task;

    /// <inheritdoc />
    public void Listen(string address, Action<ReadOnlyMemory<byte>> receive) { }

    /// <inheritdoc />
    public bool TrySend(string address, ReadOnlyMemory<byte> peerMessage) => false;

    /// <summary>Lets the end come.</summary>
    public void LetGo() => _let.TrySetResult();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _ending.TrySetResult();
        await _let.Task;
    }
}
