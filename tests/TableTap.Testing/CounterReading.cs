using System.Diagnostics.Metrics;

namespace TableTap.Testing;

/// <summary>Listens to one counter of one meter from now on.</summary>
public sealed class CounterReading : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<object, long> _sums = [];

    /// <summary>Begins to listen.</summary>
    /// <param name="meter">The meter itself: others of its name do not count.</param>
    /// <param name="name">The counter's name.</param>
    public CounterReading(Meter meter, string name)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter && instrument.Name == name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(
            (_, count, tags, _) =>
            {
                lock (_sums)
                {
                    var tag = tags.Length > 0 ? tags[0].Value! : "";
                    _sums[tag] = _sums.GetValueOrDefault(tag) + count;
                }
            }
        );
        _listener.Start();
    }

    /// <summary>The sum of all.</summary>
    public long Sum
    {
        get
        {
            lock (_sums)
            {
                return _sums.Values.Sum();
            }
        }
    }

    /// <summary>The sum under one value of its tag.</summary>
    /// <param name="tag">The value of the counter's first tag.</param>
    public long Of(object tag)
    {
        lock (_sums)
        {
            return _sums.GetValueOrDefault(tag);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();
}
