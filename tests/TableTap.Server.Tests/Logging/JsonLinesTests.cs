using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Logging;
using TableTap.Testing;

namespace TableTap.Server.Tests.Logging;

/// <summary>A line of the log as JSON says all that is known of it.</summary>
public sealed class JsonLinesTests
{
    private static readonly KeyValuePair<string, object?>[] Nothing = [];
    private readonly FakeTimeProvider _time = new(Batch.Noon);
    private readonly LoggerExternalScopeProvider _scopes = new();

    [Fact]
    public void A_line_has_its_time_level_event_category_text_and_fields()
    {
        var line = Line(
            [
                new("CafeId", "café \"one\"\nand <two>"),
                new("Count", 7),
                new("Share", 0.5),
                new("IsFull", true),
                new("Rest", null),
                new("At", Batch.Noon),
                new("Role", LogLevel.Debug),
                new("{OriginalFormat}", "{Count} of {CafeId}"),
            ],
            new InvalidOperationException("over")
        );

        Assert.Equal(Batch.Noon, line.GetProperty("Timestamp").GetDateTimeOffset());
        Assert.Equal("Warning", line.GetProperty("LogLevel").GetString());
        Assert.Equal(7, line.GetProperty("EventId").GetInt32());
        Assert.Equal("Filled", line.GetProperty("EventName").GetString());
        Assert.Equal("TableTap.Cafes", line.GetProperty("Category").GetString());
        Assert.Equal("what is to be read", line.GetProperty("Message").GetString());
        Assert.Contains(
            "over",
            line.GetProperty("Exception").GetString(),
            StringComparison.Ordinal
        );
        var fields = line.GetProperty("State");
        Assert.Equal(
            ["CafeId", "Count", "Share", "IsFull", "Rest", "At", "Role"],
            fields.EnumerateObject().Select(field => field.Name)
        );
        Assert.Equal("café \"one\"\nand <two>", fields.GetProperty("CafeId").GetString());
        Assert.Equal(7, fields.GetProperty("Count").GetInt32());
        Assert.Equal(0.5, fields.GetProperty("Share").GetDouble());
        Assert.True(fields.GetProperty("IsFull").GetBoolean());
        Assert.Equal(JsonValueKind.Null, fields.GetProperty("Rest").ValueKind);
        Assert.Equal(Batch.Noon, fields.GetProperty("At").GetDateTimeOffset());
        Assert.Equal("Debug", fields.GetProperty("Role").GetString());
    }

    [Fact]
    public void Scopes_stand_from_the_outer_to_the_inner_one_with_their_fields()
    {
        using var outer = _scopes.Push("a day");
        using var inner = _scopes.Push(
            new List<KeyValuePair<string, object?>> { new("ConnectionId", "0HN7") }
        );

        var scopes = Line(Nothing).GetProperty("Scopes");

        Assert.Equal(2, scopes.GetArrayLength());
        Assert.Equal("a day", scopes[0].GetProperty("Message").GetString());
        Assert.Equal("0HN7", scopes[1].GetProperty("ConnectionId").GetString());
    }

    [Fact]
    public void The_trace_of_a_command_is_named_for_as_long_as_its_span_is_open()
    {
        using var span = new Activity("order_create").SetIdFormat(ActivityIdFormat.W3C).Start();

        var line = Line(Nothing);
        span.Stop();

        Assert.Equal(span.TraceId.ToHexString(), line.GetProperty("TraceId").GetString());
        Assert.Equal(span.SpanId.ToHexString(), line.GetProperty("SpanId").GetString());
        Assert.False(Line(Nothing).TryGetProperty("TraceId", out _));
    }

    private JsonElement Line(KeyValuePair<string, object?>[] state, Exception? exception = null)
    {
        using var text = new StringWriter();
        var entry = new LogEntry<KeyValuePair<string, object?>[]>(
            LogLevel.Warning,
            "TableTap.Cafes",
            new(7, "Filled"),
            state,
            exception,
            (_, _) => "what is to be read"
        );
        new JsonLines(_time).Write(in entry, _scopes, text);
        var line = text.ToString();
        // One line, whatever is in it.
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        using var json = JsonDocument.Parse(line);
        return json.RootElement.Clone();
    }
}
