namespace TableTap.Ordering.Values;

/// <summary>
/// What follows from the rest of a record: it is carried along so that nobody works it out anew, and makes no record differ from another.
/// </summary>
/// <typeparam name="T">What follows; immutable.</typeparam>
/// <param name="value">It, or null where nobody has worked it out yet.</param>
internal readonly struct Derived<T>(T? value) : IEquatable<Derived<T>>
    where T : class
{
    /// <summary>What follows, or null where nobody has worked it out yet.</summary>
    public T? Value => value;

    /// <inheritdoc/>
    public bool Equals(Derived<T> other) => true;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Derived<T>;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}
