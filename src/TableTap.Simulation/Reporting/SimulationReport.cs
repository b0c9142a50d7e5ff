using System.Text.Json.Serialization;
using TableTap.Protocol.Values;
using TableTap.Simulation.Scenario;
using TableTap.Terms;

namespace TableTap.Simulation.Reporting;

/// <summary>What one kind of reader got.</summary>
/// <param name="Role">The line's name.</param>
/// <param name="Readers">How many of them.</param>
/// <param name="Expected">Messages the journal held for them.</param>
/// <param name="Received">Messages they read.</param>
/// <param name="Missing">Messages that never came.</param>
/// <param name="Doubled">Messages that came twice, to the application or on one socket.</param>
/// <param name="Reordered">Messages out of their turn, for the application or on one socket.</param>
/// <param name="Resent">Messages that were rightly told again, such as unacknowledged ones.</param>
/// <param name="Reconnections">Connections lost and regained.</param>
/// <param name="FirstDoubled">One of the messages that came twice on one socket, in words; null where none did.</param>
public sealed record RoleReport(
    string Role,
    int Readers,
    long Expected,
    long Received,
    long Missing,
    long Doubled,
    long Reordered,
    long Resent,
    int Reconnections,
    string? FirstDoubled = null
);

/// <summary>What became of the orders.</summary>
/// <param name="Acknowledged">Orders the server said yes to.</param>
/// <param name="Outcomes">How visits ended, by word.</param>
/// <param name="Lost">Acknowledged orders that the journal does not know.</param>
/// <param name="Doubled">Orders that exist twice, or that nobody made.</param>
/// <param name="Open">Acknowledged orders that did not end.</param>
/// <param name="WaitP50">Median minutes from order to ready, in the café's time; null without any.</param>
/// <param name="WaitP90">The same that nine of ten stayed under.</param>
/// <param name="WaitLongest">The longest of them.</param>
/// <param name="PaidByCard">Paid by card.</param>
/// <param name="PaidInCash">Paid in cash.</param>
/// <param name="Declined">How many cards were declined.</param>
/// <param name="Refunded">Refunds given for complaints.</param>
/// <param name="Uncollected">Orders that nobody collected; the manager cancelled them in the end.</param>
/// <param name="ForLater">Orders for later that became ready.</param>
/// <param name="LaterP90">Minutes after its time by which nine of ten of them were ready, in the café's time; null without any.</param>
public sealed record OrdersReport(
    int Acknowledged,
    IReadOnlyDictionary<string, int> Outcomes,
    int Lost,
    int Doubled,
    int Open,
    double? WaitP50,
    double? WaitP90,
    double? WaitLongest,
    int PaidByCard,
    int PaidInCash,
    int Declined,
    int Refunded,
    int Uncollected,
    int ForLater,
    double? LaterP90
);

/// <summary>How many of an item were sold.</summary>
/// <param name="Name">The item's name.</param>
/// <param name="Units">How many were sold.</param>
public sealed record SoldItem(string Name, int Units);

/// <summary>What the café sold in the rush.</summary>
/// <param name="Currency">The code of the currency, by ISO 4217.</param>
/// <param name="Revenue">What was paid, less what was refunded.</param>
/// <param name="GivenBack">What was refunded.</param>
/// <param name="BestSellers">What was paid for most, at most five.</param>
/// <param name="PlannedLines">Lines that guests came for.</param>
/// <param name="OrderedLines">Those of guests who could order, be it something else than they first wished for.</param>
/// <param name="TurnedAway">What guests heard whom the café took no order of, and how many.</param>
/// <param name="Closed">What the manager's closing says that came in less what went back, of the rush and before it; null where the café keeps no closings.</param>
public sealed record SalesReport(
    string Currency,
    Money Revenue,
    Money GivenBack,
    IReadOnlyList<SoldItem> BestSellers,
    int PlannedLines,
    int OrderedLines,
    IReadOnlyDictionary<string, int> TurnedAway,
    Money? Closed = null
);

/// <summary>How it was at a counter in the rush.</summary>
/// <param name="CounterId">The id of the counter.</param>
/// <param name="Name">The name of the counter.</param>
/// <param name="Tickets">Tickets that came.</param>
/// <param name="LongestQueue">How many waited when most did.</param>
/// <param name="BusiestMinute">When that was, in minutes of the café's time; null where no ticket came.</param>
public sealed record CounterSummary(
    string CounterId,
    string Name,
    int Tickets,
    int LongestQueue,
    double? BusiestMinute
);

