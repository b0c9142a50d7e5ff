using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>The staff at work, and all that goes wrong in a café.</summary>
internal sealed class StaffLife(CafeLife life)
{
    private static readonly string[] Counters = ["espresso", "cold", "kitchen"];
    private readonly HashSet<string> _inHands = [];

    private IEnumerable<StaffRecord> People => life.Cafe.Profile.Staff.Items;

    /// <summary>Everybody comes, and trouble begins.</summary>
    public void Open()
    {
        life.Do(Day.Maya, new ClockInEmployee());
        foreach (var person in People.Where(person => person.EmployeeId != "maya"))
        {
            var who = person.EmployeeId;
            life.InSeconds(0, 1_200, () => life.Try(Day.Maya, new ClockInEmployee(who)));
            life.InSeconds(30, 60, () => Work(who));
        }

        life.InSeconds(30, 60, HandOver);
        On(Trouble.CountersFail, 300, 1_500, Fail);
        On(Trouble.ItemsRunOut, 300, 1_200, RunOut);
        On(Trouble.Breaks, 200, 1_200, Break);
        On(Trouble.StaffComeAndGo, 600, 1_800, ComeAndGo);
        On(Trouble.ImportsChangeTheCafe, 600, 1_800, () => new Imports(life).Change());
        On(Trouble.ClockJumps, 1_200, 3_600, Jump);
        On(Trouble.IntakePauses, 900, 2_400, Pause);
        On(Trouble.ManagerMeddles, 60, 400, Meddle);
        On(Trouble.ItemsAreCounted, 120, 900, Count);
        On(Trouble.StaffSlips, 60, 600, Slip);
        if (life.Plan.Has(Trouble.Courses))
        {
            life.InSeconds(60, 120, Serve);
        }
    }

    /// <summary>The manager puts everything right, and again each minute: what was under way may still undo it.</summary>
    public void Calm()
    {
        foreach (var counter in life.Cafe.Profile.Counters.Items)
        {
            life.Do(Day.Maya, new UpdateCounterStatus(counter.CounterId, CounterStatus.Active));
        }

        foreach (var outage in life.Cafe.Outages.Values.ToList())
        {
            life.Do(
                Day.Maya,
                new UpdateItemAvailability(
                    outage.ItemId,
                    outage.Customization,
                    Available: true,
                    outage.CounterId,
                    outage.OptionId
                )
            );
        }

        foreach (var countdown in life.Cafe.Countdowns.Values.ToList())
        {
            life.Do(
                Day.Maya,
                new UpdateItemAvailability(
                    countdown.ItemId,
                    null,
                    Available: true,
                    OptionId: countdown.OptionId
                )
            );
        }

        foreach (var person in People)
        {
            if (!life.Cafe.Shifts.TryGet(person.EmployeeId, out var shift))
            {
                life.Do(Day.Maya, new ClockInEmployee(person.EmployeeId));
            }
            else if (shift.Break is not null)
            {
                life.Do(Day.Maya, new EndBreak(person.EmployeeId));
            }
        }

        foreach (var pending in life.Cafe.PendingRefunds.Values.ToList())
        {
            life.Do(
                Day.Maya,
                new UpdateRefund(pending.OrderId, pending.Refund.RefundId, RefundStatus.Succeeded)
            );
        }

        life.Do(Day.Maya, new UpdateIntake(IntakeMode.Normal));
        life.In(TimeSpan.FromMinutes(1), Calm);
    }

    /// <summary>Courses are fired when guests have eaten, too early, or held once more; in the end nobody waits for one.</summary>
    private void Serve()
    {
        life.InSeconds(60, 120, Serve);
        foreach (
            var order in life
                .Cafe.OpenOrders.Values.Where(order =>
                    order.Status.IsAtCounters && order.Lines.Items.Any(line => line.Course > 0)
                )
                .ToList()
        )
        {
            var worker = life.Pick<Actor>([Day.Anna, Day.Ben, Day.Chloe, Day.Maya]);
            if (order.NextCourse is not null && (life.IsCalm || life.Chance(20)))
            {
                life.Try(worker, new FireCourse(order.OrderId));
            }
            else if (!life.IsCalm && life.Chance(5))
            {
                life.Try(worker, new HoldCourse(order.OrderId, life.Random.Next(1, 4)));
            }
        }
    }

    /// <summary>Refunds are handed to the provider, which is often not there; the manager has some tried again.</summary>
    private void HandOver()
    {
        life.InSeconds(30, 60, HandOver);
        foreach (var pending in life.Cafe.PendingRefunds.Values.ToList())
        {
            var refundId = pending.Refund.RefundId;
            if (pending.Delivery.NextAttemptAt <= life.Clock)
            {
                life.Do(
                    Actor.System,
                    life.Chance(60)
                        ? new ReportRefundAttempt(refundId, "it answers 500")
                        : new ReportRefundHandedOver(refundId)
                );
            }
            else if (life.Chance(5))
            {
                life.Do(
                    Day.Maya,
                    new UpdateRefund(pending.OrderId, refundId, RefundStatus.Pending)
                );
            }
        }
    }

