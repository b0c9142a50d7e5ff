using System.Text;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Terms;

namespace TableTap.Fuzz.Targets;

/// <summary>Tokens: only those that the server made are taken, to the letter.</summary>
internal static class TokenTarget
{
    private static readonly AuthOptions Options = new();
    private static readonly TokenKeys Keys = TokenKeys.Open(
        Directory.CreateTempSubdirectory("tabletap-fuzz").FullName
    );
    private static readonly string[] Genuine =
    [
        Mint(new("gus", Role.Customer, ["demo"])),
        Mint(new("anna", Role.Employee, ["demo"], ["espresso"], "Anna")),
        Mint(new("root", Role.Admin, [])),
    ];

    private static readonly TokenVerifier Verifier = new(
        Keys,
        Options,
        TimeSpan.FromSeconds(30),
        TimeProvider.System
    );

    public static FuzzTarget Target { get; } =
        new("token", () => Genuine.Select(Encoding.UTF8.GetBytes), Try);

    private static string Mint(TokenRequest request) =>
        new TokenMint(Keys, Options, TimeProvider.System).Mint(request, TimeSpan.FromDays(30));

    private static void Try(byte[] input)
    {
        var token = Encoding.UTF8.GetString(input);
        var verdict = Verifier.CheckAsync(token, CancellationToken.None).AsTask();
        BrokenRuleException.Unless(
            verdict.Wait(TimeSpan.FromSeconds(5)),
            "A token is judged without waiting for anybody."
        );
        BrokenRuleException.Unless(
            verdict.Result.Identity is null || Genuine.Contains(token, StringComparer.Ordinal),
            "Nothing is taken that the server did not sign."
        );
    }
}
