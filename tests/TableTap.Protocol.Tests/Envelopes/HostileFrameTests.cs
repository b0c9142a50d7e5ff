using System.Text;
using System.Text.Json;
using CsCheck;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Tests.Fixtures;
using TableTap.Testing;

namespace TableTap.Protocol.Tests.Envelopes;

/// <summary>Whatever comes, the reader answers; and it never takes what a second, independent reading refuses.</summary>
public sealed class HostileFrameTests
{
    private const int Mutations = 100_000;

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = EnvelopeReader.MaxDepth,
    };

    [Fact]
    public void Random_bytes_never_throw() => Gen.Byte.Array[0, 200].Sample(frame => Holds(frame));

    [Fact]
    [Trait("Mutation", "left-out")]
    public void A_hundred_thousand_spoilt_frames_are_read_alike_by_an_independent_reader()
    {
        var mutator = new InputMutator(
            [.. Fixture.All.Select(fixture => Encoding.UTF8.GetBytes(Wire.Compact(fixture.Frame)))],
            seed: 20240115
        );
        var (taken, refused) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            var frame = mutator.Next();
            Assert.True(Holds(frame), Convert.ToBase64String(frame));
            if (EnvelopeReader.TryRead(frame, out _, out _))
            {
                taken++;
            }
            else
            {
                refused++;
            }
        }

        // Both happen often, or the test tests nothing.
        Assert.InRange(taken, Mutations / 20, Mutations);
        Assert.InRange(refused, Mutations / 20, Mutations);
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    [InlineData(10_000, false)]
    public void Nesting_ends_at_sixteen_levels(int levels, bool taken)
    {
        // The message and its data are the first two levels.
        var inner = levels - 2;
        foreach (var (open, close) in new[] { ("[", "]"), ("{\"a\":", "}") })
        {
            var deep =
                string.Concat(Enumerable.Repeat(open, inner))
                + "1"
                + string.Concat(Enumerable.Repeat(close, inner));
            var frame = Encoding.UTF8.GetBytes($"{{\"type\":\"ping\",\"data\":{{\"x\":{deep}}}}}");
            Assert.Equal(taken, EnvelopeReader.TryRead(frame, out _, out _));
        }
    }

    [Fact]
    public void Sixty_four_kibibytes_of_different_keys_are_read()
    {
        var frame = Keys(i => i.ToString("x"));
        Assert.True(EnvelopeReader.TryRead(frame, out var envelope, out _));
        Assert.Equal("ping", envelope.Type);
    }

    [Fact]
    public void A_repeated_key_is_found_among_thousands_however_it_is_spelt()
    {
        foreach (var repeated in new[] { "7ff", "\\u0037ff", "7\\u0066\\u0066" })
        {
            Assert.False(
                EnvelopeReader.TryRead(
                    Keys(i => i == 5000 ? repeated : i.ToString("x")),
                    out _,
                    out var problem
                )
            );
            Assert.Contains("twice", problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Thousands_of_escaped_keys_are_told_apart()
    {
        Assert.True(EnvelopeReader.TryRead(Keys(i => $"\\u0061{i:x}"), out _, out _));
        Assert.False(
            EnvelopeReader.TryRead(Keys(i => $"\\u0061{(i == 3000 ? 7 : i):x}"), out _, out _)
        );
    }

    [Fact]
    public void The_same_key_in_different_objects_is_no_repetition()
    {
        var items = string.Join(',', Enumerable.Repeat("{\"a\":{\"a\":1},\"b\":2}", 2000));
        Assert.True(
            EnvelopeReader.TryRead(
                Encoding.UTF8.GetBytes($"{{\"type\":\"ping\",\"data\":{{\"a\":[{items}]}}}}"),
                out _,
                out _
            )
        );
    }

    [Fact]
    public void Thousands_of_keys_are_read_in_pooled_room()
    {
        var frame = Keys(i => i.ToString("x"));
        _ = EnvelopeReader.TryRead(frame, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = EnvelopeReader.TryRead(frame, out _, out _);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 512);
    }

    [Fact]
    public void An_ordinary_frame_costs_no_more_memory_than_its_texts()
    {
        var frame =
            "{\"type\":\"order_status_update\",\"messageId\":\"msg_123456\",\"data\":{\"orderId\":\"o\",\"status\":\"ready\"}}"u8.ToArray();
        _ = EnvelopeReader.TryRead(frame, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = EnvelopeReader.TryRead(frame, out _, out _);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_told_apart()
    {
        Assert.False(EnvelopeReader.TryRead([(byte)'"', 0xff, (byte)'"'], out _, out var problem));
        Assert.True(problem.InvalidUtf8);
    }

    [Fact]
    public void The_id_before_a_fault_is_kept_for_the_answer()
    {
        Assert.False(
            EnvelopeReader.TryRead(
                "{\"type\":\"ping\",\"messageId\":\"m1\",\"data\":{\"a\":1,\"a\":2}}"u8,
                out _,
                out var problem
            )
        );
        Assert.Equal("m1", problem.MessageId);
        Assert.False(EnvelopeReader.TryRead("{\"messageId\":\"m1\"}"u8, out _, out problem));
        Assert.Equal("m1", problem.MessageId);
    }

    private static bool Holds(byte[] frame)
    {
        var taken = EnvelopeReader.TryRead(frame, out var envelope, out var problem);
        if (!taken)
        {
            return problem.Message.Length is > 0 and < 200 && envelope == default;
        }

        try
        {
            using var document = JsonDocument.Parse(frame, Strict);
            var data = envelope.DataOf(frame.AsSpan());
            return document
                    .RootElement.GetProperty("type")
                    .GetString()!
                    .StartsWith(envelope.Type.Split('?')[0], StringComparison.Ordinal)
                && (
                    data.IsEmpty
                    || document.RootElement.GetProperty("data").GetRawText()
                        == Encoding.UTF8.GetString(data)
                );
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[] Keys(Func<int, string> name)
    {
        const int Most = 64 * 1024;
        var text = new StringBuilder("{\"type\":\"ping\",\"data\":{\"first\":0");
        for (var i = 0; text.Length < Most - 40; i++)
        {
            text.Append(",\"").Append(name(i)).Append("\":0");
        }

        return Encoding.UTF8.GetBytes(text.Append("}}").ToString());
    }
}
