using TableTap.Ordering.Values;

namespace TableTap.Ordering.Profiles;

/// <summary>A place where orders are made.</summary>
/// <param name="CounterId">Its id, unique on the server.</param>
/// <param name="Name">As guests read it: <c>Espresso Bar</c>.</param>
/// <param name="Tags">What it serves.</param>
/// <param name="Lanes">How many people can work there at once; at least 1.</param>
/// <param name="Priority">Lower is preferred when two counters would finish together.</param>
/// <param name="IsFallback">Whether it takes what no counter is eligible for; at most one counter of a café.</param>
/// <param name="Capacity">How many pieces guests may order of it for one quarter of an hour; null for any number.</param>
public sealed record CounterProfile(
    string CounterId,
    string Name,
    EquatableList<string> Tags,
    int Lanes = 1,
    int Priority = 0,
    bool IsFallback = false,
    int? Capacity = null
)
{
    /// <summary>Whether it makes items of this tag.</summary>
    public bool Serves(string tag) => Tags.Contains(tag);
}
