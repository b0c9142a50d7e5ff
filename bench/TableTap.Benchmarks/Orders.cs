using TableTap.Cafes.Announcements;
using TableTap.Cafes.Persistence;
using TableTap.Ordering;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Benchmarks;

/// <summary>The café's rules: an order is made and confirmed in a café that is as busy as it is said.</summary>
internal sealed class Orders
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);
    private static readonly Actor Maya = new(Role.Manager, "maya", "Maya", []);
    private static readonly EquatableList<NewOrderLine> Items = [new("cappuccino", 1, [])];

    private readonly DecisionSources _sources;
    private readonly List<AppliedFact> _changes = [];
    private Cafe _cafe = Cafe.Empty(DemoCafe.Id);
    private int _ids;

    private Orders(int open, bool isPlain = false)
    {
        var random = new Random(1);
        _sources = new(() => $"id-{++_ids:D8}", random.Next);
        var never = TimeSpan.FromDays(7);
        var profile = DemoCafe.Profile with
        {
            Limits = DemoCafe.Profile.Limits with { BusyAfter = never, PausedAfter = never },
        };
        if (isPlain)
        {
            profile = Plain(profile);
        }

        foreach (var fact in DemoCafe.Opening(_cafe, profile, Now))
        {
            _cafe = CafeApply.Apply(_cafe, fact);
        }

        for (var i = 0; i < open; i++)
        {
            Order($"guest-{i}");
        }
    }

    public static Operation DecideAndApply(int open, bool isPlain = false)
    {
        var orders = new Orders(open, isPlain);
        var cafe = orders._cafe;
        return new(() =>
        {
            orders._cafe = cafe;
            orders.Order("somebody");
        });
    }

    /// <summary>A café that uses nothing of what a café can do without: no choices, timed menus, taxes, bills or languages.</summary>
    private static CafeProfile Plain(CafeProfile profile) =>
        new(
            profile.Name,
            profile.Currency,
            profile.TimeZone,
            profile.OpeningHours,
            [
                .. profile.Menu.Items.Select(item => new MenuItem(
                    item.ItemId,
                    item.Name,
                    item.Category,
                    item.Price,
                    item.Tag,
                    item.Preparation,
                    item.Customizations
                )),
            ],
            profile.Customizations,
            profile.Counters,
            profile.Tables,
            profile.Staff,
            profile.Limits
        );

    public static Operation Announce()
    {
        var orders = new Orders(10);
        var before = orders._cafe;
        orders._changes.Clear();
        orders.Order("somebody");
        var links = new CafeLinks();
        var ids = new IdGenerator(TimeProvider.System);
        return new(() =>
        {
            var batch = new MessageBatch(ids);
            var cafe = before;
            foreach (var (fact, after) in orders._changes)
            {
                FactTable.Tell(batch, new(cafe, after, fact, links));
                cafe = after;
            }

            if (batch.Drafts.Count == 0)
            {
                throw new InvalidOperationException("An order is told.");
            }
        });
    }

    private void Order(string guest)
    {
        Decide(
            new(Role.Customer, guest, "Ada Lovelace", []),
            new CreateOrder(DemoCafe.Id, Items, OrderType.Takeaway, null, null, PaymentMethod.Cash)
        );
        var orderId = _changes.Select(change => change.Fact).OfType<OrderFact>().Last().OrderId;
        Decide(Maya, new UpdateOrderStatus(orderId, OrderStatus.Confirmed));
    }

    private void Decide(Actor actor, CafeCommand command)
    {
        var decision = CafeDecider.Decide(_cafe, command, new(Now, actor, _sources));
        if (decision.Refusal is { } refusal)
        {
            throw new InvalidOperationException(refusal.Message);
        }

        if (command is CreateOrder)
        {
            _changes.Clear();
        }

        _changes.AddRange(decision.Changes);
        _cafe = decision.Changes[^1].After;
    }
}
