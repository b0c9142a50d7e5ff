using System.Text;
using System.Text.Json;
using TableTap.Cafes.Commands;
using TableTap.Protocol.Cards;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Payload;
using TableTap.Testing;

namespace TableTap.Fuzz.Targets;

/// <summary>
/// A frame as a client sends it: the header, the payload by its catalogue's row, and the café's command of it. What the header's reader
/// takes, a strict reader of another make takes, too.
/// </summary>
internal static class FrameTarget
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = EnvelopeReader.MaxDepth,
    };

    public static FuzzTarget Target { get; } =
        new("frame", () => Fixture.All.Select(one => one.Frame.ToArray()), Try);

    private static void Try(byte[] frame)
    {
        if (!EnvelopeReader.TryRead(frame, out var envelope, out var problem))
        {
            BrokenRuleException.Unless(
                problem.Message.Length is > 0 and < 200,
                "A refused frame is refused in a sentence."
            );
            return;
        }

        var data = envelope.DataOf(frame.AsSpan());
        using (var document = JsonDocument.Parse(frame, Strict))
        {
            BrokenRuleException.Unless(
                data.IsEmpty
                    || document.RootElement.GetProperty("data").GetRawText()
                        == Encoding.UTF8.GetString(data),
                "The payload is where another reader finds it."
            );
        }

        _ = CardData.IsIn(data);
        if (MessageCatalogue.Find(envelope.Type) is not { } row)
        {
            return;
        }

        var isWhole = PayloadReader.TryRead(data, row.Data, out _, out var details);
        BrokenRuleException.Unless(
            isWhole == (details.Count == 0),
            "A payload is whole, or it is said what is wrong."
        );
        if (row.Kind == MessageKind.Command)
        {
            var command = CommandReader.Read(row, data, out var wrong);
            BrokenRuleException.Unless(
                command is null == wrong.Count > 0,
                "A command is read, or it is said what is wrong."
            );
        }
    }
}
