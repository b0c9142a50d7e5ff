using System.Text.Json.Serialization;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Cafes.Persistence;

/// <summary>
/// The source-generated JSON of a café's whole state. Everything that can be reached from <see cref="Cafe"/> is in it of
/// itself: a new record or field of the state needs no line here. Words are the names of members, as snapshots have always said
/// them; an enumeration with words of its own is therefore listed.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    Converters = [
        typeof(StateMoneyJson),
        typeof(JsonStringEnumConverter<OrderStatus>),
        typeof(JsonStringEnumConverter<LineStatus>),
        typeof(JsonStringEnumConverter<OrderType>),
        typeof(JsonStringEnumConverter<OrderPriority>),
        typeof(JsonStringEnumConverter<CancelReason>),
        typeof(JsonStringEnumConverter<PaymentMethod>),
        typeof(JsonStringEnumConverter<PaymentStatus>),
        typeof(JsonStringEnumConverter<Tender>),
        typeof(JsonStringEnumConverter<RefundStatus>),
        typeof(JsonStringEnumConverter<CounterStatus>),
        typeof(JsonStringEnumConverter<BreakType>),
        typeof(JsonStringEnumConverter<IntakeMode>),
        typeof(JsonStringEnumConverter<AlertCategory>),
        typeof(JsonStringEnumConverter<AlertSeverity>),
        typeof(JsonStringEnumConverter<Role>),
        typeof(JsonStringEnumConverter<Allergen>),
        typeof(JsonStringEnumConverter<Diet>),
        typeof(JsonStringEnumConverter<TaxRounding>),
        typeof(JsonStringEnumConverter<BillStatus>),
        typeof(JsonStringEnumConverter<BillAccess>),
    ]
)]
[JsonSerializable(typeof(Cafe))]
[JsonSerializable(typeof(CafeChanges))]
internal sealed partial class CafeStateJson : JsonSerializerContext;
