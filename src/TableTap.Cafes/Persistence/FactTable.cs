using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TableTap.Cafes.Announcements;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Figures;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Realtime.Journal;
using TableTap.Terms;
using static TableTap.Cafes.Persistence.FactRow;

namespace TableTap.Cafes.Persistence;

/// <summary>
/// Every fact, one row each: its name in the journal, its JSON, and who tells of it. A name, once written, means the same for ever:
/// rows are added, never changed or taken away.
/// </summary>
public static class FactTable
{
    private static readonly FactRow[] Rows =
    [
        Told<CafeConfiguredFact>("cafe_configured", CafeAnnouncements.Announce),
        Kept<IntakeChangedFact>("intake_changed"),
        Told<WaitTimeChangedFact>("wait_time_told", CafeAnnouncements.Announce),
        Told<VoucherOfferedFact>("voucher_offered", VoucherAnnouncements.Announce),
        Told<VoucherMovedFact>("voucher_moved", VoucherAnnouncements.Announce),
        Kept<VoucherAttemptFailedFact>("voucher_attempt_failed"),
        Told<VoucherEndedFact>("voucher_ended", VoucherAnnouncements.Announce),
        Kept<DayClosedFact>("day_closed"),
        Told<DayEndedFact>("day_ended", CafeAnnouncements.Announce),
        Told<ItemAvailabilityChangedFact>("item_availability_changed", CafeAnnouncements.Announce),
        Told<CounterStatusChangedFact>("counter_status_changed", CafeAnnouncements.Announce),
        Told<OrderCreatedFact>("order_created", OrderAnnouncements.Announce),
        Kept<OrderReturnedFact>("order_returned"),
        Told<OrderAssignedFact>("order_assigned", TicketAnnouncements.Announce),
        Told<OrderHeldFact>("order_held", TicketAnnouncements.Announce),
        Told<CourseHeldFact>("course_held", CourseAnnouncements.Announce),
        Told<CourseFiredFact>("course_fired", CourseAnnouncements.Announce),
        Told<CourseReadyFact>("course_ready", CourseAnnouncements.Announce),
        Kept<CourseTimedFact>("course_timed"),
        Told<EmployeeAssignedFact>("order_given", TicketAnnouncements.Announce),
        Told<LineMovedFact>("line_moved", TicketAnnouncements.Announce),
        Told<OrderPriorityChangedFact>("order_priority_changed", OrderAnnouncements.Announce),
        Told<OrderEstimateChangedFact>("order_estimate_changed", OrderAnnouncements.Announce),
        Kept<PickupCodeRefusedFact>("pickup_code_refused"),
        Kept<OrderRatedFact>("order_rated"),
        Told<OrderScheduledFact>("order_scheduled", ScheduleAnnouncements.Announce),
        Told<OrderRescheduledFact>("order_rescheduled", ScheduleAnnouncements.Announce),
        Told<OrderConfirmedFact>("order_confirmed", ScheduleAnnouncements.Announce),
        Told<OrderStartedFact>("order_started", StatusAnnouncements.Announce),
        Told<OrderReadyFact>("order_ready", StatusAnnouncements.Announce),
        Told<OrderRecalledFact>("order_recalled", StatusAnnouncements.Announce),
        Told<OrderCompletedFact>("order_completed", StatusAnnouncements.Announce),
        Told<OrderCancelledFact>("order_cancelled", StatusAnnouncements.Announce),
        Kept<OrderBilledFact>("order_billed"),
        Told<BillOpenedFact>("bill_opened", BillAnnouncements.Announce),
        Told<BillJoinedFact>("bill_joined", BillAnnouncements.Announce),
        Told<BillMovedFact>("bill_moved", BillAnnouncements.Announce),
        Told<BillGivenFact>("bill_given", BillAnnouncements.Announce),
        Told<BillSplitFact>("bill_split", BillAnnouncements.Announce),
        Told<BillPaidFact>("bill_paid", BillAnnouncements.Announce),
        Told<BillClosedFact>("bill_closed", BillAnnouncements.Announce),
        Told<DiscountAppliedFact>("discount_applied", PriceAnnouncements.Announce),
        Told<DiscountRemovedFact>("discount_removed", PriceAnnouncements.Announce),
        Told<ServiceChargeRemovedFact>("service_charge_removed", PriceAnnouncements.Announce),
        Kept<OrderTaxRoundedFact>("order_tax_rounded"),
        Told<OrderReopenedFact>("order_reopened", StatusAnnouncements.Announce),
        Told<OrderNoteAddedFact>("order_note_added", OrderAnnouncements.Announce),
        Kept<PaymentStartedFact>("payment_started"),
        Told<PaymentProcessedFact>("payment_processed", PaymentAnnouncements.Announce),
        Told<PaymentAttemptFailedFact>("payment_attempt_failed", PaymentAnnouncements.Announce),
        Told<PaymentAttemptEndedFact>("payment_attempt_ended", PaymentAnnouncements.Announce),
        Kept<PaymentEventRecordedFact>("payment_event_noted"),
        Told<PaymentRefundedFact>("payment_refunded", PaymentAnnouncements.Announce),
        Kept<PaymentEventParkedFact>("payment_event_parked"),
        Kept<PaymentEventUnparkedFact>("payment_event_unparked"),
        Told<RefundReportedFact>("refund_reported", PaymentAnnouncements.Announce),
        Kept<RefundAttemptFailedFact>("refund_attempt_failed"),
        Kept<RefundHandedOverFact>("refund_handed_over"),
        Kept<RefundRetriedFact>("refund_retried"),
        Kept<RefundGivenUpFact>("refund_given_up"),
        Kept<MoneyConcernRaisedFact>("money_concern_raised"),
        Kept<MoneyConcernSettledFact>("money_concern_settled"),
        Told<EmployeeClockedInFact>("employee_clocked_in", StaffAnnouncements.Announce),
        Told<EmployeeClockedOutFact>("employee_clocked_out", StaffAnnouncements.Announce),
        Told<BreakStartedFact>("break_started", StaffAnnouncements.Announce),
        Told<BreakEndedFact>("break_ended", StaffAnnouncements.Announce),
        Told<AnnouncementPublishedFact>("announcement_published", CafeAnnouncements.Announce),
        Kept<ScreenConnectedFact>("screen_connected"),
        Kept<ScreenLostFact>("screen_lost"),
        Kept<TicketsSeenFact>("tickets_seen"),
        Kept<HistoryTrimmedFact>("history_trimmed"),
        Kept<AlertPendingFact>("alert_pending"),
        Kept<AlertPassedFact>("alert_passed"),
        Told<AlertFiredFact>("alert_fired", AlertAnnouncements.Announce),
        Told<AlertEscalatedFact>("alert_escalated", AlertAnnouncements.Announce),
        Told<AlertEasedFact>("alert_eased", AlertAnnouncements.Announce),
        Told<AlertRepeatedFact>("alert_repeated", AlertAnnouncements.Announce),
        Told<AlertAcknowledgedFact>("alert_acknowledged", AlertAnnouncements.Announce),
        Told<AlertSnoozedFact>("alert_snoozed", AlertAnnouncements.Announce),
        Told<AlertResolvedFact>("alert_resolved", AlertAnnouncements.Announce),
    ];

