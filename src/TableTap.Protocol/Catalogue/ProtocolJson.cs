using System.Text.Json.Serialization;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;

namespace TableTap.Protocol.Catalogue;

/// <summary>
/// The source-generated JSON of every payload but those of commands (<see cref="CommandJson"/>): camelCase fields, snake_case words, no nulls written, unknown fields
/// ignored, duplicate keys refused, missing or null required fields refused (section 2). A nullable field without a default
/// is one of the document's samples: it is always there, null where nothing is known.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    Converters = [typeof(Timestamp), typeof(WholeNumber), typeof(SmallWholeNumber)]
)]
[JsonSerializable(typeof(ConnectionLimits))]
[JsonSerializable(typeof(ConnectionEstablished))]
[JsonSerializable(typeof(Ping))]
[JsonSerializable(typeof(Pong))]
[JsonSerializable(typeof(TokenExpiring))]
[JsonSerializable(typeof(TokenRefresh))]
[JsonSerializable(typeof(TokenRefreshed))]
[JsonSerializable(typeof(ReconnectAdvised))]
[JsonSerializable(typeof(EncryptionKey))]
[JsonSerializable(typeof(JsonWebKeyShape))]
[JsonSerializable(typeof(EncryptionKeyAccepted))]
[JsonSerializable(typeof(Error))]
[JsonSerializable(typeof(Subscribe))]
[JsonSerializable(typeof(Unsubscribe))]
[JsonSerializable(typeof(FailedSubscription))]
[JsonSerializable(typeof(SubscriptionConfirmed))]
[JsonSerializable(typeof(UnsubscriptionConfirmed))]
[JsonSerializable(typeof(SubscriptionRevoked))]
[JsonSerializable(typeof(SubscriptionExtended))]
[JsonSerializable(typeof(Reconnect))]
[JsonSerializable(typeof(MessageReplay))]
[JsonSerializable(typeof(Ack))]
[JsonSerializable(typeof(CommandResult))]
[JsonSerializable(typeof(MessageAcknowledged))]
[JsonSerializable(typeof(MessageError))]
[JsonSerializable(typeof(PricedItem))]
[JsonSerializable(typeof(OrderCreated))]
[JsonSerializable(typeof(OrderStatusChanged))]
[JsonSerializable(typeof(OrderEstimateChanged))]
[JsonSerializable(typeof(OrderReady))]
[JsonSerializable(typeof(RatingInvitation))]
[JsonSerializable(typeof(OrderCompleted))]
[JsonSerializable(typeof(OrderCancelled))]
[JsonSerializable(typeof(AssignedItem))]
[JsonSerializable(typeof(OrderAssigned))]
[JsonSerializable(typeof(OrderScheduled))]
[JsonSerializable(typeof(OrderFired))]
[JsonSerializable(typeof(CourseChanged))]
[JsonSerializable(typeof(OrderPriorityChanged))]
[JsonSerializable(typeof(OrderItemUpdated))]
[JsonSerializable(typeof(RemakeOf))]
[JsonSerializable(typeof(OrderNoteAdded))]
[JsonSerializable(typeof(BillChanged))]
[JsonSerializable(typeof(OrderTotalChanged))]
[JsonSerializable(typeof(VoucherChanged))]
[JsonSerializable(typeof(PaymentProcessed))]
[JsonSerializable(typeof(PaymentFailed))]
[JsonSerializable(typeof(PaymentRefunded))]
[JsonSerializable(typeof(ItemAvailabilityChanged))]
[JsonSerializable(typeof(MenuChanged))]
[JsonSerializable(typeof(Announcement))]
[JsonSerializable(typeof(WaitTimeChanged))]
[JsonSerializable(typeof(BoardChanged))]
[JsonSerializable(typeof(CounterStatusChanged))]
[JsonSerializable(typeof(Maintenance))]
[JsonSerializable(typeof(ShiftTimes))]
[JsonSerializable(typeof(EmployeeStatusChanged))]
[JsonSerializable(typeof(BreakStarted))]
[JsonSerializable(typeof(BreakEnded))]
[JsonSerializable(typeof(ItemCount))]
[JsonSerializable(typeof(CafeMetrics))]
[JsonSerializable(typeof(CounterMetrics))]
[JsonSerializable(typeof(MetricsUpdate))]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(AlertResolved))]
public sealed partial class ProtocolJson : JsonSerializerContext;
