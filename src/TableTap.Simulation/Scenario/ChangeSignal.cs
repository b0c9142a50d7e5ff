namespace TableTap.Simulation.Scenario;

/// <summary>Guards what messages change, and wakes whoever waits for something of it to hold. Thread-safe.</summary>
internal sealed class ChangeSignal
{
    /// <summary>How long people wait for what an answer that was lost would have told them.</summary>
    private static readonly TimeSpan LittleWhile = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewChange();

    /// <summary>Changes something, while nobody looks at it.</summary>
    /// <param name="change">What changes it.</param>
    public void Change(Action change)
    {
        lock (_gate)
        {
            change();
            _changed.TrySetResult();
            _changed = NewChange();
        }
    }

    /// <summary>Waits until something holds.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task UntilAsync(Func<bool> holds, CancellationToken cancellationToken)
    {
        while (NextChange(holds) is { } change)
        {
            await change.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until something holds, and no longer than people are patient: a lost answer is noticed by what did not follow.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task UntilAsync(
        Func<bool> holds,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var patience = new CancellationTokenSource(LittleWhile, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        await UntilAsync(holds, both.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource NewChange() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task? NextChange(Func<bool> holds)
    {
        lock (_gate)
        {
#pragma warning disable MA0022 // No task means nothing to wait for.
            return holds() ? null : _changed.Task;
#pragma warning restore MA0022
        }
    }
}
