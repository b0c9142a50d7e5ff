using System.Diagnostics.Metrics;

namespace TableTap.Realtime.Tests.Doubles;

/// <summary>Listens to one counter of a hub from now on.</summary>
internal sealed class CounterReading : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<object, long> _sums = [];

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
    public long Of(object tag)
    {
        lock (_sums)
        {
            return _sums.GetValueOrDefault(tag);
        }
    }

    public void Dispose() => _listener.Dispose();
}
