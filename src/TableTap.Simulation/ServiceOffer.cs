using TableTap.Ordering.Profiles;
using TableTap.Simulation.Guests;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Tables;
using TableTap.Terms;

namespace TableTap.Simulation;

/// <summary>What of a full-service café a simulated day leaves out, and why.</summary>
internal static class ServiceOffer
{
    private static readonly Service[] OfBills =
    [
        Service.Bill,
        Service.Joining,
        Service.SecondRound,
        Service.Move,
        Service.Handover,
        Service.Merge,
        Service.EvenSplit,
        Service.SplitByLine,
        Service.PartPayment,
        Service.Change,
        Service.Terminal,
        Service.Tip,
        Service.Voucher,
        Service.Discount,
        Service.TakingBack,
        Service.ServiceChargeOff,
    ];

    private static readonly Service[] OfGuests =
    [
        Service.Note,
        Service.Comp,
        Service.Remake,
        Service.Reopening,
    ];

    private static readonly Service[] OfFullCounters = [Service.OfferedTime, Service.MakingEarly];

    /// <summary>Whether tables can pay with a voucher: the café takes them, and a code was named.</summary>
    /// <param name="options">What is simulated.</param>
    /// <param name="profile">The café.</param>
    public static bool HasVoucher(SimulationOptions options, CafeProfile profile) =>
        profile.Vouchers is not null && options.Voucher is not null;

    /// <summary>Says what is left out.</summary>
    /// <param name="options">What is simulated.</param>
    /// <param name="profile">The café.</param>
    /// <param name="plans">Everybody who comes.</param>
    /// <param name="parties">Those who come as a party with a bill.</param>
    /// <param name="takesCards">Whether guests can pay by card.</param>
    /// <param name="figures">Where it is said.</param>
    public static void SayWhatIsLeftOut(
        SimulationOptions options,
        CafeProfile profile,
        IReadOnlyList<GuestPlan> plans,
        IReadOnlyDictionary<int, TablePlan> parties,
        bool takesCards,
        SimulationStatistics figures
    )
    {
        var all = new (bool IsLeftOut, string Sentence, Service[] Services)[]
        {
            (
                profile.Bills == BillAccess.Nobody,
                "Bills of tables: the café keeps none ('bills' of its file).",
                OfBills
            ),
            (
                profile.Bills != BillAccess.Nobody && profile.Tables.Count == 0,
                "Bills of tables: the café has no tables.",
                OfBills
            ),
            (
                profile.Bills != BillAccess.Nobody
                    && profile.Tables.Count > 0
                    && parties.Count == 0,
                "Bills of tables: no party came early enough; let more guests come.",
                OfBills
            ),
            (
                profile.Bills == BillAccess.Staff,
                "Guests who join the bill of their table: the staff alone puts orders on bills ('bills' of the café's file).",
                [Service.Joining]
            ),
            (
                profile.Bills != BillAccess.Nobody
                    && profile.ServiceCharge is not { OrderType: null or OrderType.DineIn },
                "Bills without the service charge: the café has none at its tables ('serviceCharge' of its file).",
                [Service.ServiceChargeOff]
            ),
            (
                profile.Vouchers is null,
                "Vouchers: the café takes none ('vouchers' of its file).",
                [Service.Voucher]
            ),
            (
                profile.Vouchers is not null && options.Voucher is null,
                "Vouchers: no code was named (--voucher).",
                [Service.Voucher]
            ),
            (
                HasVoucher(options, profile)
                    && !parties.Values.Any(party => party.Division == BillDivision.ByVoucher),
                "Vouchers: too few parties came; let more guests come.",
                [Service.Voucher]
            ),
            (
                plans.All(plan => plan.Later is null),
                profile.Limits.ScheduleHorizon < options.Duration
                    ? "Orders for later: the café does not take them so far ahead."
                    : "Orders for later: too few guests came.",
                [Service.Rescheduling, Service.CallingOff]
            ),
            (
                profile.Counters.Items.All(counter => counter.Capacity is null),
                "Times that a full counter offers: no counter has a limit ('capacity' of the café's file).",
                OfFullCounters
            ),
            (
                profile.Counters.Items.Any(counter => counter.Capacity is not null)
                    && profile.Limits.ScheduleHorizon <= TimeSpan.Zero,
                "Times that a full counter offers: the café takes no orders for later ('scheduleHorizon' of its file).",
                OfFullCounters
            ),
            (
                profile.Limits.CourseFiredAfter == TimeSpan.Zero,
                "Courses that the staff has made: the café has each made as soon as the one before it is ('courseFiredAfter' of its file).",
                [Service.Holding, Service.Firing]
            ),
            (
                !takesCards,
                "Cards of guests' phones: no provider takes them that a simulation may use.",
                []
            ),
            (
                profile.Closing is null,
                "The day's closing: the café keeps none ('closing' of its file), so nothing was recounted.",
                []
            ),
            (
                plans.All(plan => plan.Needs == Attention.None),
                "Notes, comps, remakes and reopenings: too few guests came.",
                OfGuests
            ),
        };
        foreach (var (_, sentence, services) in all.Where(one => one.IsLeftOut))
        {
            figures.Services.LeaveOut(sentence, services);
        }
    }
}
