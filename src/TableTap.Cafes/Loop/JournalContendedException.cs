namespace TableTap.Cafes.Loop;

/// <summary>Another writer was always first.</summary>
/// <param name="attempts">How often it was tried.</param>
internal sealed class JournalContendedException(int attempts)
    : Exception("Another writer was always first.")
{
    /// <summary>How often it was tried.</summary>
    public int Attempts => attempts;
}