    /// <summary>Some go home; who forgets is clocked out by the café.</summary>
    public void Close()
    {
        foreach (var person in People.Where(_ => life.Chance(50)).ToList())
        {
            life.Try(Day.Maya, new ClockOutEmployee(person.EmployeeId));
        }
    }

    private void On(Trouble trouble, int least, int most, Action happens)
    {
        if (life.Plan.Has(trouble))
        {
            life.InSeconds(
                least,
                most,
                () =>
                {
                    if (!life.IsCalm)
                    {
                        happens();
                        On(trouble, least, most, happens);
                    }
                }
            );
        }
    }

    /// <summary>Takes the next ticket of one's counters, or one that somebody left half done.</summary>
    private void Work(string who)
    {
        life.InSeconds(10, 40, () => Work(who));
        if (!life.Cafe.Shifts.TryGet(who, out var shift) || shift.Break is not null)
        {
            return;
        }

        var actor = new Actor(Role.Employee, who, who, CounterStaffing.CountersOf(life.Cafe, who));
        foreach (var counterId in actor.Counters)
        {
            foreach (var order in CounterQueue.At(life.Cafe, counterId))
            {
                var line = order
                    .LinesAt(counterId)
                    .FirstOrDefault(line => line.Status.IsOpen && !_inHands.Contains(line.LineId));
                if (line is not null)
                {
                    Make(actor, order.OrderId, line);
                    return;
                }
            }
        }
    }

    private void Make(Actor actor, string orderId, OrderLine line)
    {
        _inHands.Add(line.LineId);
        if (line.Status == LineStatus.Queued)
        {
            if (line.Allergies.Count > 0 && life.Chance(50))
            {
                life.Try(actor, new UpdateOrderItem(orderId, line.LineId, LineStatus.Started));
            }

            life.Try(
                actor,
                new UpdateOrderItem(
                    orderId,
                    line.LineId,
                    LineStatus.Started,
                    AllergiesSeen: line.Allergies.Count > 0
                )
            );
            if (life.Chance(5))
            {
                life.InSeconds(
                    1,
                    90,
                    () =>
                    {
                        _inHands.Remove(line.LineId);
                        life.Try(
                            actor,
                            new UpdateOrderItem(orderId, line.LineId, LineStatus.Queued)
                        );
                    }
                );
                return;
            }
        }

        life.InSeconds(
            5,
            150,
            () =>
            {
                _inHands.Remove(line.LineId);
                life.Try(
                    actor,
                    new UpdateOrderItem(
                        orderId,
                        line.LineId,
                        life.Chance(2) ? LineStatus.Voided : LineStatus.Ready
                    )
                );
                if (life.Chance(2))
                {
                    life.Try(
                        actor,
                        new UpdateOrderItem(orderId, line.LineId, LineStatus.Started, "spilled")
                    );
                }
            }
        );
    }

    private void Fail()
    {
        var counterId = life.Pick(Counters);
        var status = life.Pick<CounterStatus>([
            CounterStatus.Inactive,
            CounterStatus.Maintenance,
            CounterStatus.Cleaning,
        ]);
        life.Try(
            Day.Maya,
            new UpdateCounterStatus(
                counterId,
                status,
                "broken",
                life.Chance(50) ? TimeSpan.FromMinutes(10) : null
            )
        );
        life.InSeconds(
            60,
            1_800,
            () => life.Try(Day.Maya, new UpdateCounterStatus(counterId, CounterStatus.Active))
        );
    }

    private void RunOut()
    {
        var item = life.Pick(life.Cafe.Profile.Menu.Items);
        var custom = life.Pick(life.Cafe.Profile.Customizations.Items);
        var update =
            life.Chance(75)
                ? new UpdateItemAvailability(
                    item.ItemId,
                    null,
                    Available: false,
                    life.Chance(40) ? life.Pick(Counters) : null
                )
            : life.Chance(50) ? new UpdateItemAvailability(null, custom.Name, Available: false)
            : new UpdateItemAvailability(
                null,
                null,
                Available: false,
                OptionId: life.Pick([
                    .. life.Cafe.Profile.Groups.Items.SelectMany(group =>
                        group.Options.Items.Select(option => option.OptionId)
                    ),
                ])
            );
        life.Try(Day.Maya, update);
        life.InSeconds(120, 2_400, () => life.Try(Day.Maya, update with { Available = true }));
    }

    /// <summary>Somebody counts how few there are of something that is ordered often, until somebody takes that back, or the day ends.</summary>
    private void Count()
    {
        var item = life.Pick(life.Cafe.Profile.Menu.Items);
        var options = life
            .Cafe.Profile.Groups.Items.SelectMany(group =>
                group.Options.Items.Select(option => option.OptionId)
            )
            .ToList();
        var update = new UpdateItemAvailability(
            item.ItemId,
            null,
            Available: true,
            Remaining: life.Random.Next(1, 4),
            BackNextDay: life.Chance(50)
        );
        life.Try(
            Day.Maya,
            life.Chance(30) ? update with { ItemId = null, OptionId = life.Pick(options) } : update
        );
        if (life.Chance(30))
        {
            life.InSeconds(
                300,
                3_600,
                () =>
                    life.Try(
                        Day.Maya,
                        new UpdateItemAvailability(item.ItemId, null, Available: true)
                    )
            );
        }
    }

