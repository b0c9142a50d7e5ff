namespace TableTap.Storage.Postgres;

/// <summary>
/// Names that the database has, so that they are not offered to it with every commit. Nothing rests on it: a name that is said to be
/// known and is not there is found missing, and all is forgotten. Used by the writer loop alone.
/// </summary>
internal sealed class KnownNames
{
    private const int MaxKept = 50_000;
    private readonly HashSet<string> _names = [];

    /// <summary>Those that are not known.</summary>
    public string[] Unknown(IEnumerable<string> names) =>
        [.. names.Where(name => !_names.Contains(name))];

    /// <summary>They are there for good.</summary>
    public void Add(IEnumerable<string> names)
    {
        if (_names.Count >= MaxKept)
        {
            _names.Clear();
        }

        _names.UnionWith(names);
    }

    /// <summary>Forgets all names, for the database may be another one.</summary>
    public void Forget() => _names.Clear();
}
