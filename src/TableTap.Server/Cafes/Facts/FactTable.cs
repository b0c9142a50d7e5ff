using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Ordering;
using TableTap.Realtime;

namespace TableTap.Server.Cafes;

/// <summary>
/// The name of every fact in the journal. A name, once written, means the same for ever: rows are added, never changed
/// or taken away.
/// </summary>
internal static class FactTable
{
    private static readonly FactJson Json = FactJson.Default;

    /// <summary>All names with the JSON of their facts.</summary>
    public static FrozenDictionary<string, JsonTypeInfo> ByName { get; } =
        new Dictionary<string, JsonTypeInfo>
        {
            ["cafe_configured"] = Json.CafeConfigured,
            ["intake_changed"] = Json.IntakeChanged,
            ["wait_time_told"] = Json.WaitTimeTold,
            ["day_ended"] = Json.DayEnded,
            ["item_availability_changed"] = Json.ItemAvailabilityChanged,
            ["counter_status_changed"] = Json.CounterStatusChanged,
            ["order_created"] = Json.OrderCreated,
            ["order_assigned"] = Json.OrderAssigned,
            ["order_held"] = Json.OrderHeld,
            ["order_given"] = Json.OrderGiven,
            ["line_moved"] = Json.LineMoved,
            ["order_priority_changed"] = Json.OrderPriorityChanged,
            ["order_estimate_changed"] = Json.OrderEstimateChanged,
            ["pickup_code_refused"] = Json.PickupCodeRefused,
            ["order_rated"] = Json.OrderRated,
            ["order_confirmed"] = Json.OrderConfirmed,
            ["order_started"] = Json.OrderStarted,
            ["order_ready"] = Json.OrderReady,
            ["order_recalled"] = Json.OrderRecalled,
            ["order_completed"] = Json.OrderCompleted,
            ["order_cancelled"] = Json.OrderCancelled,
            ["payment_started"] = Json.PaymentStarted,
            ["payment_processed"] = Json.PaymentProcessed,
            ["payment_attempt_failed"] = Json.PaymentAttemptFailed,
            ["payment_event_noted"] = Json.PaymentEventNoted,
            ["payment_refunded"] = Json.PaymentRefunded,
            ["payment_event_parked"] = Json.PaymentEventParked,
            ["payment_event_unparked"] = Json.PaymentEventUnparked,
            ["refund_reported"] = Json.RefundReported,
            ["money_concern_raised"] = Json.MoneyConcernRaised,
            ["money_concern_settled"] = Json.MoneyConcernSettled,
            ["employee_clocked_in"] = Json.EmployeeClockedIn,
            ["employee_clocked_out"] = Json.EmployeeClockedOut,
            ["break_started"] = Json.BreakStarted,
            ["break_ended"] = Json.BreakEnded,
            ["announcement_published"] = Json.AnnouncementPublished,
            ["screen_connected"] = Json.ScreenConnected,
            ["screen_lost"] = Json.ScreenLost,
            ["tickets_seen"] = Json.TicketsSeen,
            ["history_trimmed"] = Json.HistoryTrimmed,
            ["alert_pending"] = Json.AlertPending,
            ["alert_passed"] = Json.AlertPassed,
            ["alert_fired"] = Json.AlertFired,
            ["alert_escalated"] = Json.AlertEscalated,
            ["alert_eased"] = Json.AlertEased,
            ["alert_repeated"] = Json.AlertRepeated,
            ["alert_acknowledged"] = Json.AlertAcknowledged,
            ["alert_snoozed"] = Json.AlertSnoozed,
            ["alert_resolved"] = Json.AlertResolved,
        }.ToFrozenDictionary();

    private static readonly FrozenDictionary<Type, string> Names = ByName.ToFrozenDictionary(
        row => row.Value.Type,
        row => row.Key
    );

    /// <summary>The name of a fact.</summary>
    /// <param name="fact">What happened.</param>
    public static string NameOf(Fact fact) => Names[fact.GetType()];

    /// <summary>A fact as the journal takes it.</summary>
    /// <param name="fact">What happened.</param>
    public static NewFact Write(Fact fact)
    {
        var name = Names[fact.GetType()];
        return new(
            name,
            JsonSerializer.SerializeToUtf8Bytes(fact, ByName[name]),
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
}

/// <summary>The journal holds a fact that cannot be read; the server must not start without it.</summary>
public sealed class UnreadableFactException(string message, Exception? inner = null)
    : Exception(message, inner);
