using TableTap.Ordering.Figures;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>
/// Everything a café has to know to decide its next command. Immutable: only <c>CafeApply</c> makes the next one, from a fact.
/// Safe to read from any thread.
/// </summary>
/// <param name="CafeId">The id of the café.</param>
public sealed record Cafe(string CafeId)
{
    private Derived<OpenWork> _work;
    private Derived<Staffing> _staffing;
    private Derived<Deadlines> _deadlines;
    private Derived<SettledBills> _settledBills;

    /// <summary>What it is: menu, counters, staff, hours, limits.</summary>
    public CafeProfile Profile { get; init; } = CafeProfile.None;

    /// <summary>Which menu it is: a number that is greater for each later one; 0 before there was any.</summary>
    public long MenuRevision { get; init; }

    /// <summary>How many facts the café consists of.</summary>
    public long Version { get; init; }

    /// <summary>The number of the last order; the next one is one more.</summary>
    public long LastOrderNumber { get; init; }

    /// <summary>The number of the last receipt; the next one is one more.</summary>
    public long LastReceiptNumber { get; init; }

    /// <summary>Orders that are neither completed nor cancelled, by id.</summary>
    public EquatableMap<Order> OpenOrders { get; init; }

    /// <summary>Ids of the pending orders by when each is given up unpaid, the first to go first.</summary>
    public EquatableMap<string> PaymentDeadlines { get; init; }

    /// <summary>Ids of the orders whose next course is fired by itself, by when that is, the first to go first.</summary>
    public EquatableMap<string> CourseDeadlines { get; init; }

    /// <summary>The orders that ended lately and are still kept.</summary>
    public ClosedOrders ClosedOrders { get; init; } = new();

    /// <summary>The number of the last bill; the next one is one more.</summary>
    public long LastBillNumber { get; init; }

    /// <summary>The open bills, by id.</summary>
    public EquatableMap<Bill> Bills { get; init; }

    /// <summary>The latest bills that ended, by id.</summary>
    public EquatableMap<Bill> ClosedBills { get; init; }

    /// <summary>The last closing of the day; null where there is none.</summary>
    public ClosingMark? LastClosing { get; init; }

    /// <summary>Events of payment providers that were counted, with the order they belong to.</summary>
    public EquatableMap<string> ProviderEvents { get; init; }

    /// <summary>Events of payment providers that wait for their order, by event.</summary>
    public EquatableMap<ParkedEvent> ParkedEvents { get; init; }

    /// <summary>What about money a manager should check, by id.</summary>
    public EquatableMap<MoneyConcern> MoneyConcerns { get; init; }

    /// <summary>The refunds whose money has not reached the guest yet, by id.</summary>
    public EquatableMap<PendingRefund> PendingRefunds { get; init; }

    /// <summary>The payments by voucher that are not settled with their issuer yet, by id.</summary>
    public EquatableMap<VoucherPayment> Vouchers { get; init; }

    /// <summary>What the counters are up to; a counter that is not here is active.</summary>
    public EquatableMap<CounterState> CounterStates { get; init; }

    /// <summary>Who is clocked in, by employee.</summary>
    public EquatableMap<Shift> Shifts { get; init; }

    /// <summary>The items and customisations that are out, by <see cref="Outage.Key"/>.</summary>
    public EquatableMap<Outage> Outages { get; init; }

    /// <summary>The items and options of which so many are left, by <see cref="Outage.Key"/>.</summary>
    public EquatableMap<Countdown> Countdowns { get; init; }

    /// <summary>
    /// How many pieces the orders take of each counter that makes so many in a quarter of an hour, by its beginning and the counter.
    /// </summary>
    public EquatableMap<int> SlotUse { get; init; }

    /// <summary>Whether orders are taken, and until when they are not.</summary>
    public Intake Intake { get; init; } = Intake.Normal;

    /// <summary>The last fired → ready times of one piece, by <see cref="PreparationTimes.Key"/>.</summary>
    public EquatableMap<PreparationTimes> PreparationTimes { get; init; }

    /// <summary>How long the last orders took of what was estimated; makes quotes honest.</summary>
    public QuoteErrors QuoteErrors { get; init; } = QuoteErrors.None;

    /// <summary>The wait for a new order that was last announced to guests, by kind of order.</summary>
    public EquatableMap<WaitTime> WaitTimes { get; init; }

