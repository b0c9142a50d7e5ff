using System.Text;
using TableTap.Server.Webhooks;

namespace TableTap.Fuzz.Targets;

/// <summary>The header that signs a webhook: only the signature itself is taken.</summary>
internal static class SignatureTarget
{
    private const string Secret = "a-secret-of-the-fuzzed-provider";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_705_312_800);
    private static readonly byte[] Body = "{}"u8.ToArray();
    private static readonly string Right = WebhookSignature.Header(
        Secret,
        Now.ToUnixTimeSeconds(),
        Body
    );

    public static FuzzTarget Target { get; } =
        new(
            "signature",
            () =>
                new[] { Right, "t=1,v1=00", "v1=,v1=,t=", Right + ",v1=aa" }.Select(
                    Encoding.UTF8.GetBytes
                ),
            Try
        );

    private static void Try(byte[] input)
    {
        var header = Encoding.UTF8.GetString(input);
        var verdict = WebhookSignature.Check(header, Body, [Secret], TimeSpan.FromMinutes(5), Now);
        BrokenRuleException.Unless(
            verdict != SignatureVerdict.Right
                || header.Contains(Right[^64..], StringComparison.OrdinalIgnoreCase),
            "Only who knows the secret signs."
        );
    }
}
