using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace TableTap.Server.Observability;

/// <summary>
/// The figures of the last minute, for who looks at the server now. It listens to the instruments that are there while somebody asks, and
/// a minute longer; then it lets go of them, so that it costs nothing while nobody looks. Thread-safe.
/// </summary>
internal sealed class FigureWindow : IDisposable
{
    /// <summary>The time that rates and percentiles are of, once somebody has looked for so long.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly Meter _meter;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Queue<Mark> _marks = [];
    private readonly ITimer _timer;
    private Listening? _listening;
    private long _asked;

    /// <summary>Makes a window that does not listen yet.</summary>
    /// <param name="meter">The meter of the server.</param>
    /// <param name="time">The clock.</param>
    public FigureWindow(Meter meter, TimeProvider time)
    {
        (_meter, _time) = (meter, time);
        _timer = time.CreateTimer(
            _ => Advance(),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Whether it listens, for tests: only while somebody asks.</summary>
    public bool IsListening
    {
        get
        {
            lock (_gate)
            {
                return _listening is not null;
            }
        }
    }

    /// <summary>What was counted within the last minute, as far as somebody has asked since then.</summary>
    public WindowFigures Read()
    {
        lock (_gate)
        {
            _asked = _time.GetTimestamp();
            if (_listening is null)
            {
                _listening = new(_meter);
                _marks.Enqueue(_listening.Read(_asked));
                _timer.Change(Step, Step);
            }

            var (first, last) = (_marks.Peek(), _listening.Read(_asked));
            return new(
                _time.GetElapsedTime(first.At, last.At),
                _listening.Commit.Between(first.Commit, last.Commit),
                _listening.Delivery.Between(first.Delivery, last.Delivery),
                Difference(first.Counts, last.Counts)
            );
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            LetGo();
        }

        _timer.Dispose();
    }

    private static Dictionary<(string Name, string Label), long> Difference(
        Dictionary<(string Name, string Label), long> before,
        Dictionary<(string Name, string Label), long> after
    ) =>
        after
            .Select(one => (one.Key, Value: one.Value - before.GetValueOrDefault(one.Key)))
            .Where(one => one.Value != 0)
            .ToDictionary(one => one.Key, one => one.Value);

    private void Advance()
    {
        lock (_gate)
        {
            if (_listening is null)
            {
                return;
            }

            if (_time.GetElapsedTime(_asked) >= Length)
            {
                LetGo();
                return;
            }

            var now = _time.GetTimestamp();
            _marks.Enqueue(_listening.Read(now));
            // The first mark is the youngest of those that are a whole window old.
            while (
                _marks.Skip(1).FirstOrDefault() is { } second
                && _time.GetElapsedTime(second.At, now) >= Length
            )
            {
                _marks.Dequeue();
            }
        }
    }

    private void LetGo()
    {
        _listening?.Dispose();
        _listening = null;
        _marks.Clear();
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The counts of one moment.</summary>
    private sealed record Mark(
        long At,
        long[] Commit,
        long[] Delivery,
        Dictionary<(string Name, string Label), long> Counts
    );

    /// <summary>Counts what the instruments of a meter tell, for as long as it lives.</summary>
    private sealed class Listening : IDisposable
    {
        private const string CommitName = "tabletap.commit";
        private const string DeliveryName = "tabletap.delivery";

        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<(string Name, string Label), long> _counts = new();

        public Listening(Meter meter)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == meter && StateOf(instrument) is { } state)
                {
                    listener.EnableMeasurementEvents(instrument, state);
                }
            };
            _listener.SetMeasurementEventCallback<double>(
                static (_, value, _, state) => ((BucketCounts)state!).Add(value)
            );
            _listener.SetMeasurementEventCallback<long>(
                (instrument, value, tags, _) =>
                    _counts.AddOrUpdate(
                        (instrument.Name, LabelOf(tags)),
                        static (_, added) => added,
                        static (_, before, added) => before + added,
                        value
                    )
            );
            _listener.Start();
        }

        public BucketCounts Commit { get; } = new(Bounds);

        public BucketCounts Delivery { get; } = new(Bounds);

        private static IReadOnlyList<double> Bounds =>
            Realtime.Observability.Instruments.Durations.HistogramBucketBoundaries!;

        public Mark Read(long at) => new(at, Commit.Read(), Delivery.Read(), new(_counts));

        public void Dispose() => _listener.Dispose();

        private object? StateOf(Instrument instrument) =>
            instrument switch
            {
                Histogram<double> { Name: CommitName } => Commit,
                Histogram<double> { Name: DeliveryName } => Delivery,
                Counter<long> => _counts,
                _ => null,
            };

        private static string LabelOf(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            tags.IsEmpty ? "" : Convert.ToString(tags[0].Value, CultureInfo.InvariantCulture) ?? "";
    }
}

/// <summary>What was counted within a span of time.</summary>
/// <param name="Span">The span.</param>
/// <param name="Commit">How long commits took, in seconds.</param>
/// <param name="Delivery">How long it took from a commit until a reader's socket had the message, in seconds.</param>
/// <param name="Counts">How much was counted, by the instrument's name and the value of its label; without what stood still.</param>
internal sealed record WindowFigures(
    TimeSpan Span,
    Percentiles Commit,
    Percentiles Delivery,
    IReadOnlyDictionary<(string Name, string Label), long> Counts
)
{
    /// <summary>How much was counted of an instrument, over all of its labels.</summary>
    /// <param name="name">The name of the instrument.</param>
    public long Total(string name) =>
        Counts.Where(one => one.Key.Name == name).Sum(one => one.Value);

    /// <summary>How much was counted of an instrument, by the value of its label.</summary>
    /// <param name="name">The name of the instrument.</param>
    public IReadOnlyDictionary<string, long> ByLabel(string name) =>
        Counts
            .Where(one => one.Key.Name == name)
            .ToDictionary(one => one.Key.Label, one => one.Value);
}
