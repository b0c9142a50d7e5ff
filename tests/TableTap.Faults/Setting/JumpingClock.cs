namespace TableTap.Faults.Setting;

/// <summary>The machine's clock, with a wall that can be moved. What measures stretches of time goes on evenly.</summary>
public sealed class JumpingClock : TimeProvider
{
    private long _offset;

    /// <summary>Moves the wall clock.</summary>
    /// <param name="by">By so much, forth or back.</param>
    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() =>
        System.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));
}