    private static readonly FrozenDictionary<Type, FactRow> ByType = Rows.ToFrozenDictionary(row =>
        row.Type
    );

    /// <summary>All names with the types of their facts.</summary>
    public static FrozenDictionary<string, Type> ByName { get; } =
        Rows.ToFrozenDictionary(row => row.Name, row => row.Type);

    /// <summary>The JSON of a type of facts; made when it is first asked for.</summary>
    /// <param name="fact">The type, one of those in <see cref="ByName"/>.</param>
    public static JsonTypeInfo Json(Type fact) => FactJson.Default.Options.GetTypeInfo(fact);

    /// <summary>The name of a fact.</summary>
    /// <param name="fact">The fact to name.</param>
    public static string NameOf(Fact fact) => ByType[fact.GetType()].Name;

    /// <summary>Writes the messages of a fact; their ids are all that is not given by it.</summary>
    /// <param name="pad">Where they go.</param>
    /// <param name="told">The fact between its two cafés.</param>
    public static void Tell(MessageBatch pad, FactContext told)
    {
        ByType[told.Fact.GetType()].Tell(pad, told);
        if (told.Fact is OrderFact { OrderId: var orderId })
        {
            BillAnnouncements.Follow(pad, told, orderId);
        }
    }

    /// <summary>A fact as the journal takes it.</summary>
    /// <param name="fact">The fact to write.</param>
    public static NewFact Write(Fact fact)
    {
        var row = ByType[fact.GetType()];
        return new(
            row.Name,
            JsonSerializer.SerializeToUtf8Bytes(fact, Json(row.Type)),
            fact.At,
            FactSubject.Of(fact)
        );
    }

