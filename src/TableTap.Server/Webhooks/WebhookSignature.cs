using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TableTap.Server.Webhooks;

/// <summary>What checking a signature found.</summary>
internal enum SignatureVerdict
{
    /// <summary>The signature is right and of this time.</summary>
    Right,

    /// <summary>The request has no signature.</summary>
    Missing,

    /// <summary>It is not one, or not by any of the secrets.</summary>
    Wrong,

    /// <summary>It is too old, or from the future.</summary>
    OutOfTime,
}

/// <summary>
/// The signature of a webhook: <c>t=1700000000,v1=…</c>, where <c>v1</c> is HMAC-SHA256 in hex over <c>{t}.{body}</c>. Several
/// <c>v1</c> may stand there and several secrets may be valid, so that a secret can be changed without a gap.
/// </summary>
internal static class WebhookSignature
{
    private const int MaxSignatures = 16;
    private const int LongestHeader = 4096;

    /// <summary>Checks a signature. How long it takes does not tell how much of it was right.</summary>
    /// <param name="header">The header's value.</param>
    /// <param name="body">The body it signs.</param>
    /// <param name="secrets">The secrets that are valid now.</param>
    /// <param name="tolerance">How far its time may be off.</param>
    /// <param name="now">The time.</param>
    public static SignatureVerdict Check(
        string? header,
        ReadOnlySpan<byte> body,
        IReadOnlyList<string> secrets,
        TimeSpan tolerance,
        DateTimeOffset now
    )
    {
        if (string.IsNullOrEmpty(header))
        {
            return SignatureVerdict.Missing;
        }

        if (!TryRead(header, out var time, out var signatures))
        {
            return SignatureVerdict.Wrong;
        }

        var right = false;
        foreach (var secret in secrets)
        {
            var expected = Of(secret, time, body);
            foreach (var signature in signatures)
            {
                right |= CryptographicOperations.FixedTimeEquals(expected, signature);
            }
        }

        return !right ? SignatureVerdict.Wrong
            : Math.Abs((double)now.ToUnixTimeSeconds() - time) > tolerance.TotalSeconds
                ? SignatureVerdict.OutOfTime
            : SignatureVerdict.Right;
    }

    /// <summary>The header's value that signs a body at a time.</summary>
    /// <param name="secret">The secret; its UTF-8 is the key.</param>
    /// <param name="time">Seconds since 1970.</param>
    /// <param name="body">The body.</param>
    public static string Header(string secret, long time, ReadOnlySpan<byte> body) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"t={time},v1={Convert.ToHexStringLower(Of(secret, time, body))}"
        );

    /// <summary>The signature of a body at a time.</summary>
    /// <param name="secret">The secret; its UTF-8 is the key.</param>
    /// <param name="time">Seconds since 1970.</param>
    /// <param name="body">The body.</param>
    public static byte[] Of(string secret, long time, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(secret)
        );
        hash.AppendData(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{time}."))
        );
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    private static bool TryRead(string header, out long time, out List<byte[]> signatures)
    {
        (time, signatures) = (0, []);
        if (header.Length > LongestHeader)
        {
            return false;
        }

        var timed = false;
        foreach (var part in header.Split(','))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = at < 0 ? ("", "") : (part[..at].Trim(), part[(at + 1)..].Trim());
            if (name == "t")
            {
                timed = long.TryParse(
                    value,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out time
                );
            }
            else if (
                name == "v1"
                && signatures.Count < MaxSignatures
                && value.Length == 2 * SHA256.HashSizeInBytes
                && value.All(char.IsAsciiHexDigit)
            )
            {
                signatures.Add(Convert.FromHexString(value));
            }
        }

        return timed && signatures.Count > 0;
    }
}
