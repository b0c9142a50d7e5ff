using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TableTap.Server.Testing;

/// <summary>Questions to a frame that read like the document.</summary>
public static partial class Field
{
    public static JsonElement Data(this JsonElement frame) => frame.GetProperty("data");

    public static string Text(this JsonElement element, string name) =>
        element.GetProperty(name).GetString()
        ?? throw new InvalidOperationException($"{name} is null");

    public static double Number(this JsonElement element, string name) =>
        element.GetProperty(name).GetDouble();

    public static bool Flag(this JsonElement element, string name) =>
        element.GetProperty(name).GetBoolean();

    public static string[] Texts(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    /// <summary>The field's own spelling: <c>15.50</c> is not <c>15.5</c>.</summary>
    public static string Raw(this JsonElement element, string name) =>
        element.GetProperty(name).GetRawText();

    public static bool Has(this JsonElement element, string name) =>
        element.TryGetProperty(name, out _);

    /// <summary>A timestamp as the wire writes it: RFC 3339, UTC, milliseconds.</summary>
    public static DateTimeOffset Moment(this JsonElement element, string name)
    {
        var text = element.Text(name);
        Assert.Matches(Rfc3339(), text);
        return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>What every server frame has, and what a channel frame has beyond it.</summary>
    public static void AssertEnvelope(
        this JsonElement frame,
        string type,
        string? channel = null,
        string? correlationId = null
    )
    {
        Assert.Equal(type, frame.Text("type"));
        Assert.Equal("1.0", frame.Text("version"));
        frame.Moment("timestamp");
        Assert.Equal(JsonValueKind.Object, frame.Data().ValueKind);
        if (channel is not null)
        {
            Assert.Equal(channel, frame.Text("channel"));
            Assert.StartsWith("msg_", frame.Text("messageId"), StringComparison.Ordinal);
            Assert.True(frame.GetProperty("sequence").GetInt64() >= 1);
        }

        if (correlationId is not null)
        {
            Assert.Equal(correlationId, frame.Text("correlationId"));
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Rfc3339();
}
