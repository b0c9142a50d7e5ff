using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using TableTap.Protocol.Envelopes;

namespace TableTap.Server.Logging;

/// <summary>
/// Writes each line of the log as one JSON object, under the names of .NET's own formatter, which knows neither the name of an event nor the
/// trace of a command. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class JsonLines(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>What it is called beside .NET's own formatter, whose place it takes.</summary>
    public const string FormatterName = "json-lines";

    /// <summary>What stands among the fields and is none: the text of all lines of the event.</summary>
    private const string Template = "{OriginalFormat}";

    /// <inheritdoc />
    public override void Write<TState>(
        in LogEntry<TState> logEntry,
        IExternalScopeProvider? scopeProvider,
        TextWriter textWriter
    )
    {
        using var buffer = JsonBuffer.Take();
        var json = buffer.Writer;
        json.WriteStartObject();
        json.WriteString(
            "Timestamp",
            time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)
        );
        json.WriteNumber("EventId", logEntry.EventId.Id);
        if (logEntry.EventId.Name is { } name)
        {
            json.WriteString("EventName", name);
        }

        json.WriteString("LogLevel", logEntry.LogLevel.ToString());
        json.WriteString("Category", logEntry.Category);
        json.WriteString("Message", logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
        {
            json.WriteString("Exception", exception.ToString());
        }

        json.WriteStartObject("State");
        WriteFields(json, logEntry.State);
        json.WriteEndObject();
        json.WriteStartArray("Scopes");
        scopeProvider?.ForEachScope(static (scope, to) => WriteScope(to, scope), json);
        json.WriteEndArray();
        // What was begun by a command goes on after its span has ended, and then belongs to no trace.
        if (Activity.Current is { IsStopped: false, IdFormat: ActivityIdFormat.W3C } span)
        {
            json.WriteString("TraceId", span.TraceId.ToHexString());
            json.WriteString("SpanId", span.SpanId.ToHexString());
        }

        json.WriteEndObject();
        textWriter.Write(Encoding.UTF8.GetString(buffer.ToArray("\n"u8)));
    }

    private static void WriteScope(Utf8JsonWriter json, object? scope)
    {
        json.WriteStartObject();
        json.WriteString("Message", scope?.ToString());
        WriteFields(json, scope);
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, object? state)
    {
        if (state is not IEnumerable<KeyValuePair<string, object?>> fields)
        {
            return;
        }

        foreach (var (name, value) in fields)
        {
            if (name != Template)
            {
                Write(json, name, value);
            }
        }
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            case decimal number:
                json.WriteNumber(name, number);
                break;
            case DateTime moment:
                json.WriteString(name, moment);
                break;
            case DateTimeOffset moment:
                json.WriteString(name, moment);
                break;
            default:
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
