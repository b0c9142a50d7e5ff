namespace TableTap.Benchmarks;

/// <summary>One thing that is measured, ready to be done again and again.</summary>
/// <param name="run">Does it once.</param>
/// <param name="parts">How many equal parts it has, for example one for each reader; figures are for a part.</param>
/// <param name="end">Gives back what it holds.</param>
internal sealed class Operation(Action run, int parts = 1, Action? end = null) : IDisposable
{
    public int Parts => parts;

    public void Run() => run();

    public void Dispose() => end?.Invoke();
}
