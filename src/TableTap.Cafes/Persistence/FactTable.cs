using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TableTap.Cafes.Announcements;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Realtime.Journal;
using TableTap.Terms;

namespace TableTap.Cafes.Persistence;

/// <summary>
/// Every fact, one row each: its name in the journal, its JSON, and who tells of it. A name, once written, means the same for ever:
/// rows are added, never changed or taken away.
/// </summary>
public static class FactTable
{
    private static readonly FactJson Json = FactJson.Default;

    private static readonly FactRow[] Rows =
    [
        Told("cafe_configured", Json.CafeConfiguredFact, CafeAnnouncements.Announce),
        Kept("intake_changed", Json.IntakeChangedFact),
        Told("wait_time_told", Json.WaitTimeChangedFact, CafeAnnouncements.Announce),
        Told("day_ended", Json.DayEndedFact, CafeAnnouncements.Announce),
        Told(
            "item_availability_changed",
            Json.ItemAvailabilityChangedFact,
            CafeAnnouncements.Announce
        ),
        Told("counter_status_changed", Json.CounterStatusChangedFact, CafeAnnouncements.Announce),
        Told("order_created", Json.OrderCreatedFact, OrderAnnouncements.Announce),
        Kept("order_returned", Json.OrderReturnedFact),
        Told("order_assigned", Json.OrderAssignedFact, TicketAnnouncements.Announce),
        Told("order_held", Json.OrderHeldFact, TicketAnnouncements.Announce),
        Told("order_given", Json.EmployeeAssignedFact, TicketAnnouncements.Announce),
        Told("line_moved", Json.LineMovedFact, TicketAnnouncements.Announce),
        Told("order_priority_changed", Json.OrderPriorityChangedFact, OrderAnnouncements.Announce),
        Told("order_estimate_changed", Json.OrderEstimateChangedFact, OrderAnnouncements.Announce),
        Kept("pickup_code_refused", Json.PickupCodeRefusedFact),
        Kept("order_rated", Json.OrderRatedFact),
        Told("order_scheduled", Json.OrderScheduledFact, ScheduleAnnouncements.Announce),
        Told("order_rescheduled", Json.OrderRescheduledFact, ScheduleAnnouncements.Announce),
        Told("order_confirmed", Json.OrderConfirmedFact, ScheduleAnnouncements.Announce),
        Told("order_started", Json.OrderStartedFact, StatusAnnouncements.Announce),
        Told("order_ready", Json.OrderReadyFact, StatusAnnouncements.Announce),
        Told("order_recalled", Json.OrderRecalledFact, StatusAnnouncements.Announce),
        Told("order_completed", Json.OrderCompletedFact, StatusAnnouncements.Announce),
        Told("order_cancelled", Json.OrderCancelledFact, StatusAnnouncements.Announce),
        Told("order_reopened", Json.OrderReopenedFact, StatusAnnouncements.Announce),
        Told("order_note_added", Json.OrderNoteAddedFact, OrderAnnouncements.Announce),
        Kept("payment_started", Json.PaymentStartedFact),
        Told("payment_processed", Json.PaymentProcessedFact, PaymentAnnouncements.Announce),
        Told(
            "payment_attempt_failed",
            Json.PaymentAttemptFailedFact,
            PaymentAnnouncements.Announce
        ),
        Told("payment_attempt_ended", Json.PaymentAttemptEndedFact, PaymentAnnouncements.Announce),
        Kept("payment_event_noted", Json.PaymentEventRecordedFact),
        Told("payment_refunded", Json.PaymentRefundedFact, PaymentAnnouncements.Announce),
        Kept("payment_event_parked", Json.PaymentEventParkedFact),
        Kept("payment_event_unparked", Json.PaymentEventUnparkedFact),
        Told("refund_reported", Json.RefundReportedFact, PaymentAnnouncements.Announce),
        Kept("refund_attempt_failed", Json.RefundAttemptFailedFact),
        Kept("refund_handed_over", Json.RefundHandedOverFact),
        Kept("refund_retried", Json.RefundRetriedFact),
        Kept("refund_given_up", Json.RefundGivenUpFact),
        Kept("money_concern_raised", Json.MoneyConcernRaisedFact),
        Kept("money_concern_settled", Json.MoneyConcernSettledFact),
        Told("employee_clocked_in", Json.EmployeeClockedInFact, StaffAnnouncements.Announce),
        Told("employee_clocked_out", Json.EmployeeClockedOutFact, StaffAnnouncements.Announce),
        Told("break_started", Json.BreakStartedFact, StaffAnnouncements.Announce),
        Told("break_ended", Json.BreakEndedFact, StaffAnnouncements.Announce),
        Told("announcement_published", Json.AnnouncementPublishedFact, CafeAnnouncements.Announce),
        Kept("screen_connected", Json.ScreenConnectedFact),
        Kept("screen_lost", Json.ScreenLostFact),
        Kept("tickets_seen", Json.TicketsSeenFact),
        Kept("history_trimmed", Json.HistoryTrimmedFact),
        Kept("alert_pending", Json.AlertPendingFact),
        Kept("alert_passed", Json.AlertPassedFact),
        Told("alert_fired", Json.AlertFiredFact, AlertAnnouncements.Announce),
        Told("alert_escalated", Json.AlertEscalatedFact, AlertAnnouncements.Announce),
        Told("alert_eased", Json.AlertEasedFact, AlertAnnouncements.Announce),
        Told("alert_repeated", Json.AlertRepeatedFact, AlertAnnouncements.Announce),
        Told("alert_acknowledged", Json.AlertAcknowledgedFact, AlertAnnouncements.Announce),
        Told("alert_snoozed", Json.AlertSnoozedFact, AlertAnnouncements.Announce),
        Told("alert_resolved", Json.AlertResolvedFact, AlertAnnouncements.Announce),
    ];

