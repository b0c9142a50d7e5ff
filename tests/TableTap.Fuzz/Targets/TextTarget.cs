using System.Text;
using TableTap.Protocol.Values;
using TableTap.Realtime.Options;
using TableTap.Realtime.Sending;
using TableTap.Server.Configuration;
using TableTap.Server.Http.State;

namespace TableTap.Fuzz.Targets;

/// <summary>Small texts of addresses, headers and settings: what is read is written and read again as the same.</summary>
internal static class TextTarget
{
    public static FuzzTarget Target { get; } =
        new(
            "text",
            () =>
                new[]
                {
                    "64KiB",
                    "15m",
                    "1.5h",
                    "2024-01-15T10:30:00.123Z",
                    "2024-01-15T10:30:00+01:00",
                    "http://127.0.0.1:5000",
                    "https://[::1]:443",
                    "10.0.0.0/8",
                    new EventCursor("01hx", 42).ToString(),
                    OrdersCursor.Write(new(DateTimeOffset.UnixEpoch, "order-1")),
                }.Select(Encoding.UTF8.GetBytes),
            Try
        );

    private static void Try(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (ByteSize.TryParse(text, out var bytes))
        {
            Same(ByteSize.TryParse(ByteSize.Text(bytes), out var again) && again == bytes);
        }

        if (DurationText.TryParse(text, out var time))
        {
            Same(DurationText.TryParse(DurationText.Text(time), out var again) && again == time);
        }

        if (EventCursor.Parse(text) is { } cursor)
        {
            Same(EventCursor.Parse(cursor.ToString()) == cursor);
        }

        if (OrdersCursor.Read(text) is { } place)
        {
            Same(OrdersCursor.Read(OrdersCursor.Write(place)) == place);
        }

        _ = Timestamp.TryParse(text, out _);
        _ = ListenAddress.TryParse(text, out _);
        _ = NetworkAttribute.Parse(text);

        static void Same(bool holds) =>
            BrokenRuleException.Unless(holds, "What is written is read as it was.");
    }
}
