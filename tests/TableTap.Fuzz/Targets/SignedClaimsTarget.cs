using System.Security.Cryptography;
using System.Text;
using TableTap.Server.SignIn;

namespace TableTap.Fuzz.Targets;

/// <summary>The code of a table: only what the server signed is taken, to the letter.</summary>
internal static class SignedClaimsTarget
{
    private static readonly SignedClaims<TableClaims> Claims = new(
        RandomNumberGenerator.GetBytes(32),
        SignInJson.Default.TableClaims
    );

    private static readonly string Code = Claims.Sign(new("demo", "7", 3));

    public static FuzzTarget Target { get; } =
        new("table-code", () => [Encoding.UTF8.GetBytes(Code)], Try);

    private static void Try(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var reading = Claims.ReadAsync(text).AsTask();
        BrokenRuleException.Unless(
            reading.Wait(TimeSpan.FromSeconds(5)) && (reading.Result is null || text == Code),
            "Nothing is taken that the server did not sign."
        );
    }
}
