using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TableTap.Terms;

namespace TableTap.Server.Auth;

/// <summary>The id by which a user is known here, whatever the issuer of tokens calls them (section 1).</summary>
internal static class UserId
{
    /// <summary>The longest text by which an issuer may name a user.</summary>
    public const int MaxSubject = 256;

    private const string Prefix = "u_";
    private const int HashLength = 22;

    /// <summary>The issuer's own name of the user where it is an id, else an id that is made of it and stays the same.</summary>
    /// <param name="issuer">Who names the user.</param>
    /// <param name="subject">What the issuer calls the user.</param>
    public static string Of(string issuer, string subject) =>
        Identifier.IsValid(subject)
            ? subject
            : Prefix
                + Base64Url.EncodeToString(
                    SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}|{subject}"))
                )[..HashLength];
}
