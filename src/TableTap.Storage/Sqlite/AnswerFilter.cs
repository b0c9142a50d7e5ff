using System.Collections.Immutable;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// Says of most commands that no answer to them is stored, without a look at the store: a Bloom filter of the keys of all answers. It may
/// take an answer for stored that is not, and never the other way round. While it does not know all of them (at the start, and after
/// another process wrote), every answer may be stored. Thread-safe.
/// </summary>
internal sealed class AnswerFilter
{
    private const int FirstKeys = 1 << 16;
    private const int FurtherKeys = 1 << 20;
    private readonly Lock _gate = new();
    private long _added;
    private long _gone;
    private long _trust;
    private volatile Knowledge _known = new([], IsComplete: false);

    /// <summary>The number of the reading of all keys that is wanted; null where all are known, or nothing was ever written.</summary>
    public long? Wanted
    {
        get
        {
            lock (_gate)
            {
                return _known.IsComplete || _trust == 0 ? null : _trust;
            }
        }
    }

    /// <summary>Whether an answer under the key may be stored.</summary>
    public bool MayHold(AnswerKey key)
    {
        var known = _known;
        if (!known.IsComplete)
        {
            return true;
        }

        var (first, second) = Hashes(key);
        return known.MayHold(first, second);
    }

    /// <summary>An answer is about to be stored, or was found stored; what is known already takes no room again.</summary>
    public void Add(AnswerKey key)
    {
        var (first, second) = Hashes(key);
        lock (_gate)
        {
            _added++;
            var known = _known;
            if (known.MayHold(first, second))
            {
                return;
            }

            if (known.Segments is not [.., { IsFull: false }])
            {
                known = known with { Segments = known.Segments.Add(Next(known)) };
                _known = known;
            }

            known.Segments[^1].Add(first, second);
        }
    }

    /// <summary>
    /// Somebody else may have stored answers: all keys are to be read anew. Only the writer says so, before it adds keys of a transaction:
    /// what is added from here on and what is stored by then are all there are.
    /// </summary>
    public void Distrust()
    {
        lock (_gate)
        {
            _known = new([], IsComplete: false);
            (_added, _gone) = (0, 0);
            _trust++;
        }
    }

    /// <summary>Answers went for their age; when most of what is known is gone, all is read anew. Only the writer says so, as with <see cref="Distrust"/>.</summary>
    public void Lose(int answers)
    {
        _gone += answers;
        if (_gone > FirstKeys && _gone > _added / 2)
        {
            Distrust();
        }
    }

    /// <summary>All keys that were stored when a reading was wanted have been added; it counts unless another one is wanted by now.</summary>
    public void Complete(long wanted)
    {
        lock (_gate)
        {
            if (wanted == _trust)
            {
                _known = _known with { IsComplete = true };
            }
        }
    }

    // The hashes of strings differ from one process to the next, so that nobody can aim at a bit.
    private static (uint First, uint Second) Hashes(AnswerKey key)
    {
        var message = key.MessageId.GetHashCode(StringComparison.Ordinal);
        var subject = key.Subject.GetHashCode(StringComparison.Ordinal);
        var issuer = key.Issuer.GetHashCode(StringComparison.Ordinal);
        return (
            (uint)HashCode.Combine(message, subject, issuer),
            (uint)HashCode.Combine(subject, message, issuer) | 1
        );
    }

    private static Segment Next(Knowledge known) =>
        new(known.Segments.IsEmpty ? FirstKeys : FurtherKeys);

    /// <summary>What is known at one moment: who asks never sees the keys of one moment with the completeness of another.</summary>
    private sealed record Knowledge(ImmutableArray<Segment> Segments, bool IsComplete)
    {
        public bool MayHold(uint first, uint second)
        {
            foreach (var segment in Segments)
            {
                if (segment.MayHold(first, second))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>A filter of so many keys at most.</summary>
    private sealed class Segment(int keys)
    {
        private const int BitsOfKey = 16;
        private const int Probes = 6;
        private const int WordBits = 64;
        private readonly long[] _bits = new long[keys / WordBits * BitsOfKey];
        private int _left = keys;

        public bool IsFull => _left == 0;

        public bool MayHold(uint first, uint second)
        {
            for (var probe = 0; probe < Probes; probe++)
            {
                var (word, bit) = Place(first, second, probe);
                if ((Volatile.Read(ref _bits[word]) & bit) == 0)
                {
                    return false;
                }
            }

            return true;
        }

        public void Add(uint first, uint second)
        {
            _left--;
            for (var probe = 0; probe < Probes; probe++)
            {
                var (word, bit) = Place(first, second, probe);
                Volatile.Write(ref _bits[word], _bits[word] | bit);
            }
        }

        private (int Word, long Bit) Place(uint first, uint second, int probe)
        {
            var place = unchecked(first + ((uint)probe * second)) % (uint)(_bits.Length * WordBits);
            return ((int)(place / WordBits), 1L << (int)(place % WordBits));
        }
    }
}
