using TableTap.Server.Webhooks;

namespace TableTap.Server.Tests.Webhooks;

/// <summary>The webhooks that lie beside the tests, with the signatures that were made of them once and for all.</summary>
internal static class Signed
{
    public const string StripeSecret = "whsec_fixture_secret_of_stripe";
    public const string HmacSecret = "fixture-secret-of-a-provider";

    /// <summary>When all of them were signed.</summary>
    public static readonly DateTimeOffset At = new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero);

    private static readonly string Folder = Path.Combine(
        AppContext.BaseDirectory,
        "Webhooks",
        "fixtures"
    );

    public static IReadOnlyDictionary<string, string> Signatures { get; } =
        File.ReadLines(Path.Combine(Folder, "signatures.txt"))
            .Select(line => line.Split(' '))
            .ToDictionary(line => line[0], line => line[1]);

    public static byte[] Body(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public static string SecretOf(string name) =>
        name.StartsWith("stripe.", StringComparison.Ordinal) ? StripeSecret : HmacSecret;

    /// <summary>The header of a body that is signed now.</summary>
    public static string Header(string secret, DateTimeOffset at, byte[] body) =>
        $"t={at.ToUnixTimeSeconds()},v1={Convert.ToHexStringLower(WebhookSignature.Of(secret, at.ToUnixTimeSeconds(), body))}";
}
