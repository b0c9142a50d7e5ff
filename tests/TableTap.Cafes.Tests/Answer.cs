using System.Text;
using System.Text.Json;

namespace TableTap.Cafes.Tests;

/// <summary>The one frame a command ended in.</summary>
internal sealed class Answer(ReadOnlyMemory<byte> frame)
{
    private readonly JsonElement _root = JsonDocument.Parse(frame).RootElement;

    public string Bytes => Encoding.UTF8.GetString(frame.Span);

    public string Type => _root.GetProperty("type").GetString()!;

    public JsonElement Data => _root.GetProperty("data");

    public string? CorrelationId => _root.GetProperty("correlationId").GetString();

    public bool IsAcknowledged => Type == "message_acknowledged";

    public JsonElement Result => Data.GetProperty("result");

    public JsonElement Error => Data.GetProperty("error");

    /// <summary>The error's code; <c>OK</c> for an acknowledgement.</summary>
    public string Code => IsAcknowledged ? "OK" : Error.GetProperty("code").GetString()!;
}
