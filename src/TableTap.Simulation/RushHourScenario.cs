using System.Collections.Concurrent;
using TableTap.Ordering.Profiles;
using TableTap.Simulation.Guests;
using TableTap.Simulation.Reporting;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Simulation.Staff;
using TableTap.Simulation.Tables;

namespace TableTap.Simulation;

/// <summary>
/// A rush in a café: guests and staff as real clients over real sockets, and at the end the proof that nobody missed
/// anything. It lives through a server that is killed and started again.
/// </summary>
/// <param name="options">What is simulated.</param>
public sealed class RushHourScenario(SimulationOptions options)
{
    private static readonly TimeSpan Reach = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);

    private const double PartyComes = 0.55;

    /// <summary>A little after few are left, so that nobody is faster than who counts them.</summary>
    private const double RunBegins = RushTrouble.IsCounted + 0.02;
    private const int PartyLines = 48;
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromMinutes(4);

    private readonly SimulationStatistics _figures = new();
    private readonly SimulationStatistics _early = new();
    private readonly CounterVisits _visits = new();
    private readonly ConcurrentQueue<IVisitor> _guests = new();
    private volatile CafeTime? _rush;
    private volatile int _warmUpGuests;

    /// <summary>Runs the scenario to its end and makes the report.</summary>
    /// <param name="progress">Hears how it stands, twice a second.</param>
    /// <param name="cancellationToken">Ends it without a report.</param>
    /// <exception cref="SimulationException">It cannot begin.</exception>
    public async Task<SimulationReport> RunAsync(
        Action<SimulationProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var began = options.Time.GetTimestamp();
        using var http = new CafeHttp(options);
        await ReachAsync(http, cancellationToken);
        var profile = await http.ProfileAsync(cancellationToken);
        var crew = StaffRoster.Of(options.CafeId, profile);
        var takesCards = await http.TakesCardsAsync(FirstGuest, cancellationToken);
        await using var watch = new ManagerMonitor(options, crew.ManagerId, _figures);
        await watch.StartAsync(cancellationToken);
        await using var manager = new ManagerActions(options, crew.ManagerId, _figures);
        await manager.StartAsync(crew.Baristas, cancellationToken);
        // Read once the staff is there: before, nobody could make anything.
        var menu = MenuDemand.Of(
            await http.MenuAsync(FirstGuest, cancellationToken),
            profile,
            crew
        );
        var plans = Plans(menu, profile, takesCards);
        var trouble = RushTrouble.Draw(options.Seed, profile);
        var run = GuestPlan.OfRun(plans, options.Duration * RunBegins, RushTrouble.FewLeft);
        var wished = menu.Dishes.FirstOrDefault(dish => dish.ItemId == trouble.Counted?.ItemId);
        if (wished is not null)
        {
            plans = GuestPlan.WithRun(new(options.Seed), plans, run, wished);
        }

        var parties = TablePlan.Draw(
            options.Seed,
            plans,
            options.Duration,
            menu,
            profile,
            ServiceOffer.HasVoucher(options, profile)
        );
        ServiceOffer.SayWhatIsLeftOut(options, profile, plans, parties, takesCards, _figures);

        var time = new CafeTime(options.Time, options.Speed);
        var pace = new WorkPace(
            options,
            profile,
            crew,
            [
                .. plans.Select(plan => plan.Order),
                .. parties.Values.SelectMany(party => party.More),
            ],
            time
        );
        var rails = profile.Counters.Items.ToDictionary(
            counter => counter.CounterId,
            counter => new TicketQueue(counter.CounterId)
        );
        Barista[] baristas =
        [
            .. crew.Baristas.Select(person => new Barista(
                options,
                person,
                rails,
                _visits,
                pace,
                _figures
            )),
        ];
        ClosingSums? closed = null;
        try
        {
            await Task.WhenAll(baristas.Select(each => each.StartAsync(cancellationToken)));
            if (profile.Closing is not null)
            {
                // What was sold before is not this run's.
                await manager.CloseDayAsync(cancellationToken);
            }

            using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var work = Task.WhenAll(baristas.Select(each => each.WorkAsync(closing.Token)));
            var shown = ShowAsync(progress, watch, baristas, rails, closing.Token);
            var floor = new FloorStaff(baristas, manager, _figures);
            var serves = new GuestsAtWork(options, profile, http, _visits, manager, floor, pace);
            var seats = await SeatsAsync(http, crew, profile, parties, cancellationToken);
            await WarmUpAsync(
                serves,
                WarmUp.Plans(options, profile, menu, takesCards),
                cancellationToken
            );
            var rush = new CafeTime(options.Time, options.Speed);
            _rush = rush;
            _figures.Queues.Begin(rush);
            var guests = ServeAsync(
                plan =>
                    parties.TryGetValue(plan.Number, out var party)
                        ? new TableParty(serves, party, seats, profile, rush, _figures)
                        : new Guest(serves, plan, rush, _figures),
                plans,
                rush,
                cancellationToken
            );
            var incidents = new Incidents(
                options,
                trouble,
                wished is null || run.Count == 0
                    ? null
                    : stop => watch.UntilOrderedOutAsync(wished.ItemId, stop),
                guests,
                baristas,
                manager,
                _figures
            ).PlayAsync(rush, cancellationToken);
            await guests;
            await incidents;
            await manager.CloseAsync(cancellationToken);
            if (profile.Closing is not null)
            {
                await manager.CloseDayAsync(cancellationToken);
                closed = await http.LastClosingAsync(crew.ManagerId, cancellationToken);
            }

            await Task.WhenAll(
                baristas
                    .Select(each => each.Screen)
                    .Append(watch.Screen)
                    .Select(screen => screen.FinishAsync(cancellationToken))
            );
            await closing.CancelAsync();
            await work;
            await shown;
        }
        finally
        {
            // A person has five sockets: they are left before the proof opens its own.
            await Task.WhenAll(baristas.Select(each => each.DisposeAsync().AsTask()));
            await manager.DisposeAsync();
            await watch.DisposeAsync();
        }

        var proof = new DeliveryProof(
            options,
            watch.Screen,
            [.. baristas.Select(each => each.Screen), .. _guests.Select(each => each.Phone)]
        );
        await proof.GatherAsync(cancellationToken);
        return new ReportBuilder(options, profile, _figures, _early, proof, _guests).Report(
            watch.Restarts,
            options.Time.GetElapsedTime(began),
            closed
        );
    }

    private async Task ReachAsync(CafeHttp http, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Reach, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        try
        {
            await http.MenuAsync(FirstGuest, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SimulationException(
                $"{options.Server} does not answer; start the server with ./run."
            );
        }
    }

    private IReadOnlyList<GuestPlan> Plans(Menu menu, CafeProfile profile, bool takesCards)
    {
        var random = new Random(options.Seed);
        var parties = ArrivalProcess.Draw(random, options.OrdersPerHour, options.Duration);
        var plans = GuestPlan.Draw(random, options.CafeId, menu, parties);
        plans = GuestPlan.WithParty(
            random,
            plans,
            options.Duration * PartyComes,
            Math.Min(profile.Limits.LinesPerOrder, Math.Min(PartyLines, plans.Count)),
            menu
        );
        if (profile.Limits.ScheduleHorizon >= options.Duration)
        {
            plans = GuestPlan.WithLater(new(options.Seed), plans, options.Duration);
        }

        if (profile.Limits.ScheduleHorizon > GuestPlan.FarAhead)
        {
            plans = GuestPlan.WithChanges(plans);
        }

        plans = GuestPlan.WithAllergies(GuestPlan.WithAttention(GuestPlan.InCourses(plans)));
        return takesCards ? plans : [.. plans.Select(plan => plan.InCash())];
    }

    /// <summary>Only where the café's time is the server's: else it could not learn what is made in the blink of an eye.</summary>
    private async Task WarmUpAsync(
        GuestsAtWork serves,
        IReadOnlyList<IReadOnlyList<GuestPlan>> counters,
        CancellationToken cancellationToken
    )
    {
        if (options.Speed > 1 || serves.Pace.Haste < 2)
        {
            return;
        }

        var time = new CafeTime(options.Time, options.Speed);
        _warmUpGuests = counters.Sum(plans => plans.Count);
        await Task.WhenAll(
            counters.Select(async plans =>
            {
                foreach (var plan in plans.TakeWhile(_ => time.Now < LongestWarmUp))
                {
                    var guest = new Guest(serves, plan, time, _early);
                    _guests.Enqueue(guest);
                    await VisitAsync(guest, _early, cancellationToken, cancellationToken);
                }
            })
        );
    }

    /// <summary>The tables for the parties: those at which somebody has a bill already are left to them.</summary>
    private static async Task<FreeTables> SeatsAsync(
        CafeHttp http,
        StaffRoster crew,
        CafeProfile profile,
        IReadOnlyDictionary<int, TablePlan> parties,
        CancellationToken cancellationToken
    )
    {
        if (parties.Count == 0)
        {
            return new([]);
        }

        var taken = await http.TablesWithBillsAsync(crew.ManagerId, cancellationToken);
        var free = profile.Tables.Items.Where(table => !taken.Contains(table)).ToList();
        return free.Count == 0
            ? throw new SimulationException(
                "A bill is open at every table of the café: close one of them first."
            )
            : new(free);
    }

    private async Task ServeAsync(
        Func<GuestPlan, IVisitor> comes,
        IReadOnlyList<GuestPlan> plans,
        CafeTime time,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var visits = new List<Task>();
        foreach (var plan in plans)
        {
            await time.WaitUntilAsync(plan.Arrives, cancellationToken);
            var guest = comes(plan);
            _guests.Enqueue(guest);
            visits.Add(VisitAsync(guest, _figures, patience.Token, cancellationToken));
        }

        var all = Task.WhenAll(visits);
        // The queue is reckoned to be worked off in less; a busy machine, a break and a breakdown come on top.
        var longest = options.Patience + (options.Duration * 4 / options.Speed);
        await Task.WhenAny(all, Task.Delay(longest, options.Time, cancellationToken));
        await patience.CancelAsync();
        await all;
    }

    private static async Task VisitAsync(
        IVisitor guest,
        SimulationStatistics figures,
        CancellationToken patience,
        CancellationToken cancellationToken
    )
    {
        figures.GuestArrived(guest.PlannedLines);
        await Task.Yield();
        try
        {
            figures.GuestEnded(await guest.VisitAsync(patience));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await guest.Phone.FinishAsync(cancellationToken);
            figures.GuestEnded(Outcome.Unfinished);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            figures.GuestEnded($"{Outcome.Failed}{failed.Message}");
        }
        finally
        {
            await guest.DisposeAsync();
        }
    }

    private async Task ShowAsync(
        Action<SimulationProgress> progress,
        ManagerMonitor manager,
        IReadOnlyList<Barista> baristas,
        Dictionary<string, TicketQueue> rails,
        CancellationToken cancellationToken
    )
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            progress(
                new(
                    _rush?.Now,
                    new(_early.Ended, _warmUpGuests),
                    _figures.Arrived,
                    _figures.Acknowledged,
                    _figures.Ended,
                    rails.ToDictionary(rail => rail.Key, rail => rail.Value.Waiting),
                    manager.Screen.Reconnections
                        + baristas.Sum(each => each.Screen.Reconnections)
                        + _guests.Sum(each => each.Phone.Reconnections),
                    manager.Restarts
                )
            );
            await Task.Delay(Glance, options.Time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private string FirstGuest => $"sim_{options.Run}_0";
}
