using Microsoft.Extensions.Logging;

namespace TableTap.Backplane;

/// <summary>
/// What is wrong with Redis, by address: of a cluster one part may be away while the others carry on, and what gets through there says nothing
/// of it. The log is told when trouble begins and when none is left. Thread-safe.
/// </summary>
/// <param name="place">Where Redis is, without a password.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where trouble is told.</param>
internal sealed class RedisTroubles(string place, TimeProvider time, ILogger log)
{
    /// <summary>Stands for all addresses: there is no connection at all. Whatever gets through anywhere ends it.</summary>
    public const string Everywhere = "";

    /// <summary>
    /// How long what was wrong at an address counts when nothing more is sent there: its server may be gone. Beats go out every second, so
    /// that trouble which lasts is seen more often.
    /// </summary>
    internal static readonly TimeSpan Lasting = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Words, long At)> _troubles = new(
        StringComparer.Ordinal
    );
    private bool _isTold;
    private bool _isOver;

    /// <summary>What is wrong, in words for the operator; null for nothing.</summary>
    public string? Words
    {
        get
        {
            lock (_gate)
            {
                Look();
                foreach (var (words, _) in _troubles.Values)
                {
                    return $"Redis at {place}: {words}";
                }

                return null;
            }
        }
    }

    /// <summary>Whether something is wrong at an address.</summary>
    /// <param name="address">The address.</param>
    public bool IsAt(string address)
    {
        lock (_gate)
        {
            Look();
            return _troubles.ContainsKey(address) || _troubles.ContainsKey(Everywhere);
        }
    }

    /// <summary>Keeps that something went wrong at an address.</summary>
    /// <param name="address">Where.</param>
    /// <param name="words">What, in words for the operator.</param>
    public void Add(string address, string words)
    {
        lock (_gate)
        {
            Look();
            _troubles[address] = (words, time.GetTimestamp());
            if (!_isTold && !_isOver)
            {
                _isTold = true;
                BackplaneLog.Unavailable(log, place, words);
            }
        }
    }

    /// <summary>Forgets the trouble of an address where something got through.</summary>
    /// <param name="address">Where.</param>
    public void Remove(string address)
    {
        lock (_gate)
        {
            _troubles.Remove(address);
            _troubles.Remove(Everywhere);
            Look();
        }
    }

    /// <summary>Tells the log nothing more: what fails from now on fails because it is closed.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
        }
    }

    // Forgets what is long ago, and tells when nothing is left.
    private void Look()
    {
        foreach (var (address, (_, at)) in _troubles)
        {
            // A dictionary may lose entries while it is gone through.
            if (address is not Everywhere && time.GetElapsedTime(at) >= Lasting)
            {
                _troubles.Remove(address);
            }
        }

        if (_troubles.Count == 0 && _isTold && !_isOver)
        {
            _isTold = false;
            BackplaneLog.Recovered(log, place);
        }
    }
}
