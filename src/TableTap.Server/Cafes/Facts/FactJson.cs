using System.Collections.Immutable;
using System.Text.Json.Serialization;
using TableTap.Ordering;
using TableTap.Protocol;

namespace TableTap.Server.Cafes;

/// <summary>
/// The source-generated JSON of every stored fact. Ordering knows no JSON, so its value types are written here: money as
/// minor units, words in <c>snake_case</c>, every field there, nothing that can be computed.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [
        typeof(MoneyJson),
        typeof(LimitsJson),
        typeof(ListJson<string>),
        typeof(ListJson<Ordering.OrderLine>),
        typeof(ListJson<OpeningHours>),
        typeof(ListJson<MenuItem>),
        typeof(ListJson<Customization>),
        typeof(ListJson<CounterProfile>),
        typeof(ListJson<StaffRecord>),
        typeof(ListJson<PlannedShift>),
        typeof(WireEnum<DayOfWeek>),
        typeof(WireEnum<Ordering.OrderType>),
        typeof(WireEnum<Ordering.OrderStatus>),
        typeof(WireEnum<LineStatus>),
        typeof(WireEnum<Ordering.OrderPriority>),
        typeof(WireEnum<Ordering.CancelReason>),
        typeof(WireEnum<Ordering.PaymentMethod>),
        typeof(WireEnum<Ordering.PaymentStatus>),
        typeof(WireEnum<Ordering.RefundStatus>),
        typeof(WireEnum<ProviderEventKind>),
        typeof(WireEnum<MoneyConcernKind>),
        typeof(WireEnum<Ordering.CounterStatus>),
        typeof(WireEnum<Ordering.BreakType>),
        typeof(WireEnum<Ordering.IntakeMode>),
        typeof(WireEnum<WaitCause>),
        typeof(WireEnum<Ordering.Role>),
        typeof(WireEnum<Audience>),
        typeof(WireEnum<Ordering.AlertCategory>),
        typeof(WireEnum<Ordering.AlertSeverity>),
    ]
)]
[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(ImmutableArray<Ordering.OrderLine>))]
[JsonSerializable(typeof(ImmutableArray<OpeningHours>))]
[JsonSerializable(typeof(ImmutableArray<MenuItem>))]
[JsonSerializable(typeof(ImmutableArray<Customization>))]
[JsonSerializable(typeof(ImmutableArray<CounterProfile>))]
[JsonSerializable(typeof(ImmutableArray<StaffRecord>))]
[JsonSerializable(typeof(ImmutableArray<PlannedShift>))]
[JsonSerializable(typeof(CafeConfigured))]
[JsonSerializable(typeof(IntakeChanged))]
[JsonSerializable(typeof(WaitTimeTold))]
[JsonSerializable(typeof(DayEnded))]
[JsonSerializable(typeof(Ordering.ItemAvailabilityChanged))]
[JsonSerializable(typeof(Ordering.CounterStatusChanged))]
[JsonSerializable(typeof(Ordering.OrderCreated))]
[JsonSerializable(typeof(Ordering.OrderAssigned))]
[JsonSerializable(typeof(OrderHeld))]
[JsonSerializable(typeof(OrderGiven))]
[JsonSerializable(typeof(LineMoved))]
[JsonSerializable(typeof(Ordering.OrderPriorityChanged))]
[JsonSerializable(typeof(Ordering.OrderEstimateChanged))]
[JsonSerializable(typeof(PickupCodeRefused))]
[JsonSerializable(typeof(OrderRated))]
[JsonSerializable(typeof(OrderConfirmed))]
[JsonSerializable(typeof(OrderStarted))]
[JsonSerializable(typeof(Ordering.OrderReady))]
[JsonSerializable(typeof(OrderRecalled))]
[JsonSerializable(typeof(Ordering.OrderCompleted))]
[JsonSerializable(typeof(Ordering.OrderCancelled))]
[JsonSerializable(typeof(PaymentStarted))]
[JsonSerializable(typeof(Ordering.PaymentProcessed))]
[JsonSerializable(typeof(PaymentAttemptFailed))]
[JsonSerializable(typeof(PaymentEventNoted))]
[JsonSerializable(typeof(Ordering.PaymentRefunded))]
[JsonSerializable(typeof(PaymentEventParked))]
[JsonSerializable(typeof(PaymentEventUnparked))]
[JsonSerializable(typeof(RefundReported))]
[JsonSerializable(typeof(MoneyConcernRaised))]
[JsonSerializable(typeof(MoneyConcernSettled))]
[JsonSerializable(typeof(EmployeeClockedIn))]
[JsonSerializable(typeof(EmployeeClockedOut))]
[JsonSerializable(typeof(Ordering.BreakStarted))]
[JsonSerializable(typeof(Ordering.BreakEnded))]
[JsonSerializable(typeof(AnnouncementPublished))]
[JsonSerializable(typeof(ScreenConnected))]
[JsonSerializable(typeof(ScreenLost))]
[JsonSerializable(typeof(TicketsSeen))]
[JsonSerializable(typeof(HistoryTrimmed))]
[JsonSerializable(typeof(AlertPending))]
[JsonSerializable(typeof(AlertPassed))]
[JsonSerializable(typeof(AlertFired))]
[JsonSerializable(typeof(AlertEscalated))]
[JsonSerializable(typeof(AlertEased))]
[JsonSerializable(typeof(AlertRepeated))]
[JsonSerializable(typeof(AlertAcknowledged))]
[JsonSerializable(typeof(AlertSnoozed))]
[JsonSerializable(typeof(Ordering.AlertResolved))]
internal sealed partial class FactJson : JsonSerializerContext;
