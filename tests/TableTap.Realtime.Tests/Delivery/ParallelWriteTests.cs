using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Sending;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Realtime.Tests.Delivery;

public sealed class ParallelWriteTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");
    private readonly OutboxBudget _budget = new(long.MaxValue);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    [InlineData(1024)]
    public async Task Everybody_is_written_to_once_before_the_round_ends(int count)
    {
        var lines = Enumerable.Range(0, count).Select(_ => new CountingStream()).ToList();
        var readers = lines.ConvertAll(ReaderOf);
        for (var round = 1; round <= 20; round++)
        {
            foreach (var reader in readers)
            {
                reader.Outbox.Append(EntryKind.Notice, Encoding.ASCII.GetBytes("a notice"));
            }

            await ParallelWrite.WriteAsync(readers).Soon();
            Assert.All(lines, line => Assert.Equal(round, line.Writes));
        }
    }

    [Fact]
    public void Who_comes_after_the_end_leaves_the_next_rounds_readers_alone()
    {
        List<Reader> readers =
        [
            .. Enumerable.Range(0, 130).Select(_ => ReaderOf(new CountingStream())),
        ];
        var write = new ParallelWrite(readers);
        write.Execute();
        var lines = Enumerable.Range(0, 600).Select(_ => new CountingStream()).ToList();
        readers.Clear();
        readers.AddRange(lines.ConvertAll(ReaderOf));
        readers.ForEach(reader =>
            reader.Outbox.Append(EntryKind.Notice, Encoding.ASCII.GetBytes("a notice"))
        );

        write.Execute();

        Assert.All(lines, line => Assert.Equal(0, line.Writes));
    }

    [Fact]
    public async Task A_line_that_takes_nothing_holds_up_nobody()
    {
        var lines = Enumerable.Range(0, 200).Select(_ => new CountingStream()).ToList();
        var stalled = new CountingStream { Blocks = new TaskCompletionSource().Task };
        List<Reader> readers = [ReaderOf(stalled), .. lines.ConvertAll(ReaderOf)];
        foreach (var reader in readers)
        {
            reader.Outbox.Append(EntryKind.Notice, Encoding.ASCII.GetBytes("a notice"));
        }

        await ParallelWrite.WriteAsync(readers).Soon();
        Assert.All(lines, line => Assert.Equal(1, line.Writes));
        Assert.False(readers[0].Outbox.IsIdle);
    }

    [Theory]
    [InlineData(1, 500, 10_000_000, 2)]
    [InlineData(3, 500, 10_000_000, 2)]
    [InlineData(1, 500, 40_000, 5)]
    public async Task All_that_was_committed_leaves_in_as_few_writes_as_its_readers_have_room_for(
        int crowd,
        int messages,
        int outbox,
        int most
    )
    {
        using var metrics = new RealtimeMetrics();
        using var stop = new CancellationTokenSource();
        await using var journal = new MemoryJournal();
        var fanOut = new FanOut(new() { OutboxBytes = outbox }, _budget, metrics)
        {
            CatchUpRequested = _ => Assert.Fail("everybody is quick enough"),
        };
        var lines = Enumerable.Range(0, crowd).Select(_ => new CountingStream()).ToList();
        foreach (var line in lines)
        {
            var reader = ReaderOf(line, outbox);
            fanOut.Enter(reader);
            lock (fanOut.Gate)
            {
                fanOut.Subscribe(reader, General, 0);
            }
        }

        var bytes = 0;
        for (var i = 0; i < messages; i++)
        {
            bytes += FrameHeader.Text(journal.Publish(General)[0].Frame.Span).Length;
        }

        var running = new Dispatcher(
            journal,
            fanOut,
            metrics,
            TimeProvider.System,
            NullLogger.Instance
        ).RunAsync(stop.Token);
        await Patience.UntilAsync(() => lines.TrueForAll(line => line.Bytes == bytes));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Soon());

        // A write has 16 KiB.
        var least = (bytes + 16_383) / 16_384;
        Assert.All(lines, line => Assert.InRange(line.Writes, least, least + most));
    }

    private Reader ReaderOf(CountingStream line) => ReaderOf(line, int.MaxValue);

    private Reader ReaderOf(CountingStream line, int limit) =>
        new(new(line, _budget, limit, TimeProvider.System, SocketFraming.Instance, new()));

    private sealed class CountingStream : MemoryStream
    {
        private int _writes;
        private int _bytes;

        public int Writes => Volatile.Read(ref _writes);

        public int Bytes => Volatile.Read(ref _bytes);

        public Task Blocks { get; init; } = Task.CompletedTask;

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            Interlocked.Increment(ref _writes);
            await Blocks;
            Interlocked.Add(ref _bytes, buffer.Length);
        }
    }
}
