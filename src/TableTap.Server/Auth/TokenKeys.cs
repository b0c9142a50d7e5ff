using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using TableTap.Storage;

namespace TableTap.Server.Auth;

/// <summary>
/// The one place where token keys come from: a 256-bit HS256 key that the first start generates in the data directory,
/// readable by its owner alone (section 1). Immutable.
/// </summary>
public sealed class TokenKeys
{
    /// <summary>The key's file in the data directory.</summary>
    public const string FileName = "token.key";

    private const int KeyBytes = 32;

    // Random bytes are never so much alike that fewer of them differ.
    private const int LeastBytes = 16;
    private const int MaxTurns = 10_000;

    private TokenKeys(byte[] key) => Key = new(key);

    /// <summary>The algorithm every token must name.</summary>
    public static string Algorithm => SecurityAlgorithms.HmacSha256;

    /// <summary>The key that signs and verifies.</summary>
    internal SymmetricSecurityKey Key { get; }

    /// <summary>A key for another purpose than tokens, made of this one (RFC 5869): what it signs is no token, and no token is signed by it.</summary>
    /// <param name="purpose">What the key is for; another purpose is another key.</param>
    internal byte[] Derive(string purpose) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Key.Key,
            KeyBytes,
            info: Encoding.UTF8.GetBytes(purpose)
        );

    /// <summary>Reads the key of a data directory, or generates it. Safe against another process that does the same.</summary>
    /// <param name="directory">The data directory; made if missing.</param>
    /// <exception cref="InvalidDataException">The file is not a key, or others may read it.</exception>
    public static TokenKeys Open(string directory)
    {
        PrivateFiles.MakeDirectory(directory);
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            Generate(path);
        }

        PrivateFiles.Check(path, "delete it to invalidate all tokens");
        var key = new byte[KeyBytes];
        var text = File.ReadAllText(path).Trim();
        return
            Convert.TryFromBase64String(text, key, out var length)
            && length == KeyBytes
            && key.Distinct().Count() >= LeastBytes
            ? new(key)
            : throw new InvalidDataException(
                $"{path} is not a key of {KeyBytes} random bytes in Base64: restore it, or delete it to invalidate all tokens."
            );
    }

    /// <summary>
    /// Under a lock, for two processes may start at once and moving a file does not fail reliably where one is already; by
    /// moving, for a crash must not leave half a key.
    /// </summary>
    private static void Generate(string path)
    {
        using var turn = Lock($"{path}.lock");
        if (File.Exists(path))
        {
            return;
        }

        PrivateFiles.Replace(
            path,
            Encoding.ASCII.GetBytes(
                Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))
            )
        );
    }

    private static FileStream Lock(string path)
    {
        var waiting = new SpinWait();
        while (true)
        {
            try
            {
                return PrivateFiles.Open(path, FileMode.OpenOrCreate);
            }
            catch (IOException) when (waiting.Count < MaxTurns && File.Exists(path))
            {
                // Another process makes the key; that takes milliseconds.
                waiting.SpinOnce();
            }
        }
    }
}
