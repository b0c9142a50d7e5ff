using TableTap.Ordering;

namespace TableTap.Server.Cafes;

/// <summary>
/// Tells facts to those who should hear them: the table of section 3, one case per fact in the file of its topic. Pure but
/// for the ids of messages.
/// </summary>
internal static class Announcer
{
    /// <summary>Writes the messages of a fact.</summary>
    /// <param name="pad">Where they go.</param>
    /// <param name="told">The fact.</param>
    public static void Tell(MessagePad pad, FactInPlace told)
    {
        switch (told.Fact)
        {
            case OrderCreated fact:
                OrderAnnouncements.Tell(pad, told, fact);
                break;
            case OrderMoved fact:
                MoveAnnouncements.Tell(pad, told, fact);
                break;
            case OrderAssigned fact:
                TicketAnnouncements.Tell(pad, told, fact);
                break;
            case OrderHeld fact:
                TicketAnnouncements.Tell(pad, told, fact);
                break;
            case OrderGiven fact:
                TicketAnnouncements.Tell(pad, told, fact);
                break;
            case LineMoved fact:
                TicketAnnouncements.Tell(pad, told, fact);
                break;
            case OrderPriorityChanged fact:
                OrderAnnouncements.Tell(pad, told, fact);
                break;
            case OrderEstimateChanged fact:
                OrderAnnouncements.Tell(pad, told, fact);
                break;
            case PaymentProcessed fact:
                PaymentAnnouncements.Tell(pad, told, fact);
                break;
            case PaymentAttemptFailed fact:
                PaymentAnnouncements.Tell(pad, told, fact);
                break;
            case PaymentRefunded fact:
                PaymentAnnouncements.Tell(pad, told, fact);
                break;
            case RefundReported fact:
                PaymentAnnouncements.Tell(pad, told, fact);
                break;
            case EmployeeClockedIn fact:
                StaffAnnouncements.Tell(pad, told, fact);
                break;
            case EmployeeClockedOut fact:
                StaffAnnouncements.Tell(pad, told, fact);
                break;
            case BreakStarted fact:
                StaffAnnouncements.Tell(pad, told, fact);
                break;
            case BreakEnded fact:
                StaffAnnouncements.Tell(pad, told, fact);
                break;
            case CounterStatusChanged fact:
                HouseAnnouncements.Tell(pad, told, fact);
                break;
            case ItemAvailabilityChanged fact:
                HouseAnnouncements.Tell(pad, told, fact);
                break;
            case WaitTimeTold fact:
                HouseAnnouncements.Tell(pad, told, fact);
                break;
            case DayEnded fact:
                HouseAnnouncements.Tell(pad, told, fact);
                break;
            case AnnouncementPublished fact:
                HouseAnnouncements.Tell(pad, told, fact);
                break;
            case AlertFired fact:
                AlertAnnouncements.Tell(pad, told, fact);
                break;
            case AlertFact fact:
                AlertAnnouncements.Tell(pad, told, fact);
                break;
            case PickupCodeRefused
            or OrderRated
            or PaymentStarted
            or PaymentEventNoted
            or PaymentEventParked
            or PaymentEventUnparked
            or MoneyConcernRaised
            or MoneyConcernSettled
            or CafeConfigured
            or IntakeChanged
            or WatchFact:
                // Kept for the record; the table names nobody who hears them. An intake is heard by the wait times told with it.
                break;
            default:
                throw new ArgumentOutOfRangeException(
                    nameof(told),
                    told.Fact.GetType().Name,
                    "A fact without a row in the table of who hears what."
                );
        }
    }
}
