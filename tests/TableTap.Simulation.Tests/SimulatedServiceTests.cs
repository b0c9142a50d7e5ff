using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Protocol.Catalogue;
using TableTap.Simulation.Guests;
using TableTap.Simulation.Reporting;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Simulation.Tables;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Simulation.Tests;

/// <summary>What a simulated day plans besides orders, and what is said of it.</summary>
public sealed class SimulatedServiceTests
{
    private static readonly CafeProfile Demo = DemoCafe.Profile;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly Menu Menu = new(
        [new("latte", [], []), new("soup", [], [])],
        ["1", "2", "3"]
    );

    private static readonly SimulationOptions Options = new()
    {
        Server = new("http://localhost"),
        Tokens = (_, _, _) => new(""),
        Run = "t",
        Duration = Hour,
    };

    [Fact]
    public void The_same_seed_plans_the_same_parties()
    {
        var parties = Parties(Demo, hasVoucher: true);

        Assert.Equal(
            parties.Values.Select(Told),
            Parties(Demo, hasVoucher: true).Values.Select(Told)
        );
        Assert.All(
            parties.Values,
            party =>
            {
                Assert.Equal(OrderType.DineIn, party.Host.Order.OrderType);
                Assert.True(party.Host.IsPlain);
                Assert.InRange(party.Ways, 2, 4);
                Assert.Equal(
                    party.Host.Order.Items.Count
                        + party.SecondRound.Items.Count
                        + (party.PutsTogether ? party.Host.Instead.Items.Count : 0),
                    party.Lines
                );
            }
        );
        Assert.Contains(parties.Values, party => party.PutsTogether);
        Assert.Contains(parties.Values, party => party.Moves);

        static string Told(TablePlan party) =>
            $"{party.Host.Number} {party.Division} {party.Ways} "
            + string.Join('+', party.SecondRound.Items.Select(item => item.ItemId));
    }

    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 3)]
    public void Parties_pay_in_every_way_that_the_café_offers(bool hasVoucher, int ways)
    {
        var divisions = Parties(Demo, hasVoucher)
            .Values.Select(party => party.Division)
            .ToHashSet();

        Assert.Equal(ways, divisions.Count);
        Assert.Equal(hasVoucher, divisions.Contains(BillDivision.ByVoucher));
    }

    [Fact]
    public void A_café_without_bills_has_no_parties() =>
        Assert.Empty(Parties(Demo with { Bills = BillAccess.Nobody }, hasVoucher: true));

    [Fact]
    public void Guests_who_take_away_need_one_thing_after_the_other()
    {
        var plans = GuestPlan.WithAttention(Plans());

        Assert.Equal(
            Enum.GetValues<Attention>(),
            plans.Select(plan => plan.Needs).Distinct().Order()
        );
        Assert.All(
            plans.Where(plan => plan.Needs != Attention.None),
            plan =>
            {
                Assert.True(plan.IsPlain);
                Assert.Equal(OrderType.Takeaway, plan.Order.OrderType);
            }
        );
    }

    [Fact]
    public void Of_every_twelve_guests_one_has_an_allergy_and_of_five_tables_one_eats_in_courses()
    {
        var plans = GuestPlan.InCourses(GuestPlan.WithAllergies(Plans()));

        Assert.All(
            plans.Chunk(12),
            some => Assert.Contains(some, plan => plan.Order.Allergies is { Count: > 0 })
        );
        var several = plans
            .Where(plan => plan.Order is { OrderType: OrderType.DineIn, Items.Count: > 1 })
            .ToList();
        Assert.NotEmpty(several);
        Assert.Equal(
            several.Select((_, place) => place % 5 == 0),
            several.Select(plan => plan.Order.Items.All(item => item.Course is not null))
        );
    }

    [Fact]
    public void Of_every_twenty_four_guests_one_orders_for_much_later_and_changes_their_mind()
    {
        var plans = GuestPlan.WithChanges(Plans());

        Assert.Equal(
            [6, 30, 54, 78, 102],
            plans.Where(plan => plan.ChangesMind).Select(plan => plan.Number)
        );
        Assert.All(
            plans.Where(plan => plan.ChangesMind),
            plan =>
            {
                Assert.Equal(GuestPlan.FarAhead, plan.Later);
                Assert.Null(plan.CancelsAfter);
            }
        );
    }

    [Fact]
    public void What_is_left_of_an_item_is_wished_for_by_more_than_can_have_it()
    {
        var plans = Plans();
        var run = GuestPlan.OfRun(plans, Hour / 2, left: 3);

        Assert.Equal(5, run.Count);
        Assert.Empty(GuestPlan.OfRun(plans, Hour, left: 3));
        var wished = GuestPlan.WithRun(new(1), plans, run, Menu.Dishes[1]);
        Assert.All(
            wished.Where(plan => run.Contains(plan.Number)),
            plan =>
            {
                Assert.Equal("soup", plan.Order.Items[0].ItemId);
                Assert.Equal(1, plan.Order.Items[0].Quantity);
                Assert.True(plan.Arrives >= Hour / 2);
            }
        );
        Assert.Equal(
            plans.Where(plan => !run.Contains(plan.Number)),
            wished.Where(plan => !run.Contains(plan.Number))
        );
    }

    [Fact]
    public void What_nobody_came_to_need_is_said_but_for_what_has_a_reason_of_its_own()
    {
        var figures = new SimulationStatistics();
        foreach (var service in Enum.GetValues<Service>().Except([Service.Merge, Service.Voucher]))
        {
            figures.Services.Plan(service);
        }

        Assert.Equal(
            ["Nobody came to need this: bills of two tables put together; payments by voucher."],
            ServiceReport.Of(figures).LeftOut
        );
        figures.Services.LeaveOut("Vouchers: the café takes none.", Service.Voucher);
        Assert.Equal(
            [
                "Vouchers: the café takes none.",
                "Nobody came to need this: bills of two tables put together.",
            ],
            ServiceReport.Of(figures).LeftOut
        );
    }

    [Fact]
    public void What_the_café_does_not_offer_is_said()
    {
        var plain = Demo with { Bills = BillAccess.Nobody, Vouchers = null, Closing = null };

        Assert.Equal(
            [
                "Bills of tables: the café keeps none ('bills' of its file).",
                "Vouchers: the café takes none ('vouchers' of its file).",
                "Orders for later: too few guests came.",
                "Times that a full counter offers: no counter has a limit ('capacity' of the café's file).",
                "Courses that the staff has made: the café has each made as soon as the one before it is ('courseFiredAfter' of its file).",
                "Cards of guests' phones: no provider takes them that a simulation may use.",
                "The day's closing: the café keeps none ('closing' of its file), so nothing was recounted.",
                "Notes, comps, remakes and reopenings: too few guests came.",
            ],
            LeftOut(Options, plain, Plans(), takesCards: false)
        );
    }

    [Fact]
    public void What_the_café_offers_in_part_is_said()
    {
        var full = DemoCafe.Planned with
        {
            Bills = BillAccess.Staff,
            Vouchers = "gifts",
            ServiceCharge = new(10m, OrderType.Takeaway),
            Counters = [DemoCafe.Planned.Counters[0] with { Capacity = 20 }],
            Limits = DemoCafe.Planned.Limits with
            {
                CourseFiredAfter = TimeSpan.FromMinutes(5),
                ScheduleHorizon = TimeSpan.Zero,
            },
        };

        Assert.Equal(
            [
                "Guests who join the bill of their table: the staff alone puts orders on bills ('bills' of the café's file).",
                "Bills without the service charge: the café has none at its tables ('serviceCharge' of its file).",
                "Orders for later: the café does not take them so far ahead.",
                "Times that a full counter offers: the café takes no orders for later ('scheduleHorizon' of its file).",
            ],
            LeftOut(
                Options with
                {
                    Voucher = "GIFT-0000-1234",
                },
                full,
                GuestPlan.WithAttention(Plans()),
                takesCards: true
            )
        );
    }

    [Fact]
    public void A_café_that_offers_everything_leaves_nothing_out()
    {
        var full = DemoCafe.Planned with
        {
            Vouchers = "gifts",
            ServiceCharge = new(10m),
            Counters =
            [
                .. DemoCafe.Planned.Counters.Items.Select(counter =>
                    counter with
                    {
                        Capacity = 20,
                    }
                ),
            ],
            Limits = DemoCafe.Planned.Limits with { CourseFiredAfter = null },
        };
        var plans = GuestPlan.WithAttention(GuestPlan.WithLater(new(1), Plans(), Hour));

        Assert.Empty(
            LeftOut(Options with { Voucher = "GIFT-0000-1234" }, full, plans, takesCards: true)
        );
        Assert.Equal(
            ["Vouchers: no code was named (--voucher)."],
            LeftOut(Options, full, plans, takesCards: true)
        );
    }

    [Fact]
    public void What_came_too_late_was_not_needed_any_more()
    {
        var log = new ServiceLog();
        log.Tried(Service.Rescheduling, true);
        log.Tried(Service.Rescheduling, false);
        log.Tried(Service.Rescheduling, null);

        Assert.Equal(2, log.Planned(Service.Rescheduling));
        Assert.Equal(1, log.Done(Service.Rescheduling));
    }

    [Fact]
    public void Every_command_is_played_or_the_documents_say_why_not()
    {
        var played = string.Concat(
            Directory
                .EnumerateFiles(
                    Path.Combine(Repository.Root, "src", "TableTap.Simulation"),
                    "*.cs",
                    SearchOption.AllDirectories
                )
                .Select(File.ReadAllText)
        );
        var documented = File.ReadLines(Path.Combine(Repository.Root, "docs", "operations.md"))
            .SkipWhile(line => line != "| Not played | Why |")
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .SelectMany(line => line.Split('|')[1].Split(','))
            .Select(name => name.Trim().Trim('`'));

        Assert.Equal(
            MessageCatalogue
                .All.Where(row => row.Kind == MessageKind.Command)
                .Select(row => row.Type)
                .Where(type => !played.Contains($"\"{type}\"", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
            documented.Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData(10, 10, 9, 9, 0)]
    [InlineData(10, 9, 10, 9, 0)]
    [InlineData(10, 8, 10, 9, 1)]
    [InlineData(100, 100, 2, 0, 1)]
    [InlineData(2, 0, 2, 2, 2)]
    public void Nine_of_ten_things_have_to_be_done_and_something_of_each_kind(
        int planned,
        int done,
        int alsoPlanned,
        int alsoDone,
        int failures
    )
    {
        var words = ServiceCheck.Failures([
            new("tips", planned, done),
            new("things made again", alsoPlanned, alsoDone),
        ]);

        Assert.Equal(failures, words.Count);
    }

    [Fact]
    public void What_could_not_be_done_is_said_in_words() =>
        Assert.Equal(
            [
                "Of 2 planned things made again, none could be done.",
                "Of 4 things that were planned for guests besides orders, 2 could be done (50 %); at least 90 % have to be.",
            ],
            ServiceCheck.Failures([new("tips", 2, 2), new("things made again", 2, 0)])
        );

    [Fact]
    public void A_closing_is_held_against_what_the_day_had()
    {
        var staff = new StaffMoney();
        staff.TookCash(new(100));
        staff.TookAtTerminal(new(1_000), new(50));
        staff.Discounted(new(80));
        staff.TookBack(new(50));
        staff.Comped(new(480));
        var told = new TenderSums(new(2_000), new(5_000), new(700));
        var closed = new ClosingSums(
            new(7_700),
            new(150),
            new Dictionary<Tender, Money>
            {
                [Tender.Cash] = new(2_100),
                [Tender.Terminal] = new(1_050),
                [Tender.Gateway] = new(4_000),
                [Tender.Voucher] = new(700),
            },
            new(30),
            new(480)
        );

        Assert.Empty(ClosingCheck.Failures(closed, told, staff));
        Assert.Equal(new Money(7_850), closed.Left);
        var wrong = new ClosingSums(
            new(7_700),
            new(149),
            new Dictionary<Tender, Money>
            {
                [Tender.Cash] = new(2_101),
                [Tender.Terminal] = new(1_051),
                [Tender.Gateway] = new(4_001),
            },
            new(31),
            new(481)
        );
        Assert.Equal(
            [
                "The closing has 1.49 of tips, and the day had 1.50.",
                "The closing has 21.01 in cash, and the day had 21.00.",
                "The closing has 10.51 at the terminal, and the day had 10.50.",
                "The closing has 40.01 through the provider, and the day had 40.00.",
                "The closing has 0.00 by voucher, and the day had 7.00.",
                "The closing has 0.31 of discounts, and the day had 0.30.",
                "The closing has 4.81 of comps, and the day had 4.80.",
            ],
            ClosingCheck.Failures(wrong, told, staff)
        );
    }

    [Fact]
    public async Task Tables_are_taken_in_turns_and_given_back()
    {
        var tables = new FreeTables(["1", "2"]);
        var stop = TestContext.Current.CancellationToken;

        Assert.Equal("1", await tables.TakeAsync(stop));
        Assert.Equal("2", tables.TryTake());
        Assert.Null(tables.TryTake());
        var waits = tables.TakeAsync(stop).AsTask();
        Assert.False(waits.IsCompleted);
        tables.Give("1");
        Assert.Equal("1", await waits);
    }

    private static IReadOnlyList<GuestPlan> Plans() =>
        GuestPlan.Draw(
            new(7),
            "demo",
            Menu,
            [
                .. Enumerable
                    .Range(0, 60)
                    .Select(minute => new Party(TimeSpan.FromMinutes(minute), 2)),
            ]
        );

    private static IReadOnlyDictionary<int, TablePlan> Parties(
        CafeProfile profile,
        bool hasVoucher
    ) => TablePlan.Draw(7, Plans(), Hour, Menu, profile, hasVoucher);

    private static IReadOnlyList<string> LeftOut(
        SimulationOptions options,
        CafeProfile profile,
        IReadOnlyList<GuestPlan> plans,
        bool takesCards
    )
    {
        var figures = new SimulationStatistics();
        ServiceOffer.SayWhatIsLeftOut(
            options,
            profile,
            plans,
            TablePlan.Draw(
                7,
                plans,
                Hour,
                Menu,
                profile,
                ServiceOffer.HasVoucher(options, profile)
            ),
            takesCards,
            figures
        );
        return figures.Services.LeftOut;
    }
}
