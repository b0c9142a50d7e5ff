using System.Text;
using System.Text.Json;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Tests;

/// <summary>A message as a reader of its channel gets it.</summary>
internal sealed class Heard(StoredMessage message)
{
    private readonly JsonElement _root = JsonDocument.Parse(message.Frame).RootElement;

    public string Channel => message.Channel.Text;

    public string Text => Encoding.UTF8.GetString(message.Frame.Span);

    public string Type => _root.GetProperty("type").GetString()!;

    public DateTimeOffset At => _root.GetProperty("timestamp").GetDateTimeOffset();

    public JsonElement Root => _root;

    public JsonElement Data => _root.GetProperty("data");

    /// <summary>The names of the payload's fields, in their order.</summary>
    public IEnumerable<string> Fields => Data.EnumerateObject().Select(entry => entry.Name);

    public string? Word(string field) =>
        Data.TryGetProperty(field, out var value) ? value.ToString() : null;

    public override string ToString() => Text;
}