    private static readonly FrozenDictionary<Type, FactRow> ByType = Rows.ToFrozenDictionary(row =>
        row.Json.Type
    );

    /// <summary>All names with the JSON of their facts.</summary>
    public static FrozenDictionary<string, JsonTypeInfo> ByName { get; } =
        Rows.ToFrozenDictionary(row => row.Name, row => row.Json);

    /// <summary>The name of a fact.</summary>
    /// <param name="fact">The fact to name.</param>
    public static string NameOf(Fact fact) => ByType[fact.GetType()].Name;

    /// <summary>Writes the messages of a fact; their ids are all that is not given by it.</summary>
    /// <param name="pad">Where they go.</param>
    /// <param name="told">The fact between its two cafés.</param>
    public static void Tell(MessageBatch pad, FactContext told) =>
        ByType[told.Fact.GetType()].Tell(pad, told);

    /// <summary>A fact as the journal takes it.</summary>
    /// <param name="fact">The fact to write.</param>
    public static NewFact Write(Fact fact)
    {
        var row = ByType[fact.GetType()];
        return new(
            row.Name,
            JsonSerializer.SerializeToUtf8Bytes(fact, row.Json),
            fact.At,
            (fact as OrderFact)?.OrderId
        );
    }

    /// <summary>A fact as it happened.</summary>
    /// <param name="stream">The stream it stands in, for the error.</param>
    /// <param name="stored">What the journal has.</param>
    /// <exception cref="UnreadableFactException">This version does not know the fact, or its JSON is broken.</exception>
    public static Fact Read(string stream, StoredFact stored)
    {
        if (!ByName.TryGetValue(stored.Type, out var json))
        {
            throw new UnreadableFactException(
                $"Stream '{stream}' holds a fact '{stored.Type}' at version {stored.Version} that this version of TableTap does not know. "
                    + "Start the version that wrote it, or a newer one."
            );
        }

        try
        {
            return (Fact?)JsonSerializer.Deserialize(stored.Data.Span, json)
                ?? throw new JsonException("null is no fact.");
        }
        catch (JsonException broken)
        {
            throw new UnreadableFactException(
                $"Stream '{stream}' holds a broken fact '{stored.Type}' at version {stored.Version}: {broken.Message} "
                    + "Check the journal (tabletap journal verify), or restore a backup (tabletap journal restore FILE).",
                broken
            );
        }
    }

    /// <summary>A fact that somebody hears of: the table of section 3.</summary>
    private static FactRow Told<T>(
        string name,
        JsonTypeInfo<T> json,
        Action<MessageBatch, FactContext, T> tell
    )
        where T : Fact => new(name, json, (pad, told) => tell(pad, told, (T)told.Fact));

    /// <summary>A fact that is kept for the record: the table names nobody who hears it.</summary>
    private static FactRow Kept(string name, JsonTypeInfo json) => new(name, json, (_, _) => { });

