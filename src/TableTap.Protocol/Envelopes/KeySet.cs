using System.Buffers;
using System.Text.Json;

namespace TableTap.Protocol.Envelopes;

/// <summary>
/// The property names of one frame, to find a name that stands twice in the same object (section 2). Names stay in the frame;
/// only escaped ones are copied. The hash is seeded at random per process, so that nobody can choose names that collide:
/// the cost is linear in the frame. Starts on the stack, continues in pooled arrays. Not thread-safe.
/// </summary>
internal ref struct KeySet
{
    private readonly ReadOnlySpan<byte> _frame;
    private Span<SeenKey> _keys;
    private Span<int> _slots;
    private SeenKey[]? _rentedKeys;
    private int[]? _rentedSlots;
    private byte[] _plain = [];
    private int _plainLength;
    private int _count;

    /// <summary>Begins an empty set in the room that is given.</summary>
    /// <param name="frame">The frame the names stand in.</param>
    /// <param name="keys">Room for the first names.</param>
    /// <param name="slots">Zeroed; a power of two, at least twice as long as <paramref name="keys"/>.</param>
    public KeySet(ReadOnlySpan<byte> frame, Span<SeenKey> keys, Span<int> slots)
    {
        _frame = frame;
        _keys = keys;
        _slots = slots;
    }

    /// <summary>Adds the name under the reader; false where its object already has it.</summary>
    /// <param name="scope">The number of the object.</param>
    /// <param name="reader">Stands on a property name that is whole text.</param>
    public bool Add(int scope, ref readonly Utf8JsonReader reader)
    {
        var key = reader.ValueIsEscaped
            ? Unescape(in reader)
            : new SeenKey
            {
                Start = (int)reader.TokenStartIndex + 1,
                Length = reader.ValueSpan.Length,
            };
        key.Scope = scope;
        var text = Text(in key);
        var hash = new HashCode();
        hash.Add(scope);
        hash.AddBytes(text);
        key.Hash = hash.ToHashCode();

        var slot = key.Hash & (_slots.Length - 1);
        while (_slots[slot] != 0)
        {
            ref readonly var other = ref _keys[_slots[slot] - 1];
            if (
                other.Hash == key.Hash
                && other.Scope == scope
                && Text(in other).SequenceEqual(text)
            )
            {
                return false;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        _keys[_count++] = key;
        _slots[slot] = _count;
        if (_count == _keys.Length)
        {
            Grow();
        }

        return true;
    }

    /// <summary>Returns the arrays that were taken from the pool.</summary>
    public readonly void Dispose()
    {
        if (_rentedKeys is not null)
        {
            ArrayPool<SeenKey>.Shared.Return(_rentedKeys);
            ArrayPool<int>.Shared.Return(_rentedSlots!);
        }

        if (_plain.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_plain);
        }
    }

    private readonly ReadOnlySpan<byte> Text(ref readonly SeenKey key) =>
        (key.Escaped ? _plain : _frame).Slice(key.Start, key.Length);

    private SeenKey Unescape(ref readonly Utf8JsonReader reader)
    {
        // All escaped names of a frame together are shorter than the frame, so one rent is enough.
        if (_plain.Length == 0)
        {
            _plain = ArrayPool<byte>.Shared.Rent(_frame.Length);
        }

        var length = reader.CopyString(_plain.AsSpan(_plainLength));
        var key = new SeenKey
        {
            Start = _plainLength,
            Length = length,
            Escaped = true,
        };
        _plainLength += length;
        return key;
    }

    private void Grow()
    {
        var keys = ArrayPool<SeenKey>.Shared.Rent(_keys.Length * 4);
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)keys.Length * 2);
        var rented = ArrayPool<int>.Shared.Rent(size);
        var slots = rented.AsSpan(0, size);
        slots.Clear();
        _keys.CopyTo(keys);
        for (var i = 0; i < _count; i++)
        {
            var slot = keys[i].Hash & (size - 1);
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & (size - 1);
            }

            slots[slot] = i + 1;
        }

        if (_rentedKeys is not null)
        {
            ArrayPool<SeenKey>.Shared.Return(_rentedKeys);
            ArrayPool<int>.Shared.Return(_rentedSlots!);
        }

        (_rentedKeys, _rentedSlots) = (keys, rented);
        _keys = keys;
        _slots = slots;
    }

    /// <summary>Where a name stands and in which object.</summary>
    public struct SeenKey
    {
        /// <summary>The number of the object that has the name.</summary>
        public int Scope;

        /// <summary>The hash of the name's bytes.</summary>
        public int Hash;

        /// <summary>The place of the name's first byte.</summary>
        public int Start;

        /// <summary>The length of the name, in bytes.</summary>
        public int Length;

        /// <summary>Whether it stands among the copied names.</summary>
        public bool Escaped;
    }
}
