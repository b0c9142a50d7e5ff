using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>
/// A lunch on fake time: guests come by chance, people take the first ticket of their counter's queue and need as long as people need.
/// </summary>
internal sealed class LunchRush
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);
    private static readonly string[] Orders =
    [
        "latte",
        "cappuccino",
        "americano",
        "latte,croissant",
        "cappuccino,cappuccino",
        "latte,espresso,mocha",
        "iced-tea",
        "club-sandwich",
        "club-sandwich,latte",
        "croissant,americano",
    ];

    private readonly Random _random;
    private readonly Dictionary<string, (string OrderId, DateTimeOffset Until)?> _hands = [];
    private readonly double _pace;

    /// <param name="seed">Whose chance it is.</param>
    /// <param name="pace">How long things take, as a part of what the menu says.</param>
    public LunchRush(int seed, double pace)
    {
        _random = new Random(seed);
        _pace = pace;
        Day = new Day(
            DemoCafe.Profile with
            {
                Staff = DemoCafe
                    .Profile.Staff.Add(new StaffRecord("tom", "Tom", Role.Employee, ["espresso"]))
                    .Add(new StaffRecord("zoe", "Zoe", Role.Employee, ["kitchen"])),
            },
            seed
        );
        Day.Do(Day.Maya, new ClockInEmployee("tom"));
        Day.Do(Day.Maya, new ClockInEmployee("zoe"));
        foreach (var person in new[] { "anna", "tom", "ben", "chloe", "zoe" })
        {
            _hands[person] = null;
        }
    }

    public Day Day { get; }

    /// <summary>What came of the quotes of the orders that became ready, in their order.</summary>
    public IReadOnlyList<QuoteOutcome> Quotes =>
        [.. Day.Facts.OfType<OrderReadyFact>().Select(fact => fact.Quote).OfType<QuoteOutcome>()];

    public void Live(TimeSpan time, double ordersPerHour)
    {
        var end = Day.Now + time;
        for (var step = 0; Day.Now < end; step++)
        {
            Day.Now += Step;
            foreach (
                var (person, task) in _hands.Where(one => one.Value?.Until <= Day.Now).ToList()
            )
            {
                Finish(person, task!.Value.OrderId);
            }

            if (_random.NextDouble() < ordersPerHour * Step.TotalHours)
            {
                Arrive();
            }

            foreach (var person in _hands.Keys.ToList())
            {
                if (_hands[person] is null)
                {
                    Begin(person);
                }
            }

            if (step % 2 == 0)
            {
                Day.Do(Actor.System, new ReviewCafe());
            }
        }
    }

    private void Arrive()
    {
        var items = Orders[_random.Next(Orders.Length)].Split(',');
        var type = _random.Next(3) == 0 ? Day.AtTable("1", items) : Day.Takeaway(items);
        var decision = Day.Try(Day.Guest, type);
        if (decision.Result is CreatedOrder made)
        {
            Day.Pay(Day.Order(made.OrderId));
        }
    }

    private void Begin(string person)
    {
        var counter = Day.Cafe.Profile.Employee(person)!.Counters[0];
        var next = CounterQueue
            .At(Day.Cafe, counter)
            .FirstOrDefault(order =>
                order.LinesAt(counter).Any(line => line.Status == LineStatus.Queued)
            );
        if (next is null)
        {
            return;
        }

        var lines = next.LinesAt(counter).Where(line => line.Status == LineStatus.Queued).ToList();
        Day.Do(Worker(person, counter), new UpdateOrderStatus(next.OrderId, OrderStatus.Preparing));
        var times = lines.Select(line => line.MenuTime!.Value * _pace * Chance()).ToList();
        var longest = times.Max();
        var all = times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
        _hands[person] = (next.OrderId, Day.Now + longest + (all - longest) * 0.4);
    }

    private void Finish(string person, string orderId)
    {
        var counter = Day.Cafe.Profile.Employee(person)!.Counters[0];
        Day.Do(Worker(person, counter), new UpdateOrderStatus(orderId, OrderStatus.Ready));
        _hands[person] = null;
        if (Day.Order(orderId).Status == OrderStatus.Ready)
        {
            Day.Do(Day.Maya, new UpdateOrderStatus(orderId, OrderStatus.Completed, "handed over"));
        }
    }

    /// <summary>People are slower and faster by about a fifth.</summary>
    private double Chance() =>
        Math.Exp(
            0.2
                * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()))
                * Math.Cos(2 * Math.PI * _random.NextDouble())
        );

    private static Actor Worker(string person, string counter) =>
        new(Role.Employee, person, person, [counter]);
}
