namespace TableTap.Simulation.Scenario;

/// <summary>The café's time: the clock's, sped up. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="speed">How many times faster.</param>
internal sealed class CafeTime(TimeProvider time, double speed)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>How long the café has been open.</summary>
    public TimeSpan Now => time.GetElapsedTime(_start) * speed;

    /// <summary>Waits for a stretch of the café's time.</summary>
    public Task WaitAsync(TimeSpan stretch, CancellationToken cancellationToken) =>
        stretch <= TimeSpan.Zero
            ? Task.CompletedTask
            : Task.Delay(stretch / speed, time, cancellationToken);

    /// <summary>Waits for a moment of the café's time.</summary>
    public Task WaitUntilAsync(TimeSpan moment, CancellationToken cancellationToken) =>
        WaitAsync(moment - Now, cancellationToken);
}
