using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TableTap.Ordering;
using TableTap.Protocol;
using TableTap.Realtime;
using TableTap.Terms;

namespace TableTap.Server.Cafes;

/// <summary>
/// Every fact, one row each: its name in the journal, its JSON, and who tells of it. A name, once written, means the same for ever:
/// rows are added, never changed or taken away.
/// </summary>
internal static class FactTable
{
    private static readonly FactJson Json = FactJson.Default;

    private static readonly FactRow[] Rows =
    [
        Kept("cafe_configured", Json.CafeConfigured),
        Kept("intake_changed", Json.IntakeChanged),
        Told("wait_time_told", Json.WaitTimeTold, HouseAnnouncements.Tell),
        Told("day_ended", Json.DayEnded, HouseAnnouncements.Tell),
        Told("item_availability_changed", Json.ItemAvailabilityChanged, HouseAnnouncements.Tell),
        Told("counter_status_changed", Json.CounterStatusChanged, HouseAnnouncements.Tell),
        Told("order_created", Json.OrderCreated, OrderAnnouncements.Tell),
        Told("order_assigned", Json.OrderAssigned, TicketAnnouncements.Tell),
        Told("order_held", Json.OrderHeld, TicketAnnouncements.Tell),
        Told("order_given", Json.OrderGiven, TicketAnnouncements.Tell),
        Told("line_moved", Json.LineMoved, TicketAnnouncements.Tell),
        Told("order_priority_changed", Json.OrderPriorityChanged, OrderAnnouncements.Tell),
        Told("order_estimate_changed", Json.OrderEstimateChanged, OrderAnnouncements.Tell),
        Kept("pickup_code_refused", Json.PickupCodeRefused),
        Kept("order_rated", Json.OrderRated),
        Told("order_confirmed", Json.OrderConfirmed, MoveAnnouncements.Tell),
        Told("order_started", Json.OrderStarted, MoveAnnouncements.Tell),
        Told("order_ready", Json.OrderReady, MoveAnnouncements.Tell),
        Told("order_recalled", Json.OrderRecalled, MoveAnnouncements.Tell),
        Told("order_completed", Json.OrderCompleted, MoveAnnouncements.Tell),
        Told("order_cancelled", Json.OrderCancelled, MoveAnnouncements.Tell),
        Kept("payment_started", Json.PaymentStarted),
        Told("payment_processed", Json.PaymentProcessed, PaymentAnnouncements.Tell),
        Told("payment_attempt_failed", Json.PaymentAttemptFailed, PaymentAnnouncements.Tell),
        Kept("payment_event_noted", Json.PaymentEventNoted),
        Told("payment_refunded", Json.PaymentRefunded, PaymentAnnouncements.Tell),
        Kept("payment_event_parked", Json.PaymentEventParked),
        Kept("payment_event_unparked", Json.PaymentEventUnparked),
        Told("refund_reported", Json.RefundReported, PaymentAnnouncements.Tell),
        Kept("money_concern_raised", Json.MoneyConcernRaised),
        Kept("money_concern_settled", Json.MoneyConcernSettled),
        Told("employee_clocked_in", Json.EmployeeClockedIn, StaffAnnouncements.Tell),
        Told("employee_clocked_out", Json.EmployeeClockedOut, StaffAnnouncements.Tell),
        Told("break_started", Json.BreakStarted, StaffAnnouncements.Tell),
        Told("break_ended", Json.BreakEnded, StaffAnnouncements.Tell),
        Told("announcement_published", Json.AnnouncementPublished, HouseAnnouncements.Tell),
        Kept("screen_connected", Json.ScreenConnected),
        Kept("screen_lost", Json.ScreenLost),
        Kept("tickets_seen", Json.TicketsSeen),
        Kept("history_trimmed", Json.HistoryTrimmed),
        Kept("alert_pending", Json.AlertPending),
        Kept("alert_passed", Json.AlertPassed),
        Told("alert_fired", Json.AlertFired, AlertAnnouncements.Tell),
        Told("alert_escalated", Json.AlertEscalated, AlertAnnouncements.Tell),
        Told("alert_eased", Json.AlertEased, AlertAnnouncements.Tell),
        Told("alert_repeated", Json.AlertRepeated, AlertAnnouncements.Tell),
        Told("alert_acknowledged", Json.AlertAcknowledged, AlertAnnouncements.Tell),
        Told("alert_snoozed", Json.AlertSnoozed, AlertAnnouncements.Tell),
        Told("alert_resolved", Json.AlertResolved, AlertAnnouncements.Tell),
    ];

    private static readonly FrozenDictionary<Type, FactRow> ByType = Rows.ToFrozenDictionary(row =>
        row.Json.Type
    );

    /// <summary>All names with the JSON of their facts.</summary>
    public static FrozenDictionary<string, JsonTypeInfo> ByName { get; } =
        Rows.ToFrozenDictionary(row => row.Name, row => row.Json);

    /// <summary>The name of a fact.</summary>
    /// <param name="fact">What happened.</param>
    public static string NameOf(Fact fact) => ByType[fact.GetType()].Name;

    /// <summary>Writes the messages of a fact; their ids are all that is not given by it.</summary>
    /// <param name="pad">Where they go.</param>
    /// <param name="told">The fact.</param>
    public static void Tell(MessagePad pad, FactInPlace told) =>
        ByType[told.Fact.GetType()].Tell(pad, told);

    /// <summary>A fact as the journal takes it.</summary>
    /// <param name="fact">What happened.</param>
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
        Action<MessagePad, FactInPlace, T> tell
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
        Action<MessagePad, FactInPlace> Tell
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
        typeof(ListJson<string>),
        typeof(ListJson<Ordering.OrderLine>),
        typeof(ListJson<OpeningHours>),
        typeof(ListJson<MenuItem>),
        typeof(ListJson<Customization>),
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
