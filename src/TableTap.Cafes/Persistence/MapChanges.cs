using System.Collections.Immutable;
using TableTap.Ordering.Values;

namespace TableTap.Cafes.Persistence;

/// <summary>What makes one map of a café's state the later one.</summary>
/// <typeparam name="T">What ids lead to.</typeparam>
/// <param name="Put">The entries that are new or other ones.</param>
/// <param name="Gone">The ids of those that are gone.</param>
internal sealed record MapChanges<T>(EquatableMap<T> Put, EquatableList<string> Gone)
    where T : class
{
    /// <summary>What lies between two maps. Walks both once, and looks into no value.</summary>
    /// <param name="before">The earlier map.</param>
    /// <param name="after">The later one.</param>
    public static MapChanges<T> Between(EquatableMap<T> before, EquatableMap<T> after)
    {
        if (ReferenceEquals(before.Items, after.Items))
        {
            return new(default, []);
        }

        var put = ImmutableArray.CreateBuilder<MapEntry<T>>();
        var gone = ImmutableArray.CreateBuilder<string>();
        using var old = before.Items.GetEnumerator();
        using var now = after.Items.GetEnumerator();
        var (hasOld, hasNow) = (old.MoveNext(), now.MoveNext());
        while (hasOld || hasNow)
        {
            var order =
                !hasOld ? 1
                : !hasNow ? -1
                : string.CompareOrdinal(old.Current.Key, now.Current.Key);
            if (order < 0)
            {
                gone.Add(old.Current.Key);
            }
            else if (order > 0 || !ReferenceEquals(old.Current.Value, now.Current.Value))
            {
                put.Add(new(now.Current.Key, now.Current.Value));
            }

            hasOld = order <= 0 ? old.MoveNext() : hasOld;
            hasNow = order >= 0 ? now.MoveNext() : hasNow;
        }

        return new(new() { Entries = put.ToImmutable() }, gone.ToImmutable());
    }

    /// <summary>Makes the later map of the earlier one.</summary>
    /// <param name="before">The earlier one.</param>
    public EquatableMap<T> Of(EquatableMap<T> before)
    {
        var after = before;
        foreach (var id in Gone)
        {
            after = after.Remove(id);
        }

        foreach (var (id, value) in Put.Items)
        {
            after = after.Set(id, value);
        }

        return after;
    }
}
