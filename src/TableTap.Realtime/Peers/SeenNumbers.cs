namespace TableTap.Realtime.Peers;

/// <summary>
/// Which numbers of the commands of each peer came already, so that none counts twice: one that comes twice, or that somebody kept and sends
/// again. No clock is asked, because those of two servers may differ by whatever somebody set. Thread-safe.
/// </summary>
internal sealed class SeenNumbers
{
    /// <summary>How far behind the highest one a number may come; what is older counts as seen.</summary>
    public const int Window = 8192;

    // Servers come and go; whoever was not seen for so many others is forgotten.
    private const int MostNodes = 256;
    private const int Bits = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Numbers> _nodes = [];
    private long _turn;

    /// <summary>Takes a number in.</summary>
    /// <param name="node">The peer.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <returns>Whether it is new.</returns>
    public bool TryAdd(string node, long number)
    {
        lock (_gate)
        {
            if (!_nodes.TryGetValue(node, out var numbers))
            {
                if (_nodes.Count == MostNodes)
                {
                    _nodes.Remove(_nodes.MinBy(one => one.Value.LastTurn).Key);
                }

                _nodes[node] = numbers = new();
            }

            numbers.LastTurn = ++_turn;
            return numbers.TryAdd(number);
        }
    }

    private sealed class Numbers
    {
        private readonly ulong[] _seen = new ulong[Window / Bits];
        private long _highest;

        public long LastTurn { get; set; }

        public bool TryAdd(long number)
        {
            if (number <= Math.Max(0, _highest - Window))
            {
                return false;
            }

            for (var back = Math.Min(Window, number - _highest) - 1; back >= 0; back--)
            {
                Place(number - back) &= ~Bit(number - back);
            }

            _highest = Math.Max(_highest, number);
            if ((Place(number) & Bit(number)) != 0)
            {
                return false;
            }

            Place(number) |= Bit(number);
            return true;
        }

        private static ulong Bit(long number) => 1UL << (int)(number % Bits);

        private ref ulong Place(long number) => ref _seen[number % Window / Bits];
    }
}
