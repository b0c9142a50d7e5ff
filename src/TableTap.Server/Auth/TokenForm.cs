using System.Buffers.Text;
using System.Text.Json;

namespace TableTap.Server.Auth;

/// <summary>
/// The header of a token in its one strict form (RFC 7515, RFC 7519): three parts in base64url without padding and without bits that say
/// nothing, and a header that names each thing once. What other readers would read in another way is refused before a key is looked for. Immutable.
/// </summary>
/// <param name="Algorithm">The <c>alg</c> of the header.</param>
/// <param name="KeyId">The <c>kid</c> of the header, if any.</param>
internal sealed record TokenForm(string Algorithm, string? KeyId)
{
    private const int Parts = 3;
    private const int MaxKeyId = 256;
    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = 4,
    };

    /// <summary>What brings a key along or says where one is, and what changes how the token is read: none of it is followed, so none is taken.</summary>
    private static readonly string[] Refused =
    [
        "jku",
        "jwk",
        "x5u",
        "x5c",
        "x5t",
        "x5t#S256",
        "crit",
        "b64",
        "enc",
        "zip",
    ];

    /// <summary>Reads the form of a token.</summary>
    /// <param name="token">The compact JWT as it came.</param>
    /// <exception cref="JsonException">It is not in this form; the message says why, and repeats nothing of it.</exception>
    public static TokenForm Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != Parts)
        {
            throw new JsonException("no token of three parts");
        }

        var header = Array.ConvertAll(parts, Bytes)[0];
        using var document = JsonDocument.Parse(header, Strict);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("the header is no object");
        }

        if (
            Array.Find(Refused, name => document.RootElement.TryGetProperty(name, out _)) is { } odd
        )
        {
            throw new JsonException($"the header has {odd}");
        }

        return new(
            Text(document.RootElement, "alg") ?? throw new JsonException("alg is missing"),
            Text(document.RootElement, "kid")
        );
    }

    private static byte[] Bytes(string part)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(part);
            if (bytes.Length > 0 && Base64Url.EncodeToString(bytes) == part)
            {
                return bytes;
            }
        }
        catch (FormatException)
        {
            // Told below.
        }

        throw new JsonException("a part is no strict base64url");
    }

    private static string? Text(JsonElement header, string name) =>
        !header.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 and <= MaxKeyId } text
            ? text
        : throw new JsonException($"{name} is no text of 1 to {MaxKeyId} characters");
}
