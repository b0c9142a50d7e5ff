using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TableTap.Protocol.Envelopes;

/// <summary>
/// A writer of JSON with the bytes it writes to. Each thread keeps one and uses it again, so that what is written for every message
/// costs no more than its result. Belongs to one thread from <see cref="Take"/> until it is disposed of.
/// </summary>
public sealed class JsonBuffer : IDisposable
{
    private const int FirstBytes = 1024;

    /// <summary>A buffer that one large text made larger than this is not kept.</summary>
    private const int MostKept = 64 * 1024;

    // Frames are JSON for JSON readers, never part of a page: letters stay letters.
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static JsonBuffer? _kept;

    private readonly ArrayBufferWriter<byte> _bytes = new(FirstBytes);

    private JsonBuffer() => Writer = new(_bytes, Plain);

    /// <summary>The writer that fills the buffer.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>Gives an empty buffer to who disposes of it on the same thread.</summary>
    /// <param name="bytes">How many bytes will be written at least; 0 where that is not known.</param>
    public static JsonBuffer Take(int bytes = 0)
    {
        var buffer = _kept ?? new();
        _kept = null;
        if (bytes > 0)
        {
            buffer._bytes.GetMemory(bytes);
        }

        return buffer;
    }

    /// <summary>What was written so far, as an array of its own.</summary>
    /// <param name="end">What follows it.</param>
    public byte[] ToArray(ReadOnlySpan<byte> end = default)
    {
        Writer.Flush();
        return [.. _bytes.WrittenSpan, .. end];
    }

    /// <summary>Gives it back, empty.</summary>
    public void Dispose()
    {
        Writer.Reset();
        _bytes.ResetWrittenCount();
        if (_bytes.Capacity <= MostKept)
        {
            _kept = this;
        }
        else
        {
            Writer.Dispose();
        }
    }
}
