using System.Collections.Concurrent;
using TableTap.Client.Contract;
using TableTap.Ordering.Profiles;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Guests;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Simulation.Verification;
using TableTap.Terms;

namespace TableTap.Simulation.Tables;

/// <summary>A party at a table: sits down, has two rounds on one bill, and pays it in the end, in one of several ways.</summary>
/// <param name="serves">What every guest of the run shares.</param>
/// <param name="plan">What the party is going to do.</param>
/// <param name="tables">The tables that are free.</param>
/// <param name="profile">The café.</param>
/// <param name="time">The café's time.</param>
/// <param name="figures">What is counted.</param>
internal sealed class TableParty(
    GuestsAtWork serves,
    TablePlan plan,
    FreeTables tables,
    CafeProfile profile,
    CafeTime time,
    SimulationStatistics figures
) : IVisitor
{
    private const int Tries = 3;

    private readonly SimulationOptions _options = serves.Options;
    private readonly PhoneOrders _orders = new();
    private readonly PhoneBill _bill = new();
    private readonly OrderPlacing _placing = new(time, figures);
    private readonly OrderPickup _pickup = new(serves.Desk, serves.Options.Time);
    private readonly CourseService _courses = new(serves, figures);
    private readonly ConcurrentQueue<AcknowledgedOrder> _acknowledged = new();
    private readonly List<PlacedOrder> _rounds = [];
    private string _table = "";
    private string _billId = "";
    private int _asked;

    /// <inheritdoc />
    public RecordingClient Phone { get; } =
        new(
            serves.Options,
            $"sim_{serves.Options.Run}_{plan.Host.Number}",
            Role.Customer,
            "guests"
        );

    private PartyPhone Asks => field ??= new(serves, Phone, figures);

    /// <inheritdoc />
    public IReadOnlyCollection<AcknowledgedOrder> Acknowledged => [.. _acknowledged];

    /// <inheritdoc />
    public int Number => plan.Host.Number;

    /// <inheritdoc />
    public int PlannedLines => plan.Lines;

    /// <inheritdoc />
    public async Task<string> VisitAsync(CancellationToken cancellationToken)
    {
        await Phone.StartAsync(
            [$"orders:customer:{Phone.UserId}", $"cafe:{_options.CafeId}:general"],
            message =>
            {
                if (message.Channel.StartsWith("orders:", StringComparison.Ordinal))
                {
                    _orders.Take(message);
                    _bill.Take(message);
                }
            },
            cancellationToken
        );
        await time.WaitAsync(plan.Host.Chooses, cancellationToken);
        _table = await tables.TakeAsync(cancellationToken);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var mishaps = NetworkLoss.HappenAsync(
            Phone,
            plan.Host,
            time,
            _options.Speed,
            figures,
            leaving.Token
        );
        string outcome;
        try
        {
            outcome = await EatAsync(cancellationToken);
            tables.Give(_table);
        }
        finally
        {
            await leaving.CancelAsync();
            await mishaps;
        }

        if (outcome != Outcome.Unanswered)
        {
            await Phone.FinishAsync(cancellationToken);
        }

        return outcome;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Phone.DisposeAsync();

    private async Task<string> EatAsync(CancellationToken cancellationToken)
    {
        var opened = await serves.Floor.AskAsync(
            "bill_open",
            new BillOpen(_table, $"Party {Number}", _options.CafeId),
            cancellationToken
        );
        if (opened?.BillId is not { } billId)
        {
            figures.Services.Plan(Service.Bill);
            figures.TurnedAway("There is no bill for this table");
            return Outcome.TurnedAway;
        }

        _billId = billId;
        _bill.Follow(billId);
        await Asks.JoinAsync(_table, _billId, cancellationToken);
        var none = await RoundAsync(
            plan.Host.Order,
            plan.Host.Instead,
            _table,
            _billId,
            cancellationToken
        );
        if (none is not null)
        {
            await CloseAsync(cancellationToken);
            return none;
        }

        figures.Services.Plan(Service.Bill);
        await TakeCareAsync(cancellationToken);
        if (plan.PutsTogether && tables.TryTake() is { } other)
        {
            await PutTogetherAsync(other, cancellationToken);
            tables.Give(other);
        }

        figures.Services.Plan(Service.SecondRound);
        var noMore = await RoundAsync(
            plan.SecondRound,
            plan.Host.Order,
            _table,
            _billId,
            cancellationToken
        );
        figures.Services.Ended(Service.SecondRound, noMore is null);
        await PayAsync(cancellationToken);
        return noMore == Outcome.Unanswered ? noMore
            : _rounds.TrueForAll(round => OrderOf(round).IsCancelled) ? Outcome.Cancelled
            : Outcome.Completed;
    }

    /// <summary>Orders on a bill, and eats what comes.</summary>
    /// <returns>How the visit would end where nothing could be ordered; null where it could.</returns>
    private async Task<string?> RoundAsync(
        OrderCreate wish,
        OrderCreate instead,
        string table,
        string billId,
        CancellationToken cancellationToken
    )
    {
        // What was not placed has had its ids, too.
        var round = _asked++;
        var placed = await _placing.PlaceAsync(
            wish.Items.Count,
            attempt => Asks.OnBill(attempt % 2 == 0 ? wish : instead, table, billId),
            (order, attempt) =>
                Asks.OrderAsync(
                    order,
                    billId,
                    $"{Phone.UserId}_round{round}_{attempt}",
                    cancellationToken
                ),
            cancellationToken
        );
        if (placed.Order is not { } mine)
        {
            return placed.Outcome;
        }

        _acknowledged.Enqueue(mine);
        _rounds.Add(placed);
        var shown = _orders.Of(mine.OrderId);
        await _courses.ServeAsync(mine.OrderId, shown, cancellationToken);
        await _pickup.CollectAsync(mine, shown, cancellationToken);
        return null;
    }

    /// <summary>Some parties move to another table, and of the others somebody else takes over.</summary>
    private async Task TakeCareAsync(CancellationToken cancellationToken)
    {
        if (plan.ChangesHands)
        {
            figures.Services.Plan(Service.Handover);
            var taken = await serves.Floor.AskAsync(
                "bill_update",
                new BillUpdate(
                    _billId,
                    EmployeeId: serves.Floor.EmployeeAt(plan.Turn),
                    CafeId: _options.CafeId
                ),
                cancellationToken
            );
            figures.Services.Ended(Service.Handover, taken is not null);
        }

        if (plan.Moves && tables.TryTake() is { } other)
        {
            figures.Services.Plan(Service.Move);
            var moved = await serves.Floor.AskAsync(
                "bill_update",
                new BillUpdate(_billId, other, CafeId: _options.CafeId),
                cancellationToken
            );
            if (moved is not null)
            {
                // The guest's phone says it, too.
                await _bill.WaitAsync(
                    bill => bill.IsOver || bill.Now?.TableNumber == other,
                    cancellationToken
                );
            }

            figures.Services.Ended(Service.Move, moved is not null && !_bill.IsOver);
            var empty = moved is null ? other : _table;
            _table = moved is null ? _table : other;
            tables.Give(empty);
        }
    }

    /// <summary>Friends have a bill at another table; it is put on the party's, which pays for both.</summary>
    private async Task PutTogetherAsync(string table, CancellationToken cancellationToken)
    {
        figures.Services.Plan(Service.Merge);
        var opened = await serves.Floor.AskAsync(
            "bill_open",
            new BillOpen(table, $"Friends of party {Number}", _options.CafeId),
            cancellationToken
        );
        if (opened?.BillId is not { } friends)
        {
            return;
        }

        // Where nothing could be had, the friends come over all the same.
        await RoundAsync(plan.Host.Instead, plan.SecondRound, table, friends, cancellationToken);
        var merged = await serves.Floor.AskAsync(
            "bill_update",
            new BillUpdate(friends, MergeInto: _billId, CafeId: _options.CafeId),
            cancellationToken
        );
        if (merged is not null)
        {
            // The guest's phone says it, too.
            await _bill.WaitAsync(
                bill => bill.IsOver || bill.Now?.Orders.Count >= _rounds.Count,
                cancellationToken
            );
        }

        figures.Services.Ended(Service.Merge, merged is not null);
    }

    private async Task PayAsync(CancellationToken cancellationToken)
    {
        await _bill.WaitAsync(
            bill => bill.IsOver || bill.Now?.Orders.Count >= _rounds.Count,
            cancellationToken
        );
        var settling = new BillSettling(
            serves.Floor,
            profile,
            plan,
            _options.CafeId,
            _billId,
            figures
        );
        var due =
            !_bill.IsOver && _bill.Due.IsPositive
                ? await SettleAsync(settling, cancellationToken)
                : _bill.Due;
        for (var tries = 0; tries < Tries && !_bill.IsOver; tries++)
        {
            await _bill.WaitAsync(bill => bill.IsOver, _options.Time, cancellationToken);
            // What is paid by what the staff was answered is paid, though the phone may not show it yet.
            if (!_bill.IsOver && due != Money.Zero && _bill.Due.IsPositive)
            {
                due = await settling.PayRestAsync(_bill.Due, cancellationToken);
            }
            else if (!_bill.IsOver)
            {
                await CloseAsync(cancellationToken);
            }
        }

        await _bill.WaitAsync(bill => bill.IsOver, cancellationToken);
        // What cost nothing in the end is nobody's debt.
        figures.Services.Ended(
            Service.Bill,
            _bill.Now!.Status == BillStatus.Paid || !_bill.Now.Total.IsPositive
        );
        foreach (var round in _rounds.Where(round => !OrderOf(round).IsCancelled))
        {
            figures.BillPaid(round.Taken!);
        }
    }

    private Task<Money?> SettleAsync(BillSettling settling, CancellationToken cancellationToken)
    {
        GuestOrder[] rounds = [.. _rounds.Select(OrderOf)];
        return plan.Division switch
        {
            BillDivision.Evenly => settling.EvenlyAsync(rounds, cancellationToken),
            BillDivision.ByLine
                when rounds is [{ IsCompleted: true }, { IsCompleted: true }]
                    && Array.TrueForAll(rounds, round => round.Total is { IsPositive: true }) =>
                settling.ByLineAsync(rounds, cancellationToken),
            BillDivision.ByVoucher => settling.ByVoucherAsync(
                _bill,
                amount => Asks.OfferAsync(_billId, amount, cancellationToken),
                cancellationToken
            ),
            _ => settling.InPartsAsync(_bill.Due, cancellationToken),
        };
    }

    /// <summary>Ends a bill of which nothing is due; one that ended by itself is no failure.</summary>
    private Task CloseAsync(CancellationToken cancellationToken) =>
        serves.Floor.AskAsync(
            "bill_close",
            new BillClose(_billId, CafeId: _options.CafeId),
            cancellationToken
        );

    private GuestOrder OrderOf(PlacedOrder round) => _orders.Of(round.Order!.Value.OrderId);
}
