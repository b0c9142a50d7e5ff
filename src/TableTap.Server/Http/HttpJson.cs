using System.Text.Json.Serialization;
using TableTap.Protocol;
using TableTap.Server.Cafes;

namespace TableTap.Server.Http;

/// <summary>The source-generated JSON of what only HTTP says.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    Converters = [typeof(Timestamp), typeof(WireEnum<TestPaymentStatus>)]
)]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(RevocationRequest))]
[JsonSerializable(typeof(DemoSession))]
[JsonSerializable(typeof(UndeliveredAnswer))]
[JsonSerializable(typeof(CafeImportAnswer))]
[JsonSerializable(typeof(AuditAnswer))]
[JsonSerializable(typeof(AuditEntryAnswer))]
[JsonSerializable(typeof(WebhookAnswer))]
[JsonSerializable(typeof(TestPaymentRequest))]
[JsonSerializable(typeof(TestPaymentAnswer))]
internal sealed partial class HttpJson : JsonSerializerContext;
