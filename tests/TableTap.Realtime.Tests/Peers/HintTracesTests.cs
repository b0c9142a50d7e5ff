using System.Diagnostics;
using CsCheck;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;

namespace TableTap.Realtime.Tests.Peers;

/// <summary>A hint has the traces of its messages at its end, and whatever stands there costs no message.</summary>
public sealed class HintTracesTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";

    // How many there are, the place of the message, its trace, the length of its café's id and that id: all in hexadecimal.
    private const string One = "01" + "01" + Trace + Span + "01" + "06" + "636166652d31";

    private static readonly ChannelName Channel = ChannelName.Of(
        ChannelKinds.CafeGeneral,
        "cafe-1"
    );

    [Fact]
    public void Each_message_has_its_own_trace_and_the_others_have_none()
    {
        var other = Context(ActivityTraceFlags.Recorded, "0af7651916cd43dd8448eb211c80319c");

        var read = Read(
            Written(
                Hint(new(Context(), "cafe-1", heardAt: 5), null, new(other, "cafe-2", heardAt: 5))
            ),
            heardAt: 77
        );

        Assert.Equal(3, read.Messages.Count);
        var (first, last) = (read.Messages[0].Trace!, read.Messages[2].Trace!);
        Assert.Null(read.Messages[1].Trace);
        Assert.Equal((Trace, Span), (Text(first.Context.TraceId), Text(first.Context.SpanId)));
        Assert.Equal(ActivityTraceFlags.Recorded, first.Context.TraceFlags);
        Assert.True(first.Context.IsRemote, "It began at another server.");
        Assert.Equal(("cafe-1", 77), (first.CafeId, first.HeardAt));
        Assert.Null(first.Command);
        Assert.Equal((other.TraceId, "cafe-2"), (last.Context.TraceId, last.CafeId));
        // Nobody has told when it was committed: it counts in no figure here.
        Assert.All(read.Messages, message => Assert.Equal(0, message.CommittedAt));
    }

    /// <summary>What a server of an earlier version reads is what it always was.</summary>
    [Fact]
    public void A_hint_with_traces_begins_like_one_without_and_has_one_part_more()
    {
        var plain = Written(Hint(null, null));

        var traced = Written(Hint(new(Context(), "cafe-1", 0), null));

        Assert.Equal(Convert.ToHexString(plain), Convert.ToHexString(traced[..plain.Length]));
        Assert.Equal(One, Convert.ToHexString(traced[plain.Length..]), ignoreCase: true);
        Assert.All(Read(plain).Messages, message => Assert.Null(message.Trace));
    }

    [Fact]
    public void What_nobody_records_is_not_told()
    {
        var trace = new MessageTrace(Context(ActivityTraceFlags.None), "cafe-1", 0);

        Assert.Equal(Written(Hint(null, null)), Written(Hint(trace, trace)));
    }

    [Fact]
    public void A_part_that_is_damaged_costs_the_traces_alone()
    {
        var hint = Hint(new(Context(), "cafe-1", 0), new(Context(), "cafe-1", 0));
        var (whole, plain) = (Written(hint), Written(Hint(null, null)).Length);

        for (var place = plain; place < whole.Length; place++)
        {
            Assert.All(Heard(whole[..place]), message => Assert.Null(message.Trace));
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = whole.ToArray();
                changed[place] ^= (byte)(1 << bit);
                Heard(changed);
            }
        }
    }

    [Theory]
    // Said to be more than there are.
    [InlineData("02" + "01" + Trace + Span + "01" + "06" + "636166652d31")]
    // Said to be less than none.
    [InlineData("ffffffff0f" + "01" + Trace + Span + "01" + "06" + "636166652d31")]
    // Before the first message, and behind the last one.
    [InlineData("01" + "00" + Trace + Span + "01" + "06" + "636166652d31")]
    [InlineData("01" + "03" + Trace + Span + "01" + "06" + "636166652d31")]
    // A trace and a span that there cannot be.
    [InlineData("01" + "01" + "00000000000000000000000000000000" + Span + "0106636166652d31")]
    [InlineData("01" + "01" + Trace + "0000000000000000" + "01" + "06" + "636166652d31")]
    // A café without a name, and with one that is no id.
    [InlineData("01" + "01" + Trace + Span + "01" + "00")]
    [InlineData("01" + "01" + Trace + Span + "01" + "06" + "63616665202e")]
    // What a later version may say.
    [InlineData("090909")]
    public void A_trace_that_there_cannot_be_is_passed_over(string part)
    {
        byte[] bytes = [.. Written(Hint(null, null)), .. Convert.FromHexString(part)];

        Assert.All(Heard(bytes), message => Assert.Null(message.Trace));
    }

    [Fact]
    public void What_a_later_version_says_behind_the_traces_is_passed_over()
    {
        byte[] bytes = [.. Written(Hint(null, null)), .. Convert.FromHexString(One + "090909")];

        Assert.NotNull(Heard(bytes)[0].Trace);
    }

    [Fact]
    public void Whatever_stands_at_the_end_the_messages_are_heard()
    {
        var plain = Written(Hint(null, null));

        Gen.Byte.Array[0, 100].Sample(bytes => Heard([.. plain, .. bytes]).Count == 2);
    }

    private static ActivityContext Context(
        ActivityTraceFlags flags = ActivityTraceFlags.Recorded,
        string trace = Trace
    ) => new(ActivityTraceId.CreateFromString(trace), ActivitySpanId.CreateFromString(Span), flags);

    private static string Text(ActivityTraceId id) => id.ToHexString();

    private static string Text(ActivitySpanId id) => id.ToHexString();

    // A hint of a commit with a message for each trace.
    private static CommitHint Hint(params MessageTrace?[] traces) =>
        new(
            1000,
            1000 + traces.Length,
            [
                .. traces.Select(
                    (trace, place) =>
                        new StoredMessage(
                            1001 + place,
                            Channel,
                            1 + place,
                            $"m-{place}",
                            "{}"u8.ToArray()
                        )
                        {
                            Trace = trace,
                        }
                ),
            ],
            [],
            [new("cafe:cafe-1", 7)]
        );

    private static byte[] Written(CommitHint hint)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        HintMessage.Write(writer, hint);
        writer.Flush();
        return stream.ToArray();
    }

    private static CommitHint Read(byte[] bytes, long heardAt = 0)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return HintMessage.Read(reader, heardAt);
    }

    // The messages of a hint of two, which are all there.
    private static IReadOnlyList<StoredMessage> Heard(byte[] bytes)
    {
        var read = Read(bytes);
        Assert.Equal((1000, 1002), (read.Before, read.Until));
        Assert.Equal(["m-0", "m-1"], read.Messages.Select(message => message.MessageId));
        Assert.Equal([new StreamVersion("cafe:cafe-1", 7)], read.Streams);
        return read.Messages;
    }
}
