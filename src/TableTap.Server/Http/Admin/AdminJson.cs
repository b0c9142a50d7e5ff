using System.Text.Json.Serialization;
using TableTap.Protocol.Values;
using TableTap.Server.Limits;

namespace TableTap.Server.Http.Admin;

/// <summary>The source-generated JSON of what operators ask and are told.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    Converters = [typeof(Timestamp)]
)]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(ConnectionsAnswer))]
[JsonSerializable(typeof(DrainRequest))]
[JsonSerializable(typeof(DrainAnswer))]
[JsonSerializable(typeof(LimitRequest))]
[JsonSerializable(typeof(LimitsAnswer))]
[JsonSerializable(typeof(KeptRaise))]
public sealed partial class AdminJson : JsonSerializerContext;
