using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace TableTap.Ordering.Values;

/// <summary>
/// An immutable list that equals another by its items, so that records that hold one compare as wholes.
/// It deliberately is no <c>IEnumerable</c>: queries go through <see cref="Items"/>, which the default value has too.
/// </summary>
/// <typeparam name="T">What is listed.</typeparam>
[CollectionBuilder(typeof(EquatableList), nameof(EquatableList.Create))]
public readonly struct EquatableList<T> : IEquatable<EquatableList<T>>
{
    private readonly ImmutableArray<T> _items;

    /// <summary>The items in their order.</summary>
    /// <value>Default: empty.</value>
    public ImmutableArray<T> Items
    {
        get => _items.IsDefault ? [] : _items;
        init => _items = value;
    }

    /// <summary>How many items there are.</summary>
    public int Count => Items.Length;

    /// <summary>The item at a place, counted from 0.</summary>
    public T this[int index] => Items[index];

    /// <summary>Any immutable array is such a list.</summary>
    public static implicit operator EquatableList<T>(ImmutableArray<T> items) =>
        new() { Items = items };

    /// <summary>Whether both hold equal items in the same order.</summary>
    public static bool operator ==(EquatableList<T> left, EquatableList<T> right) =>
        left.Equals(right);

    /// <summary>Whether the lists differ.</summary>
    public static bool operator !=(EquatableList<T> left, EquatableList<T> right) =>
        !left.Equals(right);

    /// <summary>Walks the items in their order.</summary>
    public ImmutableArray<T>.Enumerator GetEnumerator() => Items.GetEnumerator();

    /// <summary>Whether an item is in the list.</summary>
    public bool Contains(T item) => Items.Contains(item);

    /// <summary>The list with one item more at its end.</summary>
    public EquatableList<T> Add(T item) => Items.Add(item);

    /// <inheritdoc/>
    public bool Equals(EquatableList<T> other) =>
        Items.AsSpan().SequenceEqual(other.Items.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EquatableList<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", Items)}]";
}

/// <summary>Makes lists that compare by their items: <see cref="EquatableList{T}"/>.</summary>
public static class EquatableList
{
    /// <summary>A list of these items; what a collection expression calls.</summary>
    public static EquatableList<T> Create<T>(ReadOnlySpan<T> items) => ImmutableArray.Create(items);

    /// <summary>A list of what a query gives.</summary>
    public static EquatableList<T> ToEquatableList<T>(this IEnumerable<T> items) =>
        items.ToImmutableArray();
}
