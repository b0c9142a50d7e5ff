using System.Text.Json.Serialization;
using TableTap.Ordering.State;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>The source-generated JSON of state over HTTP: written like the protocol's own payloads.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(Timestamp), typeof(WireEnum<WaitCause>), typeof(WireEnum<DayOfWeek>)]
)]
[JsonSerializable(typeof(MenuAnswer))]
[JsonSerializable(typeof(CountersAnswer))]
[JsonSerializable(typeof(StaffAnswer))]
[JsonSerializable(typeof(BoardAnswer))]
[JsonSerializable(typeof(WaitTimeAnswer))]
[JsonSerializable(typeof(MetricsAnswer))]
[JsonSerializable(typeof(MetricsHistoryAnswer))]
[JsonSerializable(typeof(AlertsAnswer))]
[JsonSerializable(typeof(OrdersAnswer))]
[JsonSerializable(typeof(OrderAnswer))]
[JsonSerializable(typeof(RefundsAnswer))]
[JsonSerializable(typeof(TaxesAnswer))]
[JsonSerializable(typeof(BillsAnswer))]
[JsonSerializable(typeof(ClosingsAnswer))]
[JsonSerializable(typeof(ClosingAnswer))]
[JsonSerializable(typeof(BillReceiptAnswer))]
internal sealed partial class StateJson : JsonSerializerContext;