    /// <summary>All that is true of a fact beside what it makes of the café.</summary>
    /// <param name="Name">Its name in the journal.</param>
    /// <param name="Json">Its JSON.</param>
    /// <param name="Tell">Writes the messages that tell of it.</param>
    private sealed record FactRow(
        string Name,
        JsonTypeInfo Json,
        Action<MessageBatch, FactContext> Tell
    );
}

/// <summary>The journal holds a fact that cannot be read; the server must not start without it.</summary>
public sealed class UnreadableFactException(string message, Exception? inner = null)
    : Exception(message, inner);

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
        typeof(OrderFactsJson),
        typeof(ListJson<string>),
        typeof(ListJson<OrderLine>),
        typeof(ListJson<SlotShare>),
        typeof(ListJson<OpeningHours>),
        typeof(ListJson<MenuItem>),
        typeof(ListJson<Customization>),
        typeof(ListJson<ChoiceGroup>),
        typeof(ListJson<ChoiceOption>),
        typeof(ListJson<OptionPrice>),
        typeof(ListJson<ChosenOption>),
        typeof(ListJson<Allergen>),
        typeof(ListJson<Diet>),
        typeof(WireEnum<Allergen>),
        typeof(WireEnum<Diet>),
        typeof(ListJson<TimedMenu>),
        typeof(ListJson<MenuCategory>),
        typeof(ListJson<Translation>),
        typeof(ListJson<CounterProfile>),
        typeof(ListJson<StaffRecord>),
        typeof(ListJson<PlannedShift>),
        typeof(WireEnum<DayOfWeek>),
        typeof(OrderTypeJson),
        typeof(WireEnum<OrderStatus>),
        typeof(WireEnum<LineStatus>),
        typeof(WireEnum<OrderPriority>),
        typeof(WireEnum<CancelReason>),
        typeof(WireEnum<PaymentMethod>),
        typeof(WireEnum<PaymentStatus>),
        typeof(WireEnum<RefundStatus>),
        typeof(WireEnum<ProviderEventKind>),
        typeof(WireEnum<MoneyConcernKind>),
        typeof(WireEnum<CounterStatus>),
        typeof(WireEnum<BreakType>),
        typeof(WireEnum<IntakeMode>),
        typeof(WireEnum<WaitCause>),
        typeof(WireEnum<Role>),
        typeof(WireEnum<Audience>),
        typeof(WireEnum<AlertCategory>),
        typeof(WireEnum<AlertSeverity>),
    ]
)]
[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(ImmutableArray<OrderLine>))]
[JsonSerializable(typeof(ImmutableArray<SlotShare>))]
[JsonSerializable(typeof(ImmutableArray<OpeningHours>))]
[JsonSerializable(typeof(ImmutableArray<MenuItem>))]
[JsonSerializable(typeof(ImmutableArray<Customization>))]
[JsonSerializable(typeof(ImmutableArray<ChoiceGroup>))]
[JsonSerializable(typeof(ImmutableArray<ChoiceOption>))]
[JsonSerializable(typeof(ImmutableArray<OptionPrice>))]
[JsonSerializable(typeof(ImmutableArray<ChosenOption>))]
[JsonSerializable(typeof(ImmutableArray<Allergen>))]
[JsonSerializable(typeof(ImmutableArray<Diet>))]
[JsonSerializable(typeof(ImmutableArray<TimedMenu>))]
[JsonSerializable(typeof(ImmutableArray<MenuCategory>))]
[JsonSerializable(typeof(ImmutableArray<Translation>))]
[JsonSerializable(typeof(ImmutableArray<CounterProfile>))]
[JsonSerializable(typeof(ImmutableArray<StaffRecord>))]
[JsonSerializable(typeof(ImmutableArray<PlannedShift>))]
[JsonSerializable(typeof(CafeConfiguredFact))]
[JsonSerializable(typeof(IntakeChangedFact))]
[JsonSerializable(typeof(WaitTimeChangedFact))]
[JsonSerializable(typeof(DayEndedFact))]
[JsonSerializable(typeof(ItemAvailabilityChangedFact))]
[JsonSerializable(typeof(CounterStatusChangedFact))]
[JsonSerializable(typeof(OrderCreatedFact))]
[JsonSerializable(typeof(OrderReturnedFact))]
[JsonSerializable(typeof(OrderAssignedFact))]
[JsonSerializable(typeof(OrderHeldFact))]
[JsonSerializable(typeof(EmployeeAssignedFact))]
[JsonSerializable(typeof(LineMovedFact))]
[JsonSerializable(typeof(OrderPriorityChangedFact))]
[JsonSerializable(typeof(OrderEstimateChangedFact))]
[JsonSerializable(typeof(PickupCodeRefusedFact))]
[JsonSerializable(typeof(OrderRatedFact))]
[JsonSerializable(typeof(OrderScheduledFact))]
[JsonSerializable(typeof(OrderRescheduledFact))]
[JsonSerializable(typeof(OrderConfirmedFact))]
[JsonSerializable(typeof(OrderStartedFact))]
[JsonSerializable(typeof(OrderReadyFact))]
[JsonSerializable(typeof(OrderRecalledFact))]
[JsonSerializable(typeof(OrderCompletedFact))]
[JsonSerializable(typeof(OrderCancelledFact))]
[JsonSerializable(typeof(OrderReopenedFact))]
[JsonSerializable(typeof(OrderNoteAddedFact))]
[JsonSerializable(typeof(PaymentStartedFact))]
[JsonSerializable(typeof(PaymentProcessedFact))]
[JsonSerializable(typeof(PaymentAttemptFailedFact))]
[JsonSerializable(typeof(PaymentAttemptEndedFact))]
[JsonSerializable(typeof(PaymentEventRecordedFact))]
[JsonSerializable(typeof(PaymentRefundedFact))]
[JsonSerializable(typeof(PaymentEventParkedFact))]
[JsonSerializable(typeof(PaymentEventUnparkedFact))]
[JsonSerializable(typeof(RefundReportedFact))]
[JsonSerializable(typeof(RefundAttemptFailedFact))]
[JsonSerializable(typeof(RefundHandedOverFact))]
[JsonSerializable(typeof(RefundRetriedFact))]
[JsonSerializable(typeof(RefundGivenUpFact))]
[JsonSerializable(typeof(MoneyConcernRaisedFact))]
[JsonSerializable(typeof(MoneyConcernSettledFact))]
[JsonSerializable(typeof(EmployeeClockedInFact))]
[JsonSerializable(typeof(EmployeeClockedOutFact))]
[JsonSerializable(typeof(BreakStartedFact))]
[JsonSerializable(typeof(BreakEndedFact))]
[JsonSerializable(typeof(AnnouncementPublishedFact))]
[JsonSerializable(typeof(ScreenConnectedFact))]
[JsonSerializable(typeof(ScreenLostFact))]
[JsonSerializable(typeof(TicketsSeenFact))]
[JsonSerializable(typeof(HistoryTrimmedFact))]
[JsonSerializable(typeof(AlertPendingFact))]
[JsonSerializable(typeof(AlertPassedFact))]
[JsonSerializable(typeof(AlertFiredFact))]
[JsonSerializable(typeof(AlertEscalatedFact))]
[JsonSerializable(typeof(AlertEasedFact))]
[JsonSerializable(typeof(AlertRepeatedFact))]
[JsonSerializable(typeof(AlertAcknowledgedFact))]
[JsonSerializable(typeof(AlertSnoozedFact))]
[JsonSerializable(typeof(AlertResolvedFact))]
internal sealed partial class FactJson : JsonSerializerContext;

/// <summary>Facts within a fact: an array of <c>{"type", "data"}</c>, each with the name and the JSON that it has by itself.</summary>
internal sealed class OrderFactsJson : JsonConverter<EquatableList<OrderFact>>
{
    /// <inheritdoc />
    public override EquatableList<OrderFact> Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        using var read = JsonDocument.ParseValue(ref reader);
        return read.RootElement.EnumerateArray().Select(Fact).ToEquatableList();
    }

    /// <inheritdoc />
    public override void Write(
        Utf8JsonWriter writer,
        EquatableList<OrderFact> value,
        JsonSerializerOptions options
    )
    {
        writer.WriteStartArray();
        foreach (var fact in value.Items)
        {
            writer.WriteStartObject();
            var name = FactTable.NameOf(fact);
            writer.WriteString("type", name);
            writer.WritePropertyName("data");
            JsonSerializer.Serialize(writer, fact, FactTable.ByName[name]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static OrderFact Fact(JsonElement element)
    {
        var name = element.GetProperty("type").GetString() ?? "";
        return
            FactTable.ByName.TryGetValue(name, out var json)
            && element.GetProperty("data").Deserialize(json) is OrderFact fact
            ? fact
            : throw new JsonException($"'{name}' is no fact of an order.");
    }
}
