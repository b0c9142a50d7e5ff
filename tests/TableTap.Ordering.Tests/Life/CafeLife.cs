using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Figures;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>
/// A café on a clock of its own: whatever anybody does is decided, applied and checked fact by fact. What happens next is
/// kept in the order of its time, so that a day takes milliseconds.
/// </summary>
internal sealed class CafeLife
{
    private const int RecountedEvery = 200;
    private static readonly TimeSpan WatchedEvery = TimeSpan.FromSeconds(30);

    private readonly PriorityQueue<Action, (DateTimeOffset At, long Number)> _agenda = new();
    private readonly DecisionSources _ids;
    private readonly List<Fact> _facts = [];
    private DateTimeOffset _time;
    private DateTimeOffset _reviewed;
    private DateTimeOffset _watched;
    private TimeSpan _skew;
    private bool _hasJumped;
    private long _entries;
    private int _newIds;

    private CafeLife(DayPlan plan)
    {
        Plan = plan;
        Random = new Random(plan.Seed);
        _ids = new DecisionSources(() => $"id-{++_newIds:D6}", Random.Next);
        Cafe = Cafe.Empty(DemoCafe.Id);
        _time = Day.Morning;
    }

    public DayPlan Plan { get; }

    public Random Random { get; }

    public Ledger Ledger { get; } = new();

    public Cafe Cafe { get; private set; }

    /// <summary>Kinds of facts and refusals that were seen, and what else has to be.</summary>
    public HashSet<object> Seen { get; } = [];

    /// <summary>How often the figures were counted again.</summary>
    public int Recounts { get; private set; }

    /// <summary>Whether everybody has stopped making trouble.</summary>
    public bool IsCalm { get; private set; }

    /// <summary>What the café's clock shows; it may jump, time itself does not.</summary>
    public DateTimeOffset Clock => _time + _skew;

    /// <summary>Lives a day to its end.</summary>
    public static CafeLife Live(DayPlan plan)
    {
        var life = new CafeLife(plan);
        var profile = CafeOf(plan);
        life._time = plan.Opens;
        life.Do(Day.Ada, new ConfigureCafe(profile));
        var staff = new StaffLife(life);
        var guests = new GuestLife(life);
        staff.Open();
        guests.Come(plan.Orders, TimeSpan.FromHours(3));
        if (plan.Has(Trouble.TablesPayLater))
        {
            new BillLife(life).Open(1 + plan.Orders / 8);
        }

        if (plan.ChangesPrices)
        {
            new PriceLife(life).Open(1 + plan.Orders / 4);
        }

        if (plan.KeepsClosings)
        {
            new ClosingLife(life).Open();
        }

        life.Run(TimeSpan.FromHours(4));
        life.IsCalm = true;
        life.Do(
            Day.Ada,
            new ConfigureCafe(
                life.Cafe.Profile with
                {
                    Counters = profile.Counters,
                    Staff = profile.Staff,
                }
            )
        );
        staff.Calm();
        life.Run(TimeSpan.FromHours(4), until: () => life.Cafe.OpenOrders.Count == 0);
        life.Ledger.AfterDay(life.Cafe);
        life.Recount(life.Clock);
        life.Run(TimeSpan.FromMinutes(75));
        staff.Calm();
        life.Do(Actor.System, new ReviewAlerts());
        Assert.Empty(life.Cafe.Alerts.Firing.Values);
        staff.Close();
        life._agenda.Clear();
        life.Sleep(TimeSpan.FromHours(30));
        Assert.Empty(life.Cafe.Shifts.Values);
        if (plan.KeepsClosings)
        {
            SalesCountedAgain.Same(life._facts, life.Cafe);
        }

        return life;
    }

    /// <summary>Something will happen.</summary>
    public void In(TimeSpan delay, Action happens) =>
        _agenda.Enqueue(happens, (_time + delay, _entries++));

    public void InSeconds(int least, int most, Action happens) =>
        In(TimeSpan.FromSeconds(Random.Next(least, most + 1)), happens);

    public bool Chance(int percent) => Random.Next(100) < percent;

    public T Pick<T>(IReadOnlyList<T> items) => items[Random.Next(items.Count)];

    /// <summary>The clock jumps.</summary>
    public void Jump(TimeSpan by)
    {
        _skew += by;
        _hasJumped = true;
    }

