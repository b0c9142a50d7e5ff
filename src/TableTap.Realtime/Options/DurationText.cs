using System.Globalization;

namespace TableTap.Realtime.Options;

/// <summary>How a span of time is written in settings and on the command line: <c>500ms</c>, <c>30s</c>, <c>15m</c>, <c>24h</c>, <c>90d</c>.</summary>
public static class DurationText
{
    /// <summary>What is accepted, for messages.</summary>
    public const string Form = "a number with ms, s, m, h or d, like 30s or 15m";

    /// <summary>Reads a span of time; returns false where the text is none.</summary>
    /// <param name="text">The span as settings have it.</param>
    /// <param name="value">The span; never negative.</param>
    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        var digits = text.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz");
        var unit = text.AsSpan(digits.Length);
        if (
            !decimal.TryParse(
                digits,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
        {
            return false;
        }

        // Not by seconds as a fraction: that would round.
        var ticks = unit switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            "d" => TimeSpan.TicksPerDay,
            _ => 0,
        };
        if (ticks == 0 || number > TimeSpan.MaxValue.Ticks / 2 / ticks)
        {
            return false;
        }

        value = TimeSpan.FromTicks((long)(number * ticks));
        return true;
    }

    /// <summary>Writes a span in the largest unit that keeps it whole.</summary>
    /// <param name="value">The span to write.</param>
    public static string Text(TimeSpan value) =>
        value.Ticks switch
        {
            >= 2 * TimeSpan.TicksPerDay and var ticks when ticks % TimeSpan.TicksPerDay == 0 =>
                $"{ticks / TimeSpan.TicksPerDay}d",
            >= TimeSpan.TicksPerHour and var ticks when ticks % TimeSpan.TicksPerHour == 0 =>
                $"{ticks / TimeSpan.TicksPerHour}h",
            >= TimeSpan.TicksPerMinute and var ticks when ticks % TimeSpan.TicksPerMinute == 0 =>
                $"{ticks / TimeSpan.TicksPerMinute}m",
            var ticks when ticks % TimeSpan.TicksPerSecond == 0 =>
                $"{ticks / TimeSpan.TicksPerSecond}s",
            // Not by a double: it has no room for thousands of years to the tick.
            var ticks => string.Create(
                CultureInfo.InvariantCulture,
                $"{(decimal)ticks / TimeSpan.TicksPerMillisecond}ms"
            ),
        };
}