/// <summary>How well the times held that guests were told when their orders were confirmed (section 6).</summary>
/// <param name="Orders">Orders that became ready.</param>
/// <param name="MedianError">Half of them were off by less, as a part of the quote.</param>
/// <param name="OnTimeRate">The part that was ready as quoted.</param>
public sealed record QuoteReport(int Orders, double MedianError, double OnTimeRate);

/// <summary>The end of a simulation.</summary>
/// <param name="Passed">Whether at least nine of ten planned lines could be ordered, nine of ten other things that guests needed were done, the closing is what the day had, nothing was missing, doubled or reordered, and every order exists once and has ended.</param>
/// <param name="Failures">Why it failed, in sentences; empty where it passed.</param>
/// <param name="Seconds">How long it took, by the clock.</param>
/// <param name="Guests">How many came.</param>
/// <param name="Sales">What the café sold.</param>
/// <param name="Counters">How it was at each counter.</param>
/// <param name="Orders">What became of the orders.</param>
/// <param name="Messages">What each role got.</param>
/// <param name="PhonesDropped">Phones that lost their network.</param>
/// <param name="ServerRestarts">How often the server went away and came back.</param>
/// <param name="Frames">Frames on the checked sockets, both ways.</param>
/// <param name="Alerts">Alerts the manager saw, by category.</param>
/// <param name="AlertsResolved">How many of them were resolved.</param>
/// <param name="Quotes">How the quotes held; null where the café's time ran faster than the clock that the server quotes by.</param>
/// <param name="Events">What happened in the café.</param>
/// <param name="StaffRefusals">Commands of the staff that were refused, by code; what was done for guests with its words, too.</param>
/// <param name="GuestRefusals">Changes of orders that guests were refused, with the words; what could not be ordered is among the sales.</param>
/// <param name="Service">What the café did for its guests besides orders.</param>
public sealed record SimulationReport(
    bool Passed,
    IReadOnlyList<string> Failures,
    double Seconds,
    int Guests,
    SalesReport Sales,
    IReadOnlyList<CounterSummary> Counters,
    OrdersReport Orders,
    IReadOnlyList<RoleReport> Messages,
    int PhonesDropped,
    int ServerRestarts,
    long Frames,
    IReadOnlyDictionary<string, int> Alerts,
    int AlertsResolved,
    QuoteReport? Quotes,
    IReadOnlyList<SimulatedEvent> Events,
    IReadOnlyDictionary<string, int> StaffRefusals,
    IReadOnlyDictionary<string, int> GuestRefusals,
    ServiceReport Service
);

/// <summary>How far the quiet time before the rush is.</summary>
/// <param name="Done">Guests who are done.</param>
/// <param name="All">Guests there are; fewer come where they take long.</param>
public sealed record WarmUpProgress(int Done, int All);

/// <summary>How it stands, while it runs.</summary>
/// <param name="CafeTime">The café's time in the rush; null before it.</param>
/// <param name="WarmUp">How far the quiet time before it is.</param>
/// <param name="Guests">Guests who came.</param>
/// <param name="Orders">Orders that were acknowledged.</param>
/// <param name="Ended">Guests who are done.</param>
/// <param name="Tickets">Tickets waiting at each counter.</param>
/// <param name="Reconnections">Connections lost and regained.</param>
/// <param name="ServerRestarts">How often the server went away and came back.</param>
public sealed record SimulationProgress(
    TimeSpan? CafeTime,
    WarmUpProgress WarmUp,
    int Guests,
    int Orders,
    int Ended,
    IReadOnlyDictionary<string, int> Tickets,
    int Reconnections,
    int ServerRestarts
)
{
    /// <summary>The same in one line, as people read it.</summary>
    public string Line =>
        CafeTime is not { } time
            ? WarmUp.All == 0
                ? "opening the café"
                : $"before the rush the café learns how fast its staff is: {WarmUp.Done} of at most {WarmUp.All} first orders served"
            : $"{time:hh\\:mm\\:ss}  guests {Guests}  orders {Orders}  done {Ended}  waiting "
                + string.Join(" ", Tickets.Select(counter => $"{counter.Key} {counter.Value}"))
                + $"  reconnects {Reconnections}";
}

/// <summary>The report as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    Converters = [typeof(Timestamp)]
)]
[JsonSerializable(typeof(SimulationReport))]
public sealed partial class ReportJson : JsonSerializerContext;
