using System.Text.Json;
using TableTap.Cli.Conformance.Reporting;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Payload;
using TableTap.Protocol.Values;

namespace TableTap.Cli.Conformance.Stage;

/// <summary>A frame of the client under test that keeps the rules of its type. Immutable.</summary>
/// <param name="Row">The row of its type.</param>
/// <param name="MessageId">Its id, if it has one.</param>
/// <param name="Timestamp">Its time, if it has one.</param>
/// <param name="Payload">Its payload.</param>
/// <param name="Data">The payload as it came.</param>
internal sealed record ClientFrame(
    MessageDescriptor Row,
    string? MessageId,
    DateTimeOffset? Timestamp,
    object Payload,
    JsonElement Data
)
{
    /// <summary>The type that it names.</summary>
    public string Type => Row.Type;

    /// <summary>It in a word or two.</summary>
    public string Words =>
        Payload switch
        {
            Ack { Sequence: { } sequence } => $"ack {sequence}",
            Reconnect { Positions: { } positions } =>
                $"reconnect after {string.Join(", ", positions.Values)}",
            _ => Type,
        };

    /// <summary>Reads a frame; null where it breaks a rule.</summary>
    /// <param name="bytes">The frame.</param>
    /// <param name="problem">What is wrong; null where nothing is.</param>
    public static ClientFrame? Read(ReadOnlyMemory<byte> bytes, out ConformanceFinding? problem)
    {
        if (!EnvelopeReader.TryRead(bytes.Span, out var envelope, out var fault))
        {
            problem = new("2, The envelope", "a frame that is a message", fault.Message);
            return null;
        }

        problem = WrongOf(envelope);
        if (problem is not null)
        {
            return null;
        }

        var row = envelope.Descriptor!;
        var data = envelope.DataOf(bytes);
        if (!PayloadReader.TryRead(data.Span, row.Data, out var payload, out var details))
        {
            var broken = string.Join("; ", details.Select(one => $"{one.Path}: {one.Problem}"));
            problem = new(
                $"{row.Section}, {row.Type}",
                $"a `{row.Type}` that keeps the rules of its data",
                broken
            );
            return null;
        }

        using var json = JsonDocument.Parse(data.IsEmpty ? "{}"u8.ToArray() : data);
        return new(row, envelope.MessageId, envelope.Timestamp, payload, json.RootElement.Clone());
    }

    private static ConformanceFinding? WrongOf(in Envelope envelope) =>
        envelope.Descriptor is not { FromClient: true } row
            ? new("2, The envelope", "only types that a client sends", $"it sent '{envelope.Type}'")
        : !ProtocolVersion.Supports(envelope.Version)
            ? new("1, Versions", "version 1.x, or none", $"it sent version '{envelope.Version}'")
        : row.Kind == MessageKind.Command && envelope.MessageId is null
            ? new(
                "2, The envelope",
                "a command has a `messageId`",
                $"it sent a `{row.Type}` without one"
            )
        : null;
}
