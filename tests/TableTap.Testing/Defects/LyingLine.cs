using System.Text;
using System.Text.Json;
using TableTap.Protocol.Envelopes;

namespace TableTap.Testing.Defects;

/// <summary>
/// A line from a server to one client that passes frames on but for one lie. The server counts as sent what it never
/// brings. Not thread-safe.
/// </summary>
/// <param name="defect">The lie; one that is not of lines changes nothing.</param>
public sealed class LyingLine(Defect defect)
{
    // Few enough that most runs meet one.
    private const int SkippedOf = 7;

    private readonly List<ServerFrame> _held = [];

    /// <summary>Whether everything passes as it is.</summary>
    public bool IsHonest =>
        defect
            is not (Defect.SkipSequence or Defect.DropOnOverflow or Defect.DuplicateAtLiveSwitch);

    /// <summary>Whether it takes from the server also what the client does not take.</summary>
    public bool TakesAll => defect == Defect.DropOnOverflow;

    /// <summary>The frames that go on to the client when the server sends one.</summary>
    /// <param name="frame">What the server sends.</param>
    /// <param name="isFull">Whether the client takes nothing and the line holds as much as it can.</param>
    public IReadOnlyList<ServerFrame> Pass(ServerFrame frame, bool isFull = false)
    {
        if (IsHonest || !frame.IsText)
        {
            return [frame];
        }

        EnvelopeReader.TryRead(frame.Payload.Span, out var envelope, out _);
        return defect switch
        {
            Defect.SkipSequence when envelope.Sequence % SkippedOf == 0 => [],
            Defect.DropOnOverflow => PassUnlessFull(frame, envelope.Sequence is not null, isFull),
            Defect.DuplicateAtLiveSwitch when envelope.Type == "message_replay" =>
            [
                frame,
                .. LastOf(envelope.DataOf(frame.Payload)),
            ],
            _ => [frame],
        };
    }

    // Answers are kept for later: the defect is about messages.
    private IReadOnlyList<ServerFrame> PassUnlessFull(
        ServerFrame frame,
        bool isMessage,
        bool isFull
    )
    {
        if (isFull)
        {
            if (!isMessage)
            {
                _held.Add(frame);
            }

            return [];
        }

        IReadOnlyList<ServerFrame> passed = [.. _held, frame];
        _held.Clear();
        return passed;
    }

    private static IEnumerable<ServerFrame> LastOf(ReadOnlyMemory<byte> replay)
    {
        using var document = JsonDocument.Parse(replay);
        var messages = document.RootElement.GetProperty("messages");
        if (
            !document.RootElement.GetProperty("hasMore").GetBoolean()
            && messages.GetArrayLength() is > 0 and var count
        )
        {
            yield return ServerFrame.Text(Encoding.UTF8.GetBytes(messages[count - 1].GetRawText()));
        }
    }
}