    /// <summary>Something was not handed over after all, or is made again, and the guest is told.</summary>
    private void Slip()
    {
        var worker = life.Pick<Actor>([Day.Anna, Day.Ben, Day.Maya]);
        var orders = life
            .Cafe.ClosedOrders.ById.Values.Concat(life.Cafe.OpenOrders.Values)
            .Select(order => order.OrderId)
            .ToList();
        if (orders.Count == 0)
        {
            return;
        }

        var orderId = life.Pick(orders);
        life.Try(worker, new AddOrderNote(orderId, "Sorry!"));
        var decision = life.Try(
            worker,
            life.Chance(60)
                ? new ReopenOrder(orderId, "the guest did not get it")
                : new RemakeOrder(orderId, "spilled")
        );
        if (decision.IsAccepted)
        {
            HandOut((decision.Result as CreatedOrder)?.OrderId ?? orderId);
        }
    }

    /// <summary>A manager hands it over once it is ready.</summary>
    private void HandOut(string orderId)
    {
        var order = life.Cafe.Order(orderId)!;
        if (order.Status == OrderStatus.Ready)
        {
            life.Try(
                Day.Maya,
                new UpdateOrderStatus(
                    orderId,
                    OrderStatus.Completed,
                    "handed over now",
                    AgeChecked: true
                )
            );
        }
        else if (!order.Status.IsFinal)
        {
            life.InSeconds(30, 300, () => HandOut(orderId));
        }
    }

    private void Break()
    {
        var who = life.Pick<string>(["anna", "ben", "chloe", "dan"]);
        var cover = life.Pick<string>(["anna", "ben", "chloe", "dan", "maya"]);
        var asked = life.Chance(30) ? Day.Maya : new Actor(Role.Employee, who, who, []);
        life.Try(
            asked,
            new StartBreak(
                BreakType.Rest,
                TimeSpan.FromMinutes(life.Random.Next(1, 20)),
                life.Chance(70) ? [cover] : [],
                who
            )
        );
        if (life.Chance(20))
        {
            life.InSeconds(10, 300, () => life.Try(Day.Maya, new ClockOutEmployee(cover)));
        }

        life.InSeconds(60, 1_800, () => life.Try(Day.Maya, new EndBreak(who)));
    }

    private void ComeAndGo()
    {
        var who = life.Pick<string>(["anna", "ben", "chloe", "dan"]);
        life.Try(Day.Maya, new ClockOutEmployee(who));
        life.InSeconds(30, 1_800, () => life.Try(Day.Maya, new ClockInEmployee(who)));
    }

    /// <summary>Forwards by up to an hour, or back by up to a quarter of one.</summary>
    private void Jump() =>
        life.Jump(
            TimeSpan.FromSeconds(life.Chance(60) ? life.Random.Next(3_600) : -life.Random.Next(900))
        );

    private void Pause()
    {
        life.Try(
            Day.Maya,
            new UpdateIntake(
                IntakeMode.Paused,
                life.Chance(70) ? life.Clock.AddMinutes(life.Random.Next(1, 15)) : null
            )
        );
        life.Do(Day.Maya, new PublishAnnouncement(Audience.Guests, "No new orders for a while"));
        life.InSeconds(30, 900, () => life.Try(Day.Maya, new UpdateIntake(IntakeMode.Normal)));
    }

    private void Meddle()
    {
        if (life.Cafe.OpenOrders.Count == 0)
        {
            return;
        }

        var order = life.Pick([.. life.Cafe.OpenOrders.Values]);
        life.Try(
            life.Chance(80) ? Day.Maya : Day.Anna,
            life.Random.Next(7) switch
            {
                0 => new UpdateOrderPriority(
                    order.OrderId,
                    (OrderPriority)life.Random.Next(4),
                    life.Chance(50) ? "remake" : "hurry"
                ),
                1 => new AssignOrder(order.OrderId, life.Pick(Counters)),
                2 => new AssignOrder(order.OrderId, EmployeeId: life.Pick<string>(["anna", "dan"])),
                3 => new IssueRefund(order.OrderId, new Money(life.Random.Next(1, 900)), "sorry"),
                4 => new CancelOrder(
                    order.OrderId,
                    (CancelReason)life.Random.Next(4),
                    RefundAmount: life.Chance(50) ? new Money(life.Random.Next(900)) : null
                ),
                5 => new UpdateOrderStatus(order.OrderId, OrderStatus.Ready, "it is there"),
                _ => new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing, "cold"),
            }
        );
    }
}
