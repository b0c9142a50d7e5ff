using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Ordering;

namespace TableTap.Fuzz.Targets;

/// <summary>A café's file: what is read is written and read again as the same café; what is not is told why.</summary>
internal static class CafeFileTargets
{
    public static FuzzTarget Yaml { get; } = For("cafe-yaml", FileFormat.Yaml);

    public static FuzzTarget Json { get; } = For("cafe-json", FileFormat.Json);

    private static FuzzTarget For(string name, FileFormat format) =>
        new(
            name,
            () =>
                [
                    Encoding.UTF8.GetBytes(CafeFile.Write(DemoCafe.Id, DemoCafe.Profile, format)),
                    .. Small(format),
                ],
            input => Try(input, format)
        );

    private static IEnumerable<byte[]> Small(FileFormat format) =>
        (
            format == FileFormat.Json
                ? new[]
                {
                    """{"cafe": "one", "name": "One", "currency": "EUR", "timeZone": "Europe/Amsterdam"}""",
                    """{"cafe": 1, "menu": [{"id": "a", "price": 1.50}]}""",
                }
                :
                [
                    "cafe: one\nname: One\ncurrency: EUR\ntimeZone: Europe/Amsterdam\nmenu:\n- id: a\n  price: 1.50\n",
                    "a: &x [1, 2]\nb: *x\n",
                ]
        ).Select(Encoding.UTF8.GetBytes);

    private static void Try(byte[] input, FileFormat format)
    {
        var reading = CafeFile.Read(input, format);
        if (reading.Profile is not { } profile)
        {
            BrokenRuleException.Unless(
                reading.Problems.Count > 0,
                "A file that is not read is told what is wrong."
            );
            return;
        }

        foreach (var other in Enum.GetValues<FileFormat>())
        {
            var again = CafeFile.Read(
                Encoding.UTF8.GetBytes(CafeFile.Write(reading.CafeId, profile, other)),
                other
            );
            BrokenRuleException.Unless(
                again.CafeId == reading.CafeId && profile.Equals(again.Profile),
                $"A café that is written as {other} is read as it was."
            );
        }
    }
}
