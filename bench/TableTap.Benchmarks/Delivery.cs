using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Options;
using TableTap.Realtime.Sending;
using TableTap.Server.Observability;

namespace TableTap.Benchmarks;

/// <summary>From the commit to every reader's transport, which takes everything at once.</summary>
internal static class Delivery
{
    public static Operation FanOut(int readers, bool gathersFigures = false)
    {
        var store = new Store(reads: false);
        var options = new DeliveryOptions();
        var budget = new OutboxBudget(options.OutboxBudgetBytes);
        var meter = new Meter(Instruments.MeterName);
        var figures = gathersFigures
            ? MetricsExport.Gather(meter, new(), ServerInstance.Create())
            : null;
        var metrics = new RealtimeMetrics(meter);
        var fanOut = new FanOut(options, budget, metrics);
        var written = new CountdownEvent(1);
        for (var i = 0; i < readers; i++)
        {
            var outbox = new Outbox(
                new CountingStream(written),
                budget,
                options.OutboxBytes,
                TimeProvider.System,
                new SocketFraming(),
                metrics
            );
            var reader = new Reader(outbox);
            fanOut.Enter(reader);
            lock (fanOut.Gate)
            {
                fanOut.Subscribe(reader, Store.Channel, have: 0);
            }
        }

        var stop = new CancellationTokenSource();
        var running = new Dispatcher(
            store.Journal,
            fanOut,
            metrics,
            TimeProvider.System,
            NullLogger.Instance
        ).RunAsync(stop.Token);
        return new(
            () =>
            {
                written.Reset(readers);
                store.Append(1);
                if (!written.Wait(TimeSpan.FromSeconds(10)))
                {
                    throw new InvalidOperationException("Every reader hears it.");
                }
            },
            readers,
            () =>
            {
                stop.Cancel();
                running.ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
                store.Dispose();
                figures?.Dispose();
                meter.Dispose();
                written.Dispose();
                stop.Dispose();
            }
        );
    }

    private sealed class CountingStream(CountdownEvent written) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            written.Signal();
            return ValueTask.CompletedTask;
        }

        public override void Write(byte[] buffer, int offset, int count) => written.Signal();

        public override void Flush() { }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
