using TableTap.Terms;

namespace TableTap.Ordering.Profiles;

/// <summary>Every number of the ordering rules, with the defaults of docs/protocol.md §4–§6; a café may set its own.</summary>
public sealed record CafeLimits
{
    /// <summary>The most lines that an order may have.</summary>
    /// <value>Default 50.</value>
    public int LinesPerOrder { get; init; } = 50;

    /// <summary>The most pieces of one item in an order, over all its lines.</summary>
    /// <value>Default 20.</value>
    public int QuantityPerItem { get; init; } = 20;

    /// <summary>The most customisations that a line may have.</summary>
    /// <value>Default 10.</value>
    public int CustomizationsPerLine { get; init; } = 10;

    /// <summary>Longest special instructions, rating comments, messages and reasons, in Unicode characters.</summary>
    /// <value>Default 500.</value>
    public int TextLength { get; init; } = TextLimits.Sentence;

    /// <summary>Longest name of a guest or place, in Unicode characters.</summary>
    /// <value>Default 80.</value>
    public int NameLength { get; init; } = TextLimits.Name;

    /// <summary>How long an order waits for its payment by card.</summary>
    /// <value>Default 15 min.</value>
    public TimeSpan PaymentExpiry { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after it was placed an order is kept at most while the provider works on a payment of it.</summary>
    /// <value>Default 24 h.</value>
    public TimeSpan PaymentInProcess { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long an order in cash waits at most until somebody confirms it; it never waits longer than until the café closes.</summary>
    /// <value>Default 2 h.</value>
    public TimeSpan ConfirmationExpiry { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How far ahead orders are taken for later; no time where the café takes none.</summary>
    /// <value>Default 0: none.</value>
    public TimeSpan ScheduleHorizon { get; init; }

    /// <summary>How long after its time an order for later still goes to the counters by itself; after that somebody has to decide.</summary>
    /// <value>Default 60 min.</value>
    public TimeSpan ScheduleMissedAfter { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>The most open orders of a guest that are not paid; the staff can still order for them.</summary>
    /// <value>Default 3.</value>
    public int UnpaidOrdersPerGuest { get; init; } = 3;

    /// <summary>The most open orders at a table that are not paid; the staff can still order for it.</summary>
    /// <value>Default 10.</value>
    public int UnpaidOrdersPerTable { get; init; } = 10;

    /// <summary>Failed payments after which a pending order is cancelled.</summary>
    /// <value>Default 3.</value>
    public int PaymentFailures { get; init; } = 3;

    /// <summary>Most payment events that wait for orders that are not known.</summary>
    /// <value>Default 500.</value>
    public int ParkedEvents { get; init; } = 500;

    /// <summary>How long a payment event waits for its order.</summary>
    /// <value>Default 3 days.</value>
    public TimeSpan ParkedEventsKept { get; init; } = TimeSpan.FromDays(3);

    /// <summary>How long something about money that a manager should check stays if nothing settles it.</summary>
    /// <value>Default 24 h.</value>
    public TimeSpan MoneyConcernsKept { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a pickup code is shown after the order is ready.</summary>
    /// <value>Default 15 min.</value>
    public TimeSpan PickupCodeShown { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Wrong pickup codes after which the code locks.</summary>
    /// <value>Default 5.</value>
    public int PickupCodeTries { get; init; } = 5;

    /// <summary>How long a code stays locked.</summary>
    /// <value>Default 5 min.</value>
    public TimeSpan PickupCodeLock { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the start of an item can be undone.</summary>
    /// <value>Default 60 s.</value>
    public TimeSpan StartUndoable { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long after it was handed over an order can be opened again.</summary>
    /// <value>Default 15 min.</value>
    public TimeSpan ReopenableFor { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The most notes that the staff may write to the guest of one order.</summary>
    /// <value>Default 20.</value>
    public int NotesPerOrder { get; init; } = 20;

    /// <summary>
    /// How long after everything of a course is made the next one is fired by itself; null where the staff fires it.
    /// </summary>
    /// <value>Default 0: at once.</value>
    public TimeSpan? CourseFiredAfter { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// Among how many courses a guest at a table chooses for each line, on the guest's page; with 0 nobody is asked. Other clients may send any
    /// course.
    /// </summary>
    /// <value>Default 0.</value>
    public int CoursesOffered { get; init; }

    /// <summary>Time of an item that neither was measured nor has one in the menu.</summary>
    /// <value>Default 5 min.</value>
    public TimeSpan UnknownItemTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many preparation times are remembered per counter and item.</summary>
    /// <value>Default 20.</value>
    public int PreparationTimesKept { get; init; } = 20;

    /// <summary>Preparation times below this are slips of a finger and are not remembered.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan ShortestPreparation { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Preparation times above this are forgotten tickets and are not remembered.</summary>
    /// <value>Default 60 min.</value>
    public TimeSpan LongestPreparation { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>What every item beside the longest of a ticket adds, in percent of its own time.</summary>
    /// <value>Default 40.</value>
    public int FurtherItemPercent { get; init; } = 40;

    /// <summary>What packing for takeaway adds to the estimate.</summary>
    /// <value>Default 1 min.</value>
    public TimeSpan TakeawayPacking { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How much later a counter may finish that already holds part of the order and still be preferred.</summary>
    /// <value>Default 1 min.</value>
    public TimeSpan KeepTogether { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What is reckoned for something that was started and takes longer than reckoned, and for an order that is overdue: this much of its
    /// whole time, in percent.
    /// </summary>
    /// <value>Default 20.</value>
    public int OverrunPercent { get; init; } = 20;

    /// <summary>
    /// The part of its promise after which an order that nobody finished no longer counts in the estimates of others, in percent.
    /// </summary>
    /// <value>Default 300.</value>
    public int StaleAfterPercent { get; init; } = 300;

    /// <summary>Orders measured before quotes are corrected by the café's own error.</summary>
    /// <value>Default 10.</value>
    public int QuotesNeeded { get; init; } = 10;

    /// <summary>How much later than first quoted an order may be ready and still be in time.</summary>
    /// <value>Default 1 min.</value>
    public TimeSpan OnTimeGrace { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The quote for a new order above which the café says that it is busy.</summary>
    /// <value>Default 15 min.</value>
    public TimeSpan BusyAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The quote for a new order above which the café takes no more of them.</summary>
    /// <value>Default 30 min.</value>
    public TimeSpan PausedAfter { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// A busy or paused café is so no more below this part of <see cref="BusyAfter"/> or <see cref="PausedAfter"/>, in percent.
    /// </summary>
    /// <value>Default 80.</value>
    public int IntakeLeavePercent { get; init; } = 80;

    /// <summary>The move of an estimate that guests hear of.</summary>
    /// <value>Default 2 min.</value>
    public TimeSpan EstimateMove { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The move of an estimate that guests hear of, in percent of the previous one.</summary>
    /// <value>Default 20.</value>
    public int EstimateMovePercent { get; init; } = 20;

    /// <summary>Shortest time between two changes of an order's estimate.</summary>
    /// <value>Default 1 min.</value>
    public TimeSpan EstimatePause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest time between two changes of the estimate of an order that is overdue; it doubles up to this.</summary>
    /// <value>Default 60 min.</value>
    public TimeSpan LongestEstimatePause { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>How long before a planned shift an employee may clock in.</summary>
    /// <value>Default 5 min.</value>
    public TimeSpan EarlyClockIn { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest break that can be announced.</summary>
    /// <value>Default 4 h.</value>
    public TimeSpan LongestBreak { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Local time of day at which whoever forgot is clocked out; null for never.</summary>
    /// <value>Default 04:00.</value>
    public TimeSpan? DayCutOff { get; init; } = TimeSpan.FromHours(4);

    /// <summary>How long a closed order stays in the café's memory; what is done about it later reads it again.</summary>
    /// <value>Default 24 h.</value>
    public TimeSpan ClosedOrdersKept { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Most closed orders in the café's memory, the latest first.</summary>
    /// <value>Default 10,000.</value>
    public int ClosedOrdersCount { get; init; } = 10_000;

    /// <summary>The numbers of the alert table.</summary>
    public AlertLimits Alerts
    {
        get;
        init => field = value ?? new AlertLimits();
    } = new();
}
