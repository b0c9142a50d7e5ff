using System.Security.Cryptography;
using System.Text;

namespace TableTap.Server.SignIn;

/// <summary>A PIN as it is kept: PBKDF2 with HMAC-SHA-256 (RFC 8018), with all that is needed to compute it again. Immutable.</summary>
/// <param name="Iterations">The rounds.</param>
/// <param name="Salt">The salt, drawn for this PIN.</param>
/// <param name="Hash">What came out.</param>
internal sealed record PinHash(int Iterations, byte[] Salt, byte[] Hash)
{
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    /// <summary>What a PIN looks like, in words.</summary>
    public const string Rule = "4 to 12 digits";

    /// <summary>Whether a text has the form of a PIN.</summary>
    /// <param name="pin">The text.</param>
    public static bool IsPin(string pin) =>
        pin.Length is >= 4 and <= 12 && pin.All(char.IsAsciiDigit);

    /// <summary>Whether a PIN is of those that are tried first: one digit again and again, a run (1234, 9876), or one half twice (1212).</summary>
    /// <param name="pin">A text in the form of a PIN.</param>
    public static bool IsGuessable(string pin)
    {
        var steps = pin.Zip(pin.Skip(1), (digit, next) => next - digit).Distinct().ToArray();
        var half = pin.Length / 2;
        return steps is [0] or [1] or [-1] || pin[..half] == pin[half..];
    }

    /// <summary>Hashes a new PIN.</summary>
    /// <param name="pin">The PIN.</param>
    /// <param name="iterations">The rounds.</param>
    public static PinHash Of(string pin, int iterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new(iterations, salt, Compute(pin, salt, iterations));
    }

    /// <summary>A hash that no PIN has, which costs as much to compare: who is not known takes as long as who is.</summary>
    /// <param name="iterations">The rounds.</param>
    public static PinHash OfNobody(int iterations) =>
        new(iterations, new byte[SaltBytes], new byte[HashBytes]);

    /// <summary>Whether it is the hash of this PIN; takes the same time whatever the answer.</summary>
    /// <param name="pin">The PIN to compare.</param>
    public bool IsOf(string pin) =>
        CryptographicOperations.FixedTimeEquals(Compute(pin, Salt, Iterations), Hash);

    private static byte[] Compute(string pin, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(
            Encoding.ASCII.GetBytes(pin),
            salt,
            iterations,
            HashAlgorithmName.SHA256,
            HashBytes
        );
}
