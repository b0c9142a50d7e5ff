using System.Collections.Concurrent;

namespace TableTap.Server.Simulation;

/// <summary>
/// A rush in a café: guests and staff as real clients over real sockets, and at the end the proof that nobody missed
/// anything. It lives through a server that is killed and started again.
/// </summary>
/// <param name="options">What is simulated.</param>
public sealed class RushHour(SimulationOptions options)
{
    private static readonly TimeSpan Reach = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);

    private readonly Figures _figures = new();
    private readonly Desk _desk = new();
    private readonly ConcurrentQueue<Guest> _guests = new();

    /// <summary>Runs it.</summary>
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
        var crew = Crew.Of(options.CafeId);
        var menu = await ReachAsync(http, cancellationToken);
        var plans = Plans(menu);

        var time = new CafeTime(options.Time, options.Speed);
        var pace = new WorkPace(options, time);
        await using var manager = new ManagerWatch(options, crew.ManagerId, _figures);
        await manager.StartAsync(cancellationToken);
        Barista[] baristas =
        [
            .. crew.Baristas.Select(person => new Barista(options, person, _desk, pace, _figures)),
        ];
        try
        {
            await Task.WhenAll(baristas.Select(each => each.StartAsync(cancellationToken)));
            using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var work = Task.WhenAll(baristas.Select(each => each.WorkAsync(closing.Token)));
            var shown = ShowAsync(progress, time, manager, baristas, closing.Token);
            await ServeAsync(
                plans,
                new CafeTime(options.Time, options.Speed),
                http,
                cancellationToken
            );
            await Task.WhenAll(
                baristas
                    .Select(each => each.Screen)
                    .Append(manager.Screen)
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
        }

        var proof = new Proof(
            options,
            manager.Screen,
            [.. baristas.Select(each => each.Screen), .. _guests.Select(each => each.Phone)]
        );
        await proof.GatherAsync(cancellationToken);
        return Report(proof, manager, options.Time.GetElapsedTime(began));
    }

    private async Task<Menu> ReachAsync(CafeHttp http, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Reach, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        try
        {
            return await http.MenuAsync($"sim_{options.Run}_0", both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SimulationException(
                $"{options.Server} does not answer; start the server with ./run."
            );
        }
    }

    private IReadOnlyList<GuestPlan> Plans(Menu menu)
    {
        var random = new Random(options.Seed);
        var parties = ArrivalProcess.Draw(random, options.OrdersPerHour, options.Duration);
        return GuestPlan.Draw(random, options.CafeId, menu, parties);
    }

    private async Task ServeAsync(
        IReadOnlyList<GuestPlan> plans,
        CafeTime time,
        CafeHttp http,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var visits = new List<Task>();
        foreach (var plan in plans)
        {
            await time.WaitUntilAsync(plan.Arrives, cancellationToken);
            var guest = new Guest(options, plan, time, http, _desk, _figures);
            _guests.Enqueue(guest);
            visits.Add(VisitAsync(guest, patience.Token, cancellationToken));
        }

        var all = Task.WhenAll(visits);
        await Task.WhenAny(all, Task.Delay(options.Patience, options.Time, cancellationToken));
        await patience.CancelAsync();
        await all;
    }

    private async Task VisitAsync(
        Guest guest,
        CancellationToken patience,
        CancellationToken cancellationToken
    )
    {
        _figures.GuestArrived();
        await Task.Yield();
        try
        {
            _figures.GuestEnded(await guest.VisitAsync(patience));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await guest.Phone.FinishAsync(cancellationToken);
            _figures.GuestEnded("unfinished");
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            _figures.GuestEnded($"failed: {failed.Message}");
        }
        finally
        {
            await guest.DisposeAsync();
        }
    }

    private async Task ShowAsync(
        Action<SimulationProgress> progress,
        CafeTime time,
        ManagerWatch manager,
        IReadOnlyList<Barista> baristas,
        CancellationToken cancellationToken
    )
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            progress(
                new(
                    time.Now,
                    _figures.Arrived,
                    _figures.Acknowledged,
                    _figures.Ended,
                    baristas.ToDictionary(each => each.CounterId, each => each.Waiting),
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

    private SimulationReport Report(Proof proof, ManagerWatch manager, TimeSpan took)
    {
        var messages = proof.Messages();
        var verdict = OrderCheck.Compare(
            [.. _guests.Select(each => each.Acknowledged).OfType<AcknowledgedOrder>()],
            proof.Orders(),
            _figures.Unanswered
        );
        var outcomes = _figures.Outcomes;
        var isServed = !outcomes.Keys.Any(word =>
            word == "unfinished" || word.StartsWith("failed", StringComparison.Ordinal)
        );
        var waits = _figures.Waits.Order().ToArray();
        return new(
            isServed
                && verdict.IsClean
                && messages.All(line => line is { Missing: 0, Doubled: 0, Reordered: 0 }),
            took.TotalSeconds,
            _figures.Arrived,
            new(
                _figures.Acknowledged,
                outcomes,
                verdict.Lost,
                verdict.Doubled,
                verdict.Open,
                Quantile(waits, 0.5),
                Quantile(waits, 0.9),
                _figures.PaidByCard,
                _figures.PaidInCash,
                _figures.Declined
            ),
            messages,
            _figures.Dropped,
            manager.Restarts,
            proof.Frames,
            _figures.Alerts,
            _figures.StaffRefusals
        );
    }

    private static double? Quantile(TimeSpan[] sorted, double part) =>
        sorted.Length == 0
            ? null
            : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * part)].TotalMinutes;
}