    /// <summary>What the counters still have to make, by <see cref="Ticket.Key"/>.</summary>
    public EquatableMap<Ticket> Tickets { get; init; }

    /// <summary>The screens of the counters; a counter that is not here never had one.</summary>
    public EquatableMap<CounterScreen> Screens { get; init; }

    /// <summary>What is counted while facts come.</summary>
    public CafeFigures Figures { get; init; } = new();

    /// <summary>The alerts of the café, and what may become one.</summary>
    public AlertBoard Alerts { get; init; } = new();

    /// <summary>
    /// The place, among all facts, of the end of the last day that left orders open; 0 where none did. Orders confirmed before it are left
    /// over.
    /// </summary>
    public long DayEndedPlace { get; init; }

    /// <summary>When the history that was cut off before its time is whole again; null where none ever was.</summary>
    public DateTimeOffset? HistoryWholeAt { get; init; }

    /// <summary>The café before its first fact: nobody has configured it.</summary>
    public static Cafe Empty(string cafeId) => new(cafeId);

    /// <summary>Whether a profile was ever given.</summary>
    public bool IsConfigured => Profile.Name.Length > 0;

    /// <summary>What follows from the open orders; worked out by the first who asks.</summary>
    internal OpenWork Work
    {
        get
        {
            if (!HasWork)
            {
                _work = new(OpenWork.Of(Basis));
            }

            return _work.Value!;
        }
    }

    /// <summary>Whether what follows from the open orders is worked out.</summary>
    internal bool HasWork => _work.Value?.Basis.Is(Basis) == true;

    /// <summary>Who stands at which counter, by the staff and their shifts.</summary>
    internal Staffing Staffing
    {
        get
        {
            if (_staffing.Value?.IsOf(Profile.Staff, Shifts) != true)
            {
                _staffing = new(new Staffing(Profile.Staff, Shifts));
            }

            return _staffing.Value!;
        }
    }

    /// <summary>What ends by the clock.</summary>
    internal Deadlines Deadlines
    {
        get
        {
            if (
                _deadlines.Value?.IsOf(
                    ParkedEvents,
                    MoneyConcerns,
                    PendingRefunds,
                    Shifts,
                    Outages,
                    Countdowns
                ) != true
            )
            {
                _deadlines = new(
                    new Deadlines(
                        ParkedEvents,
                        MoneyConcerns,
                        PendingRefunds,
                        Shifts,
                        Outages,
                        Countdowns
                    )
                );
            }

            return _deadlines.Value!;
        }
    }

    /// <summary>The open bills of which nothing is due.</summary>
    internal SettledBills SettledBills
    {
        get
        {
            if (_settledBills.Value?.IsOf(Bills) != true)
            {
                _settledBills = new(new SettledBills(Bills, Order));
            }

            return _settledBills.Value!;
        }
    }

    /// <summary>What the work of the café follows from.</summary>
    internal WorkBasis Basis =>
        new(OpenOrders, Tickets, Outages, new(PreparationTimes, Profile.Limits), DayEndedPlace);

    /// <summary>The order with this id, open or lately closed.</summary>
    public Order? Order(string orderId) =>
        OpenOrders.TryGet(orderId, out var open) ? open
        : ClosedOrders.ById.TryGet(orderId, out var closed) ? closed
        : null;

    /// <summary>The open order with this id.</summary>
    public Order? OpenOrder(string orderId) =>
        OpenOrders.TryGet(orderId, out var open) ? open : null;

    /// <summary>Whether a counter of the café works.</summary>
    public CounterStatus StatusOf(string counterId) =>
        CounterStates.TryGet(counterId, out var state) ? state.Status : CounterStatus.Active;

    /// <summary>The screens of a counter; null where it never had one.</summary>
    public CounterScreen? ScreenOf(string counterId) =>
        Screens.TryGet(counterId, out var screen) ? screen : null;

    /// <summary>The name of a counter, as guests read it; its id if it is gone from the profile.</summary>
    public string CounterName(string counterId) => Profile.Counter(counterId)?.Name ?? counterId;

    /// <summary>The same café, whose settled bills are to be looked for again: an order of one is due, or no longer.</summary>
    internal Cafe WithBillsDue() => this with { _settledBills = default };

    /// <summary>Keeps what follows from the open orders, which was worked out from that of the café before.</summary>
    internal void Keep(OpenWork work) => _work = new(work);
}
