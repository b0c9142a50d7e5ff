using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>So many of one item.</summary>
/// <param name="ItemId">What of the menu it is.</param>
/// <param name="MenuTime">The menu's preparation time of one, if it has one.</param>
/// <param name="Quantity">How many pieces.</param>
internal readonly record struct Portion(string ItemId, TimeSpan? MenuTime, int Quantity);

/// <summary>What a counter has left to make of an order, whoever ordered it: tickets of one kind take the same time. Compares by its portions.</summary>
internal sealed class TicketKind : IEquatable<TicketKind>
{
    private readonly EquatableList<Portion> _portions;
    private readonly int _hash;

    private TicketKind(EquatableList<Portion> portions) =>
        (_portions, _hash) = (portions, portions.GetHashCode());

    /// <summary>What is to be made, each item once, in the order of their ids.</summary>
    public EquatableList<Portion> Portions => _portions;

    /// <summary>What a counter has left to make of an order; null where nothing is left.</summary>
    /// <param name="order">The order that the counter has some of.</param>
    /// <param name="counterId">The id of the counter.</param>
    public static TicketKind? Of(Order order, string counterId)
    {
        var portions = new List<Portion>(order.Lines.Count);
        foreach (var line in order.Lines)
        {
            if (line.CounterId == counterId && line.Status.IsOpen)
            {
                Add(portions, new(line.ItemId, line.MenuTime, line.Quantity));
            }
        }

        if (portions.Count > 1)
        {
            portions.Sort(
                (one, other) =>
                    string.CompareOrdinal(one.ItemId, other.ItemId) is not 0 and var items
                        ? items
                        : Nullable.Compare(one.MenuTime, other.MenuTime)
            );
        }

        return portions.Count == 0 ? null : new(portions.ToEquatableList());
    }

    /// <summary>Whether an item is part of it.</summary>
    public bool Has(string itemId)
    {
        foreach (var portion in _portions)
        {
            if (portion.ItemId == itemId)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public bool Equals(TicketKind? other) =>
        ReferenceEquals(this, other)
        || other is not null && _hash == other._hash && _portions == other._portions;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TicketKind);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    private static void Add(List<Portion> portions, Portion more)
    {
        for (var place = 0; place < portions.Count; place++)
        {
            if (
                portions[place] is var known
                && known.ItemId == more.ItemId
                && known.MenuTime == more.MenuTime
            )
            {
                portions[place] = known with { Quantity = known.Quantity + more.Quantity };
                return;
            }
        }

        portions.Add(more);
    }
}
