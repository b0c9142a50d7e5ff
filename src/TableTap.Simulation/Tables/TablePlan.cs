using TableTap.Ordering.Profiles;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Guests;
using TableTap.Simulation.Sockets;
using TableTap.Terms;

namespace TableTap.Simulation.Tables;

/// <summary>What a party at a table is going to do; drawn beforehand, so that a seed fixes it.</summary>
/// <param name="Host">Who orders for the party, and what its first round is.</param>
/// <param name="SecondRound">What it orders once the first round was eaten.</param>
/// <param name="Turn">Which party it is, from 0.</param>
/// <param name="Division">How it pays.</param>
/// <param name="Ways">In how many parts, where it pays in equal ones.</param>
internal sealed record TablePlan(
    GuestPlan Host,
    OrderCreate SecondRound,
    int Turn,
    BillDivision Division,
    int Ways
)
{
    private const int Every = 3;
    private const int MostWays = 4;

    /// <summary>The part of the rush in which parties come: who comes later has no time for two rounds.</summary>
    private const double ComeUntil = 0.7;

    /// <summary>Whether the party moves to another table between its rounds.</summary>
    public bool Moves => Turn % 2 == 1;

    /// <summary>Whether somebody else of the staff looks after it later on.</summary>
    public bool ChangesHands => Turn % 2 == 0;

    /// <summary>Whether friends sit at another table, whose bill is put together with the party's.</summary>
    public bool PutsTogether => Turn % 4 == 0;

    /// <summary>What is ordered after the first round: by friends at another table, and once more.</summary>
    public IReadOnlyList<OrderCreate> More =>
        PutsTogether ? [Host.Instead, SecondRound] : [SecondRound];

    /// <summary>How many lines the party comes for.</summary>
    public int Lines => Host.Order.Items.Count + More.Sum(order => order.Items.Count);

    /// <summary>Every third of those who eat at a table comes as a party with a bill; found by the number of who orders for it.</summary>
    /// <param name="seed">Fixes what they do.</param>
    /// <param name="plans">Everybody who comes.</param>
    /// <param name="duration">How long guests come.</param>
    /// <param name="menu">The menu.</param>
    /// <param name="profile">The café.</param>
    /// <param name="hasVoucher">Whether there is a voucher to pay with.</param>
    public static IReadOnlyDictionary<int, TablePlan> Draw(
        int seed,
        IEnumerable<GuestPlan> plans,
        TimeSpan duration,
        Menu menu,
        CafeProfile profile,
        bool hasVoucher
    )
    {
        if (profile.Bills == BillAccess.Nobody)
        {
            return new Dictionary<int, TablePlan>();
        }

        // On random numbers of its own: a rush without parties is the same rush.
        var random = new Random(seed ^ 0x7ab1e);
        BillDivision[] divisions = hasVoucher
            ?
            [
                BillDivision.Evenly,
                BillDivision.ByLine,
                BillDivision.ByVoucher,
                BillDivision.InParts,
            ]
            : [BillDivision.Evenly, BillDivision.ByLine, BillDivision.InParts];
        return plans
            .Where(plan =>
                plan
                    is {
                        IsPlain: true,
                        Order: { OrderType: OrderType.DineIn, TableNumber: not null }
                    }
                && plan.Arrives <= duration * ComeUntil
            )
            .Where((_, place) => place % Every == 0)
            .Select(
                (host, turn) =>
                    new TablePlan(
                        host,
                        GuestPlan.DrawOrder(
                            random,
                            host.Order.CafeId,
                            menu,
                            host.Order.TableNumber
                        ),
                        turn,
                        divisions[turn % divisions.Length],
                        random.Next(2, MostWays + 1)
                    )
            )
            .ToDictionary(plan => plan.Host.Number);
    }
}