    /// <summary>A fact as it happened.</summary>
    /// <param name="stream">The stream it stands in, for the error.</param>
    /// <param name="stored">What the journal has.</param>
    /// <exception cref="UnreadableFactException">This version does not know the fact, or its JSON is broken.</exception>
    public static Fact Read(string stream, StoredFact stored)
    {
        if (!ByName.TryGetValue(stored.Type, out var type))
        {
            throw new UnreadableFactException(
                $"Stream '{stream}' holds a fact '{stored.Type}' at version {stored.Version} that this version of TableTap does not know. "
                    + "Start the version that wrote it, or a newer one."
            );
        }

        try
        {
            return (Fact?)JsonSerializer.Deserialize(stored.Data.Span, Json(type))
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
}

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
        typeof(ListJson<HeldLine>),
        typeof(ListJson<OpeningHours>),
        typeof(ListJson<MenuItem>),
        typeof(ListJson<Customization>),
        typeof(ListJson<ChoiceGroup>),
        typeof(ListJson<ChoiceOption>),
        typeof(ListJson<OptionPrice>),
        typeof(ListJson<ChosenOption>),
        typeof(ListJson<TaxClass>),
        typeof(ListJson<ItemRate>),
        typeof(ListJson<BillPart>),
        typeof(ListJson<NamedDiscount>),
        typeof(ListJson<TaxAmount>),
        typeof(ListJson<TerminalPayment>),
        typeof(ListJson<OpenMoney>),
        typeof(WireEnum<Tender>),
        typeof(WireEnum<VoucherStage>),
        typeof(WireEnum<VoucherEnd>),
        typeof(WireEnum<BillStatus>),
        typeof(WireEnum<BillAccess>),
        typeof(WireEnum<TaxRounding>),
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
[JsonSerializable(typeof(ImmutableArray<HeldLine>))]
[JsonSerializable(typeof(ImmutableArray<OpeningHours>))]
[JsonSerializable(typeof(ImmutableArray<MenuItem>))]
[JsonSerializable(typeof(ImmutableArray<Customization>))]
[JsonSerializable(typeof(ImmutableArray<ChoiceGroup>))]
[JsonSerializable(typeof(ImmutableArray<ChoiceOption>))]
[JsonSerializable(typeof(ImmutableArray<OptionPrice>))]
[JsonSerializable(typeof(ImmutableArray<ChosenOption>))]
[JsonSerializable(typeof(ImmutableArray<TaxClass>))]
[JsonSerializable(typeof(ImmutableArray<ItemRate>))]
[JsonSerializable(typeof(ImmutableArray<BillPart>))]
[JsonSerializable(typeof(ImmutableArray<NamedDiscount>))]
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
[JsonSerializable(typeof(DayClosedFact))]
[JsonSerializable(typeof(VoucherOfferedFact))]
[JsonSerializable(typeof(VoucherMovedFact))]
[JsonSerializable(typeof(VoucherAttemptFailedFact))]
[JsonSerializable(typeof(VoucherEndedFact))]
[JsonSerializable(typeof(ImmutableArray<TaxAmount>))]
[JsonSerializable(typeof(ImmutableArray<TerminalPayment>))]
[JsonSerializable(typeof(ImmutableArray<OpenMoney>))]
[JsonSerializable(typeof(ItemAvailabilityChangedFact))]
[JsonSerializable(typeof(CounterStatusChangedFact))]
[JsonSerializable(typeof(OrderCreatedFact))]
[JsonSerializable(typeof(OrderReturnedFact))]
[JsonSerializable(typeof(OrderAssignedFact))]
[JsonSerializable(typeof(OrderHeldFact))]
[JsonSerializable(typeof(CourseHeldFact))]
[JsonSerializable(typeof(CourseFiredFact))]
[JsonSerializable(typeof(CourseReadyFact))]
[JsonSerializable(typeof(CourseTimedFact))]
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
[JsonSerializable(typeof(OrderBilledFact))]
[JsonSerializable(typeof(BillOpenedFact))]
[JsonSerializable(typeof(BillJoinedFact))]
[JsonSerializable(typeof(BillMovedFact))]
[JsonSerializable(typeof(BillGivenFact))]
[JsonSerializable(typeof(BillSplitFact))]
[JsonSerializable(typeof(BillPaidFact))]
[JsonSerializable(typeof(BillClosedFact))]
[JsonSerializable(typeof(DiscountAppliedFact))]
[JsonSerializable(typeof(DiscountRemovedFact))]
[JsonSerializable(typeof(ServiceChargeRemovedFact))]
[JsonSerializable(typeof(OrderTaxRoundedFact))]
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
            JsonSerializer.Serialize(writer, fact, FactTable.Json(FactTable.ByName[name]));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static OrderFact Fact(JsonElement element)
    {
        var name = element.GetProperty("type").GetString() ?? "";
        return
            FactTable.ByName.TryGetValue(name, out var type)
            && element.GetProperty("data").Deserialize(FactTable.Json(type)) is OrderFact fact
            ? fact
            : throw new JsonException($"'{name}' is no fact of an order.");
    }
}
