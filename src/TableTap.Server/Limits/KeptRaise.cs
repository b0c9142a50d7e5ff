using System.Text.Json.Serialization;
using TableTap.Protocol.Values;
using TableTap.Realtime.Limits;

namespace TableTap.Server.Limits;

/// <summary>A limit that an administrator raised for a time, as it is kept. Immutable.</summary>
/// <param name="Limit">The limit, by its setting: <c>MessagesPerMinute</c>.</param>
/// <param name="Id">The id of the user, or of the café.</param>
/// <param name="Value">What it is meanwhile.</param>
/// <param name="Since">Since when.</param>
/// <param name="Until">When it is over.</param>
/// <param name="By">Who raised it.</param>
/// <param name="Reason">Why, in the administrator's words.</param>
public sealed record KeptRaise(
    string Limit,
    string Id,
    int Value,
    DateTimeOffset Since,
    DateTimeOffset Until,
    string By,
    string Reason
)
{
    /// <summary>Which limit it is; null for one that this version does not know.</summary>
    internal RaisableLimit? Raised =>
        Enum.TryParse<RaisableLimit>(Limit, ignoreCase: false, out var known) ? known : null;

    /// <summary>The key of its record.</summary>
    internal string Key => KeyOf(Limit, Id);

    /// <summary>The key of the record of a limit and an id.</summary>
    internal static string KeyOf(string limit, string id) => $"{limit}:{id}";
}

/// <summary>The source-generated JSON of raised limits as they are kept.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(Timestamp)]
)]
[JsonSerializable(typeof(KeptRaise))]
internal sealed partial class RaiseJson : JsonSerializerContext;
