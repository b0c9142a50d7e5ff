using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Realtime.Keys;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Storage;

namespace TableTap.Server.Keys;

/// <summary>
/// Where the server's keys are kept: one file in the data directory, readable by its owner alone, written anew as a whole
/// (section 9).
/// </summary>
public static class ServerKeyFile
{
    /// <summary>The keys' file in the data directory.</summary>
    public const string FileName = "server-keys.json";

    /// <summary>Opens the keys of a data directory; makes them at the first start.</summary>
    /// <param name="options">Where the directory is, made if missing, and for how long keys are used and kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="failed">Told where a rotation cannot be saved.</param>
    /// <exception cref="InvalidDataException">The file holds no keys, or others may read it.</exception>
    public static ServerKeys Open(
        TableTapOptions options,
        TimeProvider time,
        Action<Exception> failed
    )
    {
        var path = PathOf(options);
        PrivateFiles.MakeDirectory(options.Storage.Directory);
        return new(
            Read(path) ?? KeyRing.Empty,
            new(
                // Servers of one database have copies of one file, and must go on having the same keys.
                options.Storage.IsEmbedded
                    ? options.Security.KeyRotation
                    : Timeout.InfiniteTimeSpan,
                options.Journal.HistoryRetention,
                options.Journal.AuditRetention
            ),
            time,
            ring =>
                PrivateFiles.Replace(
                    path,
                    JsonSerializer.SerializeToUtf8Bytes(ring, KeyJson.Default.KeyRing)
                ),
            failed
        );
    }

    /// <summary>The file of a data directory.</summary>
    /// <param name="options">Where the directory is.</param>
    public static string PathOf(TableTapOptions options) =>
        Path.Combine(options.Storage.Directory, FileName);

    /// <summary>The keys as they are kept now; null where there are none.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file holds no keys, or others may read it.</exception>
    public static KeyRing? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        PrivateFiles.Check(path, "delete it to begin with new keys");
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), KeyJson.Default.KeyRing)
                ?? throw new JsonException("null");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException(
                $"{path} holds no keys: restore it, or delete it to begin with new ones; payment messages of the last day are unreadable then.",
                broken
            );
        }
    }
}

/// <summary>The keys as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true
)]
[JsonSerializable(typeof(KeyRing))]
internal sealed partial class KeyJson : JsonSerializerContext;
