using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Sending;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Sending;

public sealed class OutboxTests
{
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(300_000)]
    public async Task Frames_of_every_length_are_read_by_a_WebSocket(int length)
    {
        var (server, client) = Duplex.Pair(1024 * 1024);
        var outbox = Make(server);
        var text = new string('é', length / 2) + new string('x', length % 2);
        outbox.Append(EntryKind.Notice, Encoding.UTF8.GetBytes(text));
        outbox.Append(EntryKind.Notice, "next"u8.ToArray());
        outbox.Complete(CloseCode.Restarting, "bye");
        outbox.Append(EntryKind.Notice, "never"u8.ToArray());
        outbox.Flush();
        using var reader = new TestClient(
            WebSocket.CreateFromStream(client, new WebSocketCreationOptions()),
            client,
            Task.CompletedTask
        );
        Assert.Equal(text, await TextAsync(reader));
        Assert.Equal("next", await TextAsync(reader));
        Assert.Null(await TextAsync(reader));
        Assert.Equal(1012, reader.CloseCode);
        Assert.Equal("bye", reader.CloseReason);
    }

    [Fact]
    public async Task Many_frames_go_in_one_write()
    {
        var transport = new CountingStream();
        var outbox = Make(transport);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(outbox.TryAppend(Message(i)));
        }

        outbox.Flush();
        await outbox.EmptyAsync();
        Assert.Equal(1, transport.Writes);
        Assert.Equal(0, outbox.Backlog);
    }

    [Fact]
    public void A_live_message_past_the_limit_is_refused_and_an_answer_is_not()
    {
        var budget = new OutboxBudget(1000);
        var outbox = Make(new CountingStream(), limit: 300, budget);
        Assert.True(outbox.TryAppend(Message(1, 1000)));
        Assert.False(outbox.TryAppend(Message(2, 1)));
        outbox.Append(EntryKind.Notice, new byte[400]);
        Assert.True(outbox.IsFull);
        Assert.Equal(outbox.Backlog, budget.Used);
        Assert.True(budget.IsExceeded);
        outbox.Break();
        Assert.Equal(0, outbox.Backlog);
        Assert.Equal(0, budget.Used);
        Assert.False(outbox.IsFull);
        Assert.True(outbox.TryAppend(Message(3)));
        Assert.Equal(0, outbox.Backlog);
    }

    [Fact]
    public void A_run_is_appended_up_to_the_message_that_would_pass_the_limit()
    {
        var budget = new OutboxBudget(1000);
        var outbox = Make(new CountingStream(), limit: 300, budget);
        FramedMessage[] run = [.. Enumerable.Range(1, 5).Select(i => Framed(i, 98))];
        Assert.Equal(3, outbox.Append(run));
        Assert.Equal(300, outbox.Backlog);
        Assert.Equal(300, budget.Used);
        Assert.Equal(0, outbox.Append(run.AsSpan(3)));
        Assert.Equal([1, 2, 3], outbox.TakeBackLive().Select(message => message.Sequence));
        Assert.Equal(0, budget.Used);

        // One that is larger than all is let through where nothing waits.
        Assert.Equal(1, outbox.Append([Framed(6, 1000), Framed(7, 1)]));
    }

    [Fact]
    public async Task A_live_message_alone_is_written_from_the_bytes_that_all_its_readers_share()
    {
        var live = Framed(1, 98);
        var (one, other) = (new CountingStream(), new CountingStream());
        foreach (var outbox in new[] { Make(one), Make(other) })
        {
            Assert.Equal(1, outbox.Append([live]));
            outbox.Flush();
            await outbox.EmptyAsync();
        }

        Assert.Same(live.SocketFrame, one.Last);
        Assert.Same(live.SocketFrame, other.Last);
    }

    [Fact]
    public void Live_messages_are_taken_back_only_behind_the_last_barrier()
    {
        var outbox = Make(new CountingStream());
        outbox.TryAppend(Message(1));
        outbox.Append(EntryKind.Barrier, "positions"u8.ToArray());
        outbox.TryAppend(Message(2));
        outbox.Append(EntryKind.Notice, "pong"u8.ToArray());
        outbox.TryAppend(Message(3));
        Assert.Equal([2, 3], outbox.TakeBackLive().Select(message => message.Sequence));
        Assert.Empty(outbox.TakeBackLive());
    }

    [Fact]
    public async Task What_was_begun_is_ended_whatever_is_thrown_away_behind_it()
    {
        var (server, client) = Duplex.Pair(1024);
        var outbox = Make(server);
        outbox.TryAppend(Message(1, 40_000));
        outbox.TryAppend(Message(2, 100));
        outbox.Flush();
        Assert.Equal([2], outbox.TakeBackLive().Select(message => message.Sequence));
        outbox.TryAppend(Message(3, 100));
        outbox.Discard();
        outbox.Complete(CloseCode.Unresponsive, "");
        using var reader = new TestClient(
            WebSocket.CreateFromStream(client, new WebSocketCreationOptions()),
            client,
            Task.CompletedTask
        );
        Assert.Equal(40_000, (await TextAsync(reader))!.Length);
        Assert.Null(await TextAsync(reader));
        Assert.Equal(4408, reader.CloseCode);
    }

    [Fact]
    public async Task A_stall_is_measured_from_the_last_write_that_was_taken()
    {
        var clock = new FakeTimeProvider();
        var (server, client) = Duplex.Pair(20_000);
        var outbox = new Outbox(
            server,
            new(long.MaxValue),
            int.MaxValue,
            clock,
            SocketFraming.Instance,
            new()
        );
        clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(TimeSpan.Zero, outbox.StalledFor());
        outbox.TryAppend(Message(1, 60_000));
        outbox.Flush();
        clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(TimeSpan.FromSeconds(40), outbox.StalledFor());
        var taken = await client.ReadAtLeastAsync(new byte[60_004], 30_000).AsTask().Soon();
        await Patience.UntilAsync(() => outbox.StalledFor() < TimeSpan.FromSeconds(40));

        await client.ReadExactlyAsync(new byte[60_004 - taken]).AsTask().Soon();
        await outbox.EmptyAsync();
        Assert.Equal(TimeSpan.Zero, outbox.StalledFor());
    }

    [Fact]
    public async Task A_transport_that_fails_breaks_the_outbox_and_nothing_else()
    {
        var budget = new OutboxBudget(1000);
        var outbox = Make(new CountingStream { Fails = true }, 1000, budget);
        outbox.TryAppend(Message(1, 10));
        outbox.Flush();
        await outbox.EmptyAsync();
        Assert.True(outbox.IsBroken);
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task Whatever_several_writers_append_comes_out_whole_and_each_in_its_order() =>
        await Gen.Select(Gen.Int[1, 3000].Array[1, 40].Array[1, 4], Gen.Int[600, 20_000])
            .SampleAsync(
                async (writers, window) =>
                {
                    var (server, client) = Duplex.Pair(window);
                    var outbox = Make(server);
                    var writing = writers.Select(
                        (lengths, writer) =>
                            Task.Run(() =>
                            {
                                for (var i = 0; i < lengths.Length; i++)
                                {
                                    var text = $"{writer} {i} " + new string('x', lengths[i]);
                                    outbox.Append(EntryKind.Notice, Encoding.UTF8.GetBytes(text));
                                    outbox.Flush();
                                }
                            })
                    );
                    var all = Task.WhenAll(writing);
                    using var reader = new TestClient(
                        WebSocket.CreateFromStream(client, new WebSocketCreationOptions()),
                        client,
                        all
                    );
                    var next = new int[writers.Length];
                    for (var left = writers.Sum(lengths => lengths.Length); left > 0; left--)
                    {
                        var parts = (await TextAsync(reader))!.Split(' ');
                        var writer = int.Parse(parts[0]);
                        Assert.Equal(next[writer]++, int.Parse(parts[1]));
                        Assert.Equal(writers[writer][int.Parse(parts[1])], parts[2].Length);
                    }

                    await all;
                },
                iter: 60
            );

    private static Outbox Make(
        Stream transport,
        int limit = int.MaxValue,
        OutboxBudget? budget = null
    ) =>
        new(
            transport,
            budget ?? new(long.MaxValue),
            limit,
            TimeProvider.System,
            SocketFraming.Instance,
            new()
        );

    private static StoredMessage Message(int sequence, int length = 20) =>
        new(
            sequence,
            General,
            sequence,
            $"msg_{sequence}",
            Encoding.ASCII.GetBytes(new string('m', length))
        );

    private static FramedMessage Framed(int sequence, int length) => new(Message(sequence, length));

    private static async Task<string?> TextAsync(TestClient reader)
    {
        var text = new MemoryStream();
        var buffer = new byte[64 * 1024];
        using var patience = new CancellationTokenSource(Patience.Bound);
        while (true)
        {
            var part = await reader.Socket.ReceiveAsync(buffer, patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(text.ToArray());
            }
        }
    }

    private sealed class CountingStream : MemoryStream
    {
        public int Writes { get; private set; }

        public byte[]? Last { get; private set; }

        public bool Fails { get; init; }

        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            Writes++;
            Last = MemoryMarshal.TryGetArray(buffer, out var bytes) ? bytes.Array : null;
            return Fails
                ? throw new IOException("gone")
                : base.WriteAsync(buffer, cancellationToken);
        }
    }
}
