using System.Text.Json;
using TableTap.Protocol.Jose;
using TableTap.Testing;

namespace TableTap.Fuzz.Targets;

/// <summary>The canonical form that is signed: it has one form itself, and says the same.</summary>
internal static class CanonicalTarget
{
    public static FuzzTarget Target { get; } =
        new(
            "canonical",
            () =>
                Fixture
                    .All.Select(one => one.Frame.ToArray())
                    .Append(
                        """{"b":[1e2,0.5,-0,1E-7,"\u20ac\ud83d\ude00"],"a":{"\u00e9":null}}"""u8.ToArray()
                    ),
            Try
        );

    private static void Try(byte[] input)
    {
        byte[] canonical;
        try
        {
            canonical = CanonicalJson.Of(input);
        }
        catch (JsonException)
        {
            // It has no canonical form, and says so.
            return;
        }

        BrokenRuleException.Unless(
            CanonicalJson.Of(canonical).AsSpan().SequenceEqual(canonical),
            "The canonical form of a canonical form is itself."
        );
        using var document = JsonDocument.Parse(canonical);
        BrokenRuleException.Unless(
            document.RootElement.ValueKind != JsonValueKind.Undefined,
            "A canonical form is JSON."
        );
    }
}