    /// <summary>Decides, applies and checks.</summary>
    public Decision Try(Actor actor, CafeCommand command)
    {
        if (actor.IsEmployee)
        {
            actor = actor with { Counters = CounterStaffing.CountersOf(Cafe, actor.UserId) };
        }

        var decision = CafeDecider.Decide(Cafe, command, new DecisionContext(Clock, actor, _ids));
        foreach (var fact in decision.Facts)
        {
            var before = Cafe;
            Cafe = CafeApply.Apply(Cafe, fact);
            Ledger.After(before, fact, Cafe);
            Seen.Add(fact.GetType());
            _facts.Add(fact);
            if (_facts.Count % RecountedEvery == 0)
            {
                Recount(fact.At);
            }
        }

        if (decision.Refusal is { } refusal)
        {
            Seen.Add(refusal.Code);
        }

        if (decision.Facts.Length > 0)
        {
            Ledger.AfterDecision(Cafe, decision);
        }

        return decision;
    }

    /// <summary>Decides what must be accepted.</summary>
    public void Do(Actor actor, CafeCommand command)
    {
        var decision = Try(actor, command);
        if (!decision.IsAccepted)
        {
            Assert.Fail($"{command}: {decision.Refusal}");
        }
    }

    /// <summary>The figures are what all facts say; a clock that jumped leaves it open which hour a fact belongs to.</summary>
    private void Recount(DateTimeOffset now)
    {
        if (!_hasJumped)
        {
            Recounts++;
            FigureTests.Same(new CountedAgain(_facts, Cafe.Profile.TimeZone, now), Cafe, now);
        }
    }

    private static CafeProfile CafeOf(DayPlan plan) =>
        DemoCafe.Profile with
        {
            Tax = plan.Tax,
            Discounts = DayPlan.Discounts,
            ServiceCharge = plan.ServiceCharge,
            CashRounding = plan.CashRounding,
            Bills = BillAccess.Open,
            Menu =
            [
                .. DemoCafe.Profile.Menu.Items.Select(
                    (item, place) =>
                        item with
                        {
                            TaxClassId = plan.Tax is null ? null : DayPlan.TaxClassOf(place),
                            Menus = plan.HasLunch && item.Tag == "food" ? ["lunch"] : [],
                            About = item.ItemId == "lemonade" ? new(MinAge: 16) : item.About,
                        }
                ),
            ],
            Menus = plan.HasLunch ? [DayPlan.Lunch] : [],
            Closing = plan.KeepsClosings ? new(new Money(10_000)) : null,
            Vouchers = "gifts",
            TimeZone = plan.TimeZone,
            Staff = DemoCafe.Profile.Staff.Add(
                new("dan", "Dan", Role.Employee, ["espresso", "kitchen", "cold"])
            ),
            Limits = new CafeLimits
            {
                MoneyConcernsKept = TimeSpan.FromMinutes(10),
                DayCutOff = plan.CutOff,
                CourseFiredAfter = plan.CourseFiredAfter,
                ScheduleHorizon = plan.TakesOrdersForLater ? TimeSpan.FromHours(2) : TimeSpan.Zero,
            },
            Counters = plan.TakesOrdersForLater
                ? DemoCafe
                    .Profile.Counters.Items.Select(counter =>
                        counter.CounterId == "espresso" ? counter with { Capacity = 12 } : counter
                    )
                    .ToEquatableList()
                : DemoCafe.Profile.Counters,
        };

    private void Run(TimeSpan span, Func<bool>? until = null)
    {
        var end = _time + span;
        while (_agenda.TryPeek(out _, out var next) && next.At <= end)
        {
            if (until?.Invoke() == true)
            {
                return;
            }

            var happens = _agenda.Dequeue();
            _time = next.At;
            Tick();
            happens();
        }

        _time = end;
        Tick();
    }

    /// <summary>Only the café's own timers go on.</summary>
    private void Sleep(TimeSpan span)
    {
        var end = _time + span;
        while (CafeTimers.Next(Cafe) is { At: var due } && due - _skew <= end)
        {
            _time = due - _skew > _time ? due - _skew : _time;
            Tick();
        }

        _time = end;
    }

    /// <summary>What the café does by itself.</summary>
    private void Tick()
    {
        while (CafeTimers.Next(Cafe) is { } next && next.At <= Clock)
        {
            Assert.NotEmpty(Try(Actor.System, next.Command).Facts);
        }

        if (
            _time - _reviewed >= ReviewDecider.Interval
            && (ReviewDecider.IsWanted(Cafe) || Firing.WatchFrom(Cafe) <= Clock)
        )
        {
            _reviewed = _time;
            Try(Actor.System, new ReviewCafe());
        }

        if (_time - _watched >= WatchedEvery)
        {
            _watched = _time;
            Try(
                Actor.System,
                new ReportScreens(
                    Cafe.Profile.Counters.Items.Select(counter => counter.CounterId)
                        .ToEquatableList()
                )
            );
            Try(Actor.System, new ReviewAlerts());
            Ledger.AfterAlerts(Cafe);
        }
    }
}
