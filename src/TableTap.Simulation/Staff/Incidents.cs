using TableTap.Ordering.Profiles;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Terms;

namespace TableTap.Simulation.Staff;

/// <summary>When what goes wrong in a rush does so: played by the staff.</summary>
/// <param name="options">The rush.</param>
/// <param name="trouble">What goes wrong.</param>
/// <param name="orderedOut">Waits until nothing of the counted item is left; null where too few guests wish for it.</param>
/// <param name="guests">Ends when every guest has gone.</param>
/// <param name="baristas">The staff at the counters.</param>
/// <param name="manager">The manager, who decides what is done.</param>
/// <param name="figures">What is counted.</param>
internal sealed class Incidents(
    SimulationOptions options,
    RushTrouble trouble,
    Func<CancellationToken, Task>? orderedOut,
    Task guests,
    IReadOnlyList<Barista> baristas,
    ManagerActions manager,
    SimulationStatistics figures
)
{
    private const double BreakBegins = 0.1;
    private const double BreakEnds = 0.25;
    private const double CounterFails = 0.32;
    private const double CounterReturns = 0.42;
    private const double ItemRunsOut = 0.5;
    private const double ItemReturns = 0.62;
    private const double CountEnds = 0.95;

    /// <summary>How long the manager may hear later than the last guest that nothing is left.</summary>
    private static readonly TimeSpan LastMessage = TimeSpan.FromSeconds(5);

    /// <summary>Plays them, to the end of the rush.</summary>
    /// <param name="time">The café's time.</param>
    /// <param name="cancellationToken">The rush is over: what is down comes back at once.</param>
    public async Task PlayAsync(CafeTime time, CancellationToken cancellationToken)
    {
        var (counter, dish, counted) = trouble;
        (double At, Func<Task<string?>> Happens)[] plan =
        [
            (BreakBegins, () => BreakAsync(cancellationToken)),
            (BreakEnds, () => ReturnAsync(cancellationToken)),
            (CounterFails, () => FailAsync(counter, cancellationToken)),
            (CounterReturns, () => RepairAsync(counter, cancellationToken)),
            (ItemRunsOut, () => SupplyAsync(dish, isThere: false, cancellationToken)),
            (ItemReturns, () => SupplyAsync(dish, isThere: true, cancellationToken)),
            (
                RushTrouble.IsCounted,
                () => CountAsync(counted, RushTrouble.FewLeft, cancellationToken)
            ),
            (CountEnds, () => OrderedOutAsync(counted, cancellationToken)),
            (CountEnds, () => CountAsync(counted, null, cancellationToken)),
        ];
        foreach (var (at, happens) in plan)
        {
            await time.WaitUntilAsync(options.Duration * at, cancellationToken);
            if (await happens() is { } words)
            {
                figures.Happened(time.Now, words);
            }
        }
    }

    private async Task<string?> BreakAsync(CancellationToken cancellationToken)
    {
        if (baristas.Count < 2)
        {
            return null;
        }

        var (who, cover) = (baristas[^1], baristas[^2]);
        var minutes = Math.Max(1, options.Duration.TotalMinutes * (BreakEnds - BreakBegins));
        var refusal = await who.Hands.SendAsync(
            "break_start",
            new BreakStart(
                BreakType.Rest,
                Math.Round(minutes, 1),
                [cover.Person.UserId],
                CafeId: options.CafeId
            ),
            cancellationToken
        );
        figures.StaffAnswered(refusal);
        if (refusal is not null)
        {
            return $"{who.Person.UserId} wanted a break: {refusal.Message}";
        }

        who.Leave(isAway: true);
        cover.Cover([.. who.Person.Counters]);
        return $"{who.Person.UserId} takes a break, {cover.Person.UserId} covers";
    }

    private async Task<string?> ReturnAsync(CancellationToken cancellationToken)
    {
        if (baristas.Count < 2)
        {
            return null;
        }

        var (who, cover) = (baristas[^1], baristas[^2]);
        cover.Cover();
        var refusal = await who.Hands.SendAsync(
            "break_end",
            new BreakEnd(CafeId: options.CafeId),
            cancellationToken
        );
        who.Leave(isAway: false);
        figures.StaffAnswered(refusal);
        return refusal is null ? $"{who.Person.UserId} is back" : null;
    }

    private async Task<string?> FailAsync(
        CounterProfile? counter,
        CancellationToken cancellationToken
    )
    {
        if (counter is null)
        {
            return null;
        }

        var minutes = options.Duration.TotalMinutes * (CounterReturns - CounterFails);
        var refusal = await manager.SendAsync(
            "counter_status_update",
            new CounterStatusUpdate(
                counter.CounterId,
                CounterStatus.Maintenance,
                "Broken down",
                Math.Round(minutes / options.Speed, 1)
            ),
            cancellationToken
        );
        figures.StaffAnswered(refusal);
        return refusal is null ? $"{counter.Name} breaks down" : null;
    }

    private async Task<string?> RepairAsync(
        CounterProfile? counter,
        CancellationToken cancellationToken
    )
    {
        if (counter is null)
        {
            return null;
        }

        var refusal = await manager.SendAsync(
            "counter_status_update",
            new CounterStatusUpdate(counter.CounterId, CounterStatus.Active, "Repaired"),
            cancellationToken
        );
        figures.StaffAnswered(refusal);
        return refusal is null ? $"{counter.Name} works again" : null;
    }

    private async Task<string?> SupplyAsync(
        MenuItem? dish,
        bool isThere,
        CancellationToken cancellationToken
    )
    {
        if (dish is null)
        {
            return null;
        }

        var refusal = await manager.SendAsync(
            "item_availability_update",
            new ItemAvailabilityUpdate(isThere, dish.ItemId, CafeId: options.CafeId),
            cancellationToken
        );
        figures.StaffAnswered(refusal);
        return refusal is null ? $"{dish.Name} {(isThere ? "is there again" : "runs out")}" : null;
    }

    /// <summary>
    /// Guests order what is left, however long a busy machine takes for it. Those of a café that was away meanwhile may have
    /// ordered something else: then nothing is said of it.
    /// </summary>
    private async Task<string?> OrderedOutAsync(MenuItem? item, CancellationToken cancellationToken)
    {
        if (item is null || orderedOut is null)
        {
            return null;
        }

        using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        var isOut = orderedOut(both.Token);
        await Task.WhenAny(isOut, guests);
        patience.CancelAfter(LastMessage);
        try
        {
            await isOut;
            return $"{item.Name} is ordered out";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<string?> CountAsync(
        MenuItem? item,
        int? left,
        CancellationToken cancellationToken
    )
    {
        if (item is null)
        {
            return null;
        }

        var refusal = await manager.SendAsync(
            "item_availability_update",
            new ItemAvailabilityUpdate(
                true,
                item.ItemId,
                CafeId: options.CafeId,
                Remaining: left,
                BackNextDay: left is null ? null : true
            ),
            cancellationToken
        );
        figures.StaffAnswered(refusal);
        return refusal is null
            ? left is null
                ? $"{item.Name} is counted no more"
                : $"only {left} of {item.Name} are left"
            : null;
    }
}
