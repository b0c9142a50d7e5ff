using System.Globalization;

namespace TableTap.Realtime.Options;

/// <summary>How a size is written in settings: <c>65536</c>, <c>64KiB</c>, <c>256MiB</c>, <c>20GiB</c>.</summary>
public static class ByteSize
{
    /// <summary>What is accepted, for messages.</summary>
    public const string Form = "a whole number of bytes, or one with KiB, MiB or GiB";

    /// <summary>Reads a size; returns false where the text is none.</summary>
    /// <param name="text">The size as settings have it.</param>
    /// <param name="bytes">The size in bytes; never negative.</param>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var digits = text.AsSpan().TrimEnd("BGKMi");
        var shift = text.AsSpan(digits.Length) switch
        {
            "" => 0,
            "KiB" => 10,
            "MiB" => 20,
            "GiB" => 30,
            _ => -1,
        };
        if (
            shift < 0
            || !long.TryParse(
                digits,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
            || number > long.MaxValue >> shift
        )
        {
            return false;
        }

        bytes = number << shift;
        return true;
    }

    /// <summary>Writes a size in the largest unit that keeps it whole.</summary>
    /// <param name="bytes">The size in bytes.</param>
    public static string Text(long bytes) =>
        bytes switch
        {
            > 0 when bytes % (1L << 30) == 0 => $"{bytes >> 30}GiB",
            > 0 when bytes % (1L << 20) == 0 => $"{bytes >> 20}MiB",
            > 0 when bytes % (1L << 10) == 0 => $"{bytes >> 10}KiB",
            _ => $"{bytes}",
        };
}
