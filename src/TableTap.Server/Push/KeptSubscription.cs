using System.Text.Json.Serialization;

namespace TableTap.Server.Push;

/// <summary>
/// How the phone of the guest of an order is told that it is ready, as it is kept. Its address is secret: who has it can send to that
/// phone what the server's key signs. Immutable.
/// </summary>
/// <param name="OrderId">The order.</param>
/// <param name="CafeId">The café that makes it.</param>
/// <param name="UserId">The guest whose order it is.</param>
/// <param name="Endpoint">The address at the push service of the guest's browser.</param>
/// <param name="P256dh">The public key of the browser, base64url.</param>
/// <param name="Auth">The secret of the browser, base64url.</param>
/// <param name="At">When the guest asked for it.</param>
/// <param name="ToldOf">Of which time of being ready the phone was told, in milliseconds of Unix time; 0 for none yet.</param>
/// <param name="Attempts">How often it was tried in vain since.</param>
/// <param name="NextAttemptAt">When it is tried next; null for at once.</param>
internal sealed record KeptSubscription(
    string OrderId,
    string CafeId,
    string UserId,
    string Endpoint,
    string P256dh,
    string Auth,
    DateTimeOffset At,
    long ToldOf = 0,
    int Attempts = 0,
    DateTimeOffset? NextAttemptAt = null
)
{
    /// <summary>The host of the push service, which may be told of.</summary>
    [JsonIgnore]
    public string Host => new Uri(Endpoint).IdnHost;
}

/// <summary>What a phone is told: ids, the order's number and the café's name, and nothing of a person.</summary>
/// <param name="Type">Always <c>order_ready</c>.</param>
/// <param name="OrderId">The order.</param>
/// <param name="OrderNumber">What people call it.</param>
/// <param name="CafeId">The café.</param>
/// <param name="CafeName">What people call the café.</param>
internal sealed record PushNotification(
    string Type,
    string OrderId,
    string OrderNumber,
    string CafeId,
    string CafeName
);

/// <summary>The source-generated JSON of what is kept and sent of notifications.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(KeptSubscription))]
[JsonSerializable(typeof(PushNotification))]
internal sealed partial class PushJson : JsonSerializerContext;
