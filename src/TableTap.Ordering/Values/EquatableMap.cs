using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace TableTap.Ordering.Values;

/// <summary>An id and what it leads to.</summary>
/// <typeparam name="T">What ids lead to.</typeparam>
/// <param name="Id">The id that leads to the value.</param>
/// <param name="Value">What it leads to.</param>
public readonly record struct MapEntry<T>(string Id, T Value);

/// <summary>
/// An immutable map from an id to a value, walked in the ordinal order of its ids (which is the order of creation for UUIDv7), that
/// equals another by its entries. Like <see cref="EquatableList{T}"/> it is no <c>IEnumerable</c>.
/// </summary>
/// <typeparam name="T">What the ids lead to.</typeparam>
public readonly struct EquatableMap<T> : IEquatable<EquatableMap<T>>
{
    private static readonly ImmutableSortedDictionary<string, T> Nothing =
        ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);

    private readonly ImmutableSortedDictionary<string, T>? _items;

    /// <summary>The entries by id, in the ordinal order of the ids.</summary>
    /// <value>Default: empty.</value>
    public ImmutableSortedDictionary<string, T> Items => _items ?? Nothing;

    /// <summary>The same entries in their order, for those who write them down and read them again.</summary>
    /// <value>Default: empty.</value>
    public ImmutableArray<MapEntry<T>> Entries
    {
        get => [.. Items.Select(pair => new MapEntry<T>(pair.Key, pair.Value))];
        init =>
            _items = value.IsDefaultOrEmpty
                ? null
                : Nothing.AddRange(
                    value.Select(entry => KeyValuePair.Create(entry.Id, entry.Value))
                );
    }

    private EquatableMap(ImmutableSortedDictionary<string, T> items) => _items = items;

    /// <summary>How many entries there are.</summary>
    public int Count => Items.Count;

    /// <summary>The values, in the order of their ids.</summary>
    public IEnumerable<T> Values => Items.Values;

    /// <summary>Whether both hold equal entries.</summary>
    public static bool operator ==(EquatableMap<T> left, EquatableMap<T> right) =>
        left.Equals(right);

    /// <summary>Whether the maps differ.</summary>
    public static bool operator !=(EquatableMap<T> left, EquatableMap<T> right) =>
        !left.Equals(right);

    /// <summary>Whether there is an entry with this id.</summary>
    public bool Contains(string? id) => id is not null && Items.ContainsKey(id);

    /// <summary>The value with this id, if there is one.</summary>
    public bool TryGet(string? id, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return id is not null && Items.TryGetValue(id, out value);
    }

    /// <summary>The map with this entry put in or replaced.</summary>
    public EquatableMap<T> Set(string id, T value) => new(Items.SetItem(id, value));

    /// <summary>The map without this entry.</summary>
    public EquatableMap<T> Remove(string id) => new(Items.Remove(id));

    /// <inheritdoc/>
    public bool Equals(EquatableMap<T> other)
    {
        if (ReferenceEquals(Items, other.Items))
        {
            return true;
        }

        if (Items.Count != other.Items.Count)
        {
            return false;
        }

        // Not by the pairs' own equality, which finds their fields by reflection.
        var theirs = other.Items.GetEnumerator();
        foreach (var (id, value) in Items)
        {
            theirs.MoveNext();
            if (
                id != theirs.Current.Key
                || !EqualityComparer<T>.Default.Equals(value, theirs.Current.Value)
            )
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EquatableMap<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (id, value) in Items)
        {
            hash.Add(id, StringComparer.Ordinal);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{{{string.Join(", ", Items)}}}";
}
