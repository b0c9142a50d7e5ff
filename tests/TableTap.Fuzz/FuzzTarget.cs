namespace TableTap.Fuzz;

/// <summary>A parser of what comes from outside, and what has to hold for every input.</summary>
/// <param name="Name">Its name on the command line and in the corpus.</param>
/// <param name="Seeds">Good and nearly good inputs to begin with.</param>
/// <param name="Try">Reads an input; throws where something does not hold.</param>
internal sealed record FuzzTarget(string Name, Func<IEnumerable<byte[]>> Seeds, Action<byte[]> Try)
{
    public override string ToString() => Name;
}
