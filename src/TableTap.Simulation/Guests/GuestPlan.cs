using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Terms;

namespace TableTap.Simulation.Guests;

/// <summary>What one guest is going to do; drawn beforehand, so that a seed fixes it. Times are the café's.</summary>
/// <param name="Number">Which guest, from 1.</param>
/// <param name="Arrives">When, from the start.</param>
/// <param name="Chooses">How long the choosing takes.</param>
/// <param name="Order">What is ordered; the café's id is filled in.</param>
/// <param name="Instead">What is ordered where the first wish cannot be had.</param>
/// <param name="IsDeclinedFirst">Whether the first card is declined.</param>
/// <param name="CancelsAfter">When the guest thinks better of it, after ordering; null for most.</param>
/// <param name="PaysFirst">Whether a guest who thinks better of it has paid by then.</param>
/// <param name="DropsAfter">When the phone loses its network, after ordering; null for most.</param>
/// <param name="OfflineFor">For how long it does.</param>
/// <param name="CollectsAfter">How long the way to the counter takes once the order is ready.</param>
/// <param name="Stars">What the guest thinks of it; null for those who do not say.</param>
/// <param name="Forgets">Whether the guest leaves without collecting.</param>
/// <param name="Complains">Whether a part of the money is asked back.</param>
/// <param name="Later">How long after the ordering it is wanted, where it is ordered for later; null for most, who want it soon.</param>
/// <param name="Needs">What the guest needs of the staff besides the order.</param>
/// <param name="ChangesMind">Whether an order for later is for another time in the end, and then cancelled.</param>
internal sealed record GuestPlan(
    int Number,
    TimeSpan Arrives,
    TimeSpan Chooses,
    OrderCreate Order,
    OrderCreate Instead,
    bool IsDeclinedFirst,
    TimeSpan? CancelsAfter,
    bool PaysFirst,
    TimeSpan? DropsAfter,
    TimeSpan OfflineFor,
    TimeSpan CollectsAfter,
    int? Stars,
    bool Forgets,
    bool Complains,
    TimeSpan? Later = null,
    Attention Needs = Attention.None,
    bool ChangesMind = false
)
{
    private const double CashShare = 0.12;
    private const double DeclineShare = 0.04;
    private const double CancelShare = 0.06;
    private const double DropShare = 0.15;
    private const double DineInShare = 0.45;
    private const double RateShare = 0.2;
    private const double ExtraShare = 0.2;
    private const double NoteShare = 0.05;
    private const double AllergyShare = 0.03;
    private const double ForgetShare = 0.02;
    private const double ComplainShare = 0.03;
    private const int AllergyEvery = 12;
    private const int LaterEvery = 12;
    private const int ChangesEvery = 24;
    private const int FirstChange = 6;
    private const int CoursesEvery = 5;
    private const int AttentionEvery = 2;
    private const int MostCourses = 3;
    private static readonly double[] ItemShares = [0.45, 0.3, 0.15, 0.07, 0.03];
    private static readonly Allergen[] Allergens = Enum.GetValues<Allergen>();
    private static readonly string[] Notes = ["Well done", "Without sugar", "In two cups"];
    private static readonly string[] Wishes = ["Extra hot, please", "For a child", "No rush"];

    /// <summary>Whether the guest orders a few things at once, takes them and is content.</summary>
    public bool IsPlain =>
        this is { CancelsAfter: null, Later: null, Forgets: false, Complains: false }
        && Order.Items.Count <= ItemShares.Length;

    /// <summary>The same with cash: where no provider takes cards.</summary>
    public GuestPlan InCash() =>
        this with
        {
            Order = Order with { PaymentMethod = PaymentMethod.Cash },
            Instead = Instead with { PaymentMethod = PaymentMethod.Cash },
            IsDeclinedFirst = false,
        };

    /// <summary>Draws the plans of everybody who comes.</summary>
    /// <param name="random">The random numbers.</param>
    /// <param name="cafeId">The café.</param>
    /// <param name="menu">Its menu.</param>
    /// <param name="parties">Who comes when.</param>
    public static IReadOnlyList<GuestPlan> Draw(
        Random random,
        string cafeId,
        Menu menu,
        IReadOnlyList<Party> parties
    )
    {
        var plans = new List<GuestPlan>();
        foreach (var party in parties)
        {
            // A party sits together or takes away together.
            var isDineIn = menu.Tables.Count > 0 && random.NextDouble() < DineInShare;
            var table = isDineIn ? menu.Tables[random.Next(menu.Tables.Count)] : null;
            for (var i = 0; i < party.Size; i++)
            {
                var order = DrawOrder(random, cafeId, menu, table);
                var instead = DrawOrder(random, cafeId, menu, table) with
                {
                    PaymentMethod = order.PaymentMethod,
                };
                plans.Add(DrawGuest(random, plans.Count + 1, party.At, order, instead));
            }
        }

        return plans;
    }

    /// <summary>A party of twelve with one bill: the guest who comes at a moment orders for all of them.</summary>
    /// <param name="random">The random numbers.</param>
    /// <param name="plans">Everybody who comes.</param>
    /// <param name="at">The moment.</param>
    /// <param name="lines">How many lines they order.</param>
    /// <param name="menu">The menu.</param>
    public static IReadOnlyList<GuestPlan> WithParty(
        Random random,
        IReadOnlyList<GuestPlan> plans,
        TimeSpan at,
        int lines,
        Menu menu
    )
    {
        if (plans.MinBy(plan => (plan.Arrives - at).Duration()) is not { } host)
        {
            return plans;
        }

        var order = host.Order with
        {
            Items =
            [
                .. Enumerable
                    .Range(0, lines)
                    .Select(_ => menu.Draw(random))
                    .Select(dish => new OrderedItem(dish.ItemId, 1, [], Chosen(random, dish, 0))),
            ],
        };
        var party = host with
        {
            Order = order,
            Instead = order,
            IsDeclinedFirst = false,
            CancelsAfter = null,
            Forgets = false,
        };
        return [.. plans.Select(plan => plan == host ? party : plan)];
    }

    /// <summary>Every twelfth of them orders for later.</summary>
    /// <param name="random">The random numbers.</param>
    /// <param name="plans">Everybody who comes.</param>
    /// <param name="duration">How long guests come; who orders for later does so for a part of it.</param>
    public static IReadOnlyList<GuestPlan> WithLater(
        Random random,
        IReadOnlyList<GuestPlan> plans,
        TimeSpan duration
    ) =>
        [
            .. plans.Select(plan =>
                plan.Number % LaterEvery == 0
                    ? plan with
                    {
                        Later = duration * (0.3 + (random.NextDouble() * 0.3)),
                    }
                    : plan
            ),
        ];

    /// <summary>How far ahead those order who change their mind, by the clock.</summary>
    public static TimeSpan FarAhead { get; } = TimeSpan.FromHours(2);

    /// <summary>The sixth of every twenty-four orders for much later, then for another time, and cancels it in the end.</summary>
    /// <param name="plans">Everybody who comes.</param>
    public static IReadOnlyList<GuestPlan> WithChanges(IReadOnlyList<GuestPlan> plans) =>
        [
            .. plans.Select(plan =>
                plan.Number % ChangesEvery == FirstChange
                && plan.Order.Items.Count <= ItemShares.Length
                    ? plan with
                    {
                        Later = FarAhead,
                        ChangesMind = true,
                        CancelsAfter = null,
                    }
                    : plan
            ),
        ];

    /// <summary>Every second of those who take a few things away needs something of the staff, each time something else.</summary>
    /// <param name="plans">Everybody who comes.</param>
    public static IReadOnlyList<GuestPlan> WithAttention(IReadOnlyList<GuestPlan> plans)
    {
        Attention[] kinds = [Attention.Note, Attention.Comp, Attention.Remake, Attention.Reopening];
        var place = 0;
        return
        [
            .. plans.Select(plan =>
                plan is { IsPlain: true, Order.OrderType: OrderType.Takeaway }
                && place++ % AttentionEvery == 0
                    ? plan with
                    {
                        Needs = kinds[place / AttentionEvery % kinds.Length],
                    }
                    : plan
            ),
        ];
    }

    /// <summary>Of every twelve guests at least one has an allergy, whatever else is ordered.</summary>
    /// <param name="plans">Everybody who comes.</param>
    public static IReadOnlyList<GuestPlan> WithAllergies(IReadOnlyList<GuestPlan> plans) =>
        [
            .. plans.Select(plan =>
                plan.Number % AllergyEvery == 1
                    ? plan with
                    {
                        Order = WithAllergy(plan.Order, plan.Number),
                        Instead = WithAllergy(plan.Instead, plan.Number),
                    }
                    : plan
            ),
        ];

    private static OrderCreate WithAllergy(OrderCreate order, int number) =>
        order with
        {
            Allergies = order.Allergies ?? [Allergens[number / AllergyEvery % Allergens.Length]],
        };

    /// <summary>Every fifth of those who order several things for a table, from the first on, has them one after the other.</summary>
    /// <param name="plans">Everybody who comes.</param>
    public static IReadOnlyList<GuestPlan> InCourses(IReadOnlyList<GuestPlan> plans)
    {
        var place = 0;
        return
        [
            .. plans.Select(plan =>
                plan is { Later: null, Order: { OrderType: OrderType.DineIn, Items.Count: > 1 } }
                && place++ % CoursesEvery == 0
                    ? plan with
                    {
                        Order = InCourses(plan.Order),
                    }
                    : plan
            ),
        ];
    }

    private static OrderCreate InCourses(OrderCreate order) =>
        order with
        {
            Items =
            [
                .. order.Items.Select(
                    (item, place) => item with { Course = Math.Min(place + 1, MostCourses) }
                ),
            ],
        };

    /// <summary>The guests who all wish for the same, some of them after a moment; none where they are too few for what is left of it.</summary>
    /// <param name="plans">Everybody who comes.</param>
    /// <param name="from">The moment.</param>
    /// <param name="left">How many are left.</param>
    /// <returns>Their numbers.</returns>
    public static IReadOnlySet<int> OfRun(IReadOnlyList<GuestPlan> plans, TimeSpan from, int left)
    {
        // One may come before few are left, or pay after the others.
        var guests = plans
            .Where(plan => plan is { IsPlain: true, Needs: Attention.None } && plan.Arrives >= from)
            .Select(plan => plan.Number)
            .Take(left + 2)
            .ToHashSet();
        return guests.Count > left ? guests : new HashSet<int>();
    }

    /// <summary>Some guests wish for one dish before all else.</summary>
    /// <param name="random">The random numbers.</param>
    /// <param name="plans">Everybody who comes.</param>
    /// <param name="guests">The numbers of those guests.</param>
    /// <param name="dish">What they wish for.</param>
    public static IReadOnlyList<GuestPlan> WithRun(
        Random random,
        IReadOnlyList<GuestPlan> plans,
        IReadOnlySet<int> guests,
        Dish dish
    ) =>
        [
            .. plans.Select(plan =>
                guests.Contains(plan.Number)
                    ? plan with
                    {
                        Order = plan.Order with
                        {
                            Items =
                            [
                                new(dish.ItemId, 1, [], Chosen(random, dish, 0))
                                {
                                    Course = plan.Order.Items[0].Course,
                                },
                                .. plan.Order.Items.Skip(1),
                            ],
                        },
                    }
                    : plan
            ),
        ];

    private static GuestPlan DrawGuest(
        Random random,
        int number,
        TimeSpan arrives,
        OrderCreate order,
        OrderCreate instead
    ) =>
        new(
            number,
            arrives,
            HumanTime.Draw(random, TimeSpan.FromSeconds(3), 0.6),
            order,
            instead,
            order.PaymentMethod == PaymentMethod.Card && random.NextDouble() < DeclineShare,
            random.NextDouble() < CancelShare ? Seconds(random, 0.2, 2) : null,
            random.NextDouble() < 0.5,
            random.NextDouble() < DropShare ? Seconds(random, 0.1, 6) : null,
            Seconds(random, 0.5, 8),
            HumanTime.Draw(random, TimeSpan.FromSeconds(4), 0.5),
            random.NextDouble() < RateShare ? random.Next(3, 6) : null,
            random.NextDouble() < ForgetShare,
            random.NextDouble() < ComplainShare
        );

    /// <summary>Draws what somebody orders.</summary>
    /// <param name="random">The random numbers.</param>
    /// <param name="cafeId">The café.</param>
    /// <param name="menu">Its menu.</param>
    /// <param name="table">The table; null for an order to take away.</param>
    public static OrderCreate DrawOrder(Random random, string cafeId, Menu menu, string? table)
    {
        var count = 1;
        for (
            var left = random.NextDouble();
            count < ItemShares.Length && left >= ItemShares[count - 1];
            count++
        )
        {
            left -= ItemShares[count - 1];
        }

        return new(
            cafeId,
            [.. Enumerable.Range(0, count).Select(_ => DrawItem(random, menu))],
            table is null ? OrderType.Takeaway : OrderType.DineIn,
            random.NextDouble() < CashShare ? PaymentMethod.Cash : PaymentMethod.Card,
            table,
            random.NextDouble() < 0.1 ? Wishes[random.Next(Wishes.Length)] : null,
            Allergies: random.NextDouble() < AllergyShare
                ? [Allergens[random.Next(Allergens.Length)]]
                : null
        );
    }

    private static OrderedItem DrawItem(Random random, Menu menu)
    {
        var dish = menu.Draw(random);
        string[] extras = [.. dish.Customizations.Where(_ => random.NextDouble() < ExtraShare)];
        return new(
            dish.ItemId,
            random.NextDouble() < 0.1 ? 2 : 1,
            extras,
            Chosen(random, dish, ExtraShare),
            random.NextDouble() < NoteShare ? Notes[random.Next(Notes.Length)] : null
        );
    }

    /// <summary>What is chosen of the groups of a dish; null where it asks nothing.</summary>
    private static string[]? Chosen(Random random, Dish dish, double more) =>
        dish.Groups.Count == 0
            ? null
            : [.. dish.Groups.SelectMany(group => group.Draw(random, more))];

    private static TimeSpan Seconds(Random random, double least, double most) =>
        TimeSpan.FromSeconds(least + (random.NextDouble() * (most - least)));
}
