using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace TableTap.Cli.Conformance.Stage;

/// <summary>
/// The tokens of one scenario. They look like those of a server (protocol section 1), for clients that read when a token ends; who may
/// come in is decided by whether a token was given out here. Thread-safe.
/// </summary>
/// <param name="scenario">The name of the scenario, which stands in each token.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenPurse(string scenario, TimeProvider time)
{
    private const int SignatureBytes = 32;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly HashSet<string> _withdrawn = new(StringComparer.Ordinal);

    /// <summary>Gives out another token.</summary>
    public string Next()
    {
        lock (_gate)
        {
            var token = Make(_given.Count + 1);
            _given.Add(token);
            return token;
        }
    }

    /// <summary>Whether a token was given out here.</summary>
    /// <param name="token">The token.</param>
    public bool Gave(string token)
    {
        lock (_gate)
        {
            return _given.Contains(token);
        }
    }

    /// <summary>Whether a token was given out here and is still good.</summary>
    /// <param name="token">The token.</param>
    public bool IsGood(string token)
    {
        lock (_gate)
        {
            return _given.Contains(token) && !_withdrawn.Contains(token);
        }
    }

    /// <summary>All tokens that were given out so far are good no more.</summary>
    public void WithdrawAll()
    {
        lock (_gate)
        {
            _withdrawn.UnionWith(_given);
        }
    }

    private string Make(int number)
    {
        var now = time.GetUtcNow();
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("sub"u8, ScriptedHistory.UserId);
            writer.WriteString("role"u8, "customer"u8);
            writer.WriteString("cafe_id"u8, ScriptedHistory.CafeId);
            writer.WriteString("jti"u8, $"{scenario}-{number}");
            writer.WriteNumber("iat"u8, now.ToUnixTimeSeconds());
            writer.WriteNumber("exp"u8, (now + Lifetime).ToUnixTimeSeconds());
            writer.WriteEndObject();
        }

        var header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8.ToArray());
        var signature = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SignatureBytes));
        return $"{header}.{Base64Url.EncodeToString(stream.ToArray())}.{signature}";
    }
}
