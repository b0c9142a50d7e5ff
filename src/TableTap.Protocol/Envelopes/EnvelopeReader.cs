using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace TableTap.Protocol.Envelopes;

/// <summary>
/// Reads the header of a frame in one pass over its UTF-8 and finds where the payload stands (section 2). Hostile bytes cost
/// time linear in their number and never an exception to the caller. Thread-safe.
/// </summary>
public static class EnvelopeReader
{
    /// <summary>The deepest nesting that is read; the message itself is the first level.</summary>
    public const int MaxDepth = 16;

    private const int FirstKeys = 48;

    // One level more than allowed, so that the depth is refused in our words and not the parser's.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth + 1 };

    /// <summary>Reads the header of a frame.</summary>
    /// <param name="frame">The whole frame.</param>
    /// <param name="envelope">The header; its type may be unknown, its version unsupported.</param>
    /// <param name="problem">Why the frame is no message, where it is none.</param>
    /// <returns>Whether the frame is a message.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> frame,
        out Envelope envelope,
        out EnvelopeProblem problem
    )
    {
        envelope = default;
        problem = default;
        if (!Utf8.IsValid(frame))
        {
            problem = new("The frame is not valid UTF-8.", InvalidUtf8: true);
            return false;
        }

        var fields = default(EnvelopeFields);
        string? fault;
        try
        {
            fault = Scan(frame, ref fields);
        }
        catch (JsonException broken)
        {
            fault =
                $"The frame is not valid JSON at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}.";
        }

        fault ??= fields.Missing();
        if (fault is not null)
        {
            problem = new(fault, fields.MessageId);
            return false;
        }

        envelope = fields.ToEnvelope();
        return true;
    }

    private static string? Scan(ReadOnlySpan<byte> frame, ref EnvelopeFields fields)
    {
        Span<KeySet.SeenKey> keyRoom = stackalloc KeySet.SeenKey[FirstKeys];
        Span<int> slotRoom = stackalloc int[128];
        Span<int> scopes = stackalloc int[MaxDepth + 2];
        var keys = new KeySet(frame, keyRoom, slotRoom);
        try
        {
            var reader = new Utf8JsonReader(frame, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return "A message is a JSON object.";
            }

            var objects = scopes[1] = 1;
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        if (reader.CurrentDepth >= MaxDepth)
                        {
                            return $"The message is nested deeper than {MaxDepth} levels.";
                        }

                        scopes[reader.CurrentDepth + 1] = ++objects;
                        break;
                    case JsonTokenType.PropertyName
                    or JsonTokenType.String
                        when reader.ValueIsEscaped && !EscapedText.IsWhole(reader.ValueSpan):
                        return "A text holds half of a surrogate pair.";
                    case JsonTokenType.PropertyName
                        when !keys.Add(scopes[reader.CurrentDepth], ref reader):
                        return $"The key at byte {reader.TokenStartIndex + 1} stands twice in its object.";
                    default:
                        break;
                }

                if (reader.CurrentDepth == 1 && fields.Take(ref reader) is { } fault)
                {
                    return fault;
                }
            }

            return null;
        }
        finally
        {
            keys.Dispose();
        }
    }
}
