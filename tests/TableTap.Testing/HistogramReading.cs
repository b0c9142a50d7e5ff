using System.Diagnostics.Metrics;

namespace TableTap.Testing;

/// <summary>Listens to one histogram of one meter from now on.</summary>
public sealed class HistogramReading : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<(double Value, object? Tag)> _values = [];

    /// <summary>Begins to listen.</summary>
    /// <param name="meter">The meter itself: others of its name do not count.</param>
    /// <param name="name">The histogram's name.</param>
    public HistogramReading(Meter meter, string name)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter && instrument.Name == name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, _) => Add(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Add(value, tags));
        _listener.Start();
    }

    /// <summary>What was recorded, in its order.</summary>
    public IReadOnlyList<double> Values => Of(null);

    /// <summary>What was recorded under one value of its tag, in its order.</summary>
    /// <param name="tag">The value of the first tag; null for all.</param>
    public IReadOnlyList<double> Of(object? tag)
    {
        lock (_values)
        {
            return
            [
                .. _values
                    .Where(one => tag is null || tag.Equals(one.Tag))
                    .Select(one => one.Value),
            ];
        }
    }

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    private void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var tag = tags.Length > 0 ? tags[0].Value : null;
        lock (_values)
        {
            _values.Add((value, tag));
        }
    }
}
