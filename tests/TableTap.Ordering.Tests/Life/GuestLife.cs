using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>Guests: they order, pay well, badly, twice, late or never, think better of it, collect or forget.</summary>
internal sealed class GuestLife(CafeLife life)
{
    private readonly HashSet<string> _counted = [];
    private readonly ProviderLife _provider = new(life);
    private int _events;

    /// <summary>They come over a span, half of them in a rush.</summary>
    public void Come(int count, TimeSpan over)
    {
        for (var number = 0; number < count; number++)
        {
            var share = life.Chance(50)
                ? life.Random.NextDouble()
                : 0.4 + life.Random.NextDouble() / 10;
            var guest = new Actor(Role.Customer, $"guest-{number % 7}", "Gus Guest", []);
            life.In(TimeSpan.FromMinutes(10) + share * over, () => Order(guest));
        }
    }

    private void Order(Actor guest, int tries = 5)
    {
        var isParty = life.Chance(3);
        var byStaff = life.Chance(10);
        var lines = isParty ? life.Random.Next(12, 51) : life.Random.Next(1, 4);
        var menu = life.Cafe.Profile.Menu;
        var inCourses = life.Plan.Has(Trouble.Courses) && life.Chance(25);
        DateTimeOffset? later =
            life.Plan.TakesOrdersForLater && life.Chance(25)
                ? life.Clock.AddMinutes(life.Random.Next(1, 100))
                : null;
        var wish = new CreateOrder(
            DemoCafe.Id,
            Enumerable
                .Range(0, lines)
                .Select(line => Item(menu, inCourses ? 1 + line % 3 : null))
                .ToEquatableList(),
            life.Chance(50) ? OrderType.Takeaway : OrderType.DineIn,
            "1",
            null,
            life.Chance(20) ? PaymentMethod.Cash : PaymentMethod.Card,
            byStaff && life.Chance(50) ? guest.UserId : null
        )
        {
            ScheduledFor = later,
        };
        var by = byStaff ? Day.Maya : guest;
        var decision = life.Try(by, wish);
        if (decision.Refusal is { Code: RefusalCode.SlotUnavailable, Earliest: { } offered })
        {
            // No counter has room for it then; what is offered instead can be had.
            later = offered;
            decision = life.Try(by, wish with { ScheduledFor = offered });
            Assert.True(decision.IsAccepted, decision.Refusal?.ToString());
            life.Seen.Add(nameof(Refusal.Earliest));
        }

        if (decision.Result is not CreatedOrder made)
        {
            Assert.Contains(
                decision.Refusal!.Code,
                new[]
                {
                    RefusalCode.CafeClosed,
                    RefusalCode.IntakePaused,
                    RefusalCode.ItemUnavailable,
                    RefusalCode.SlotUnavailable,
                    RefusalCode.TooMany,
                    RefusalCode.ValidationFailed,
                }
            );
            if (tries > 0)
            {
                life.InSeconds(120, 600, () => Order(guest, tries - 1));
            }

            return;
        }

        if (life.Chance(6))
        {
            life.InSeconds(
                5,
                400,
                () => life.Try(guest, new CancelOrder(made.OrderId, CancelReason.CustomerRequest))
            );
        }

        if (later is not null)
        {
            life.InSeconds(60, 1_800, () => ThinkAgain(guest, made.OrderId));
        }

        life.InSeconds(2, 60, () => Pay(made.OrderId));
        life.InSeconds(60, 120, () => Collect(guest, made.OrderId));
    }

    /// <summary>Another time, or now, or never.</summary>
    private void ThinkAgain(Actor guest, string orderId)
    {
        life.Try(
            guest,
            life.Random.Next(4) switch
            {
                0 => new CancelOrder(orderId, CancelReason.CustomerRequest),
                _ => new RescheduleOrder(orderId, life.Clock.AddMinutes(life.Random.Next(1, 60))),
            }
        );
        if (life.Chance(20))
        {
            life.Try(
                Day.Maya,
                new UpdateOrderStatus(orderId, OrderStatus.Confirmed, "the guest is here")
            );
        }
    }

    private NewOrderLine Item(EquatableList<MenuItem> menu, int? course)
    {
        var item = menu[life.Random.Next(menu.Count)];
        return new(
            item.ItemId,
            1,
            item.Customizations.Items.Take(life.Random.Next(3)).ToEquatableList(),
            Chosen.Of(
                life.Cafe.Profile,
                item,
                item.Groups.Count == 0 ? 0 : life.Random.Next(1_000)
            ),
            life.Chance(5) ? "well done" : null,
            life.Chance(5) ? [(Allergen)life.Random.Next(14)] : [],
            course
        );
    }

    private void Pay(string orderId)
    {
        var order = life.Cafe.Order(orderId)!;
        if (order.Payment.Method == PaymentMethod.Cash)
        {
            var worker = life.Pick<Actor>([Day.Anna, Day.Ben, Day.Maya]);
            if (life.Chance(20))
            {
                // Pays at the end: the work begins first.
                life.Try(worker, new UpdateOrderStatus(orderId, OrderStatus.Confirmed));
                life.InSeconds(60, 1_500, () => Cash(worker, orderId));
                return;
            }

            Cash(worker, orderId);
            return;
        }

        switch (life.Random.Next(100))
        {
            case < 40:
                Card(orderId, PaymentResult.Success);
                break;
            case < 70:
                _provider.Pay(orderId);
                break;
            case < 78:
                Card(orderId, PaymentResult.Failed);
                life.InSeconds(5, 60, () => Pay(orderId));
                break;
            case < 84:
                // The provider tells it again, at once and an hour later.
                var name = Card(orderId, PaymentResult.Success);
                Card(orderId, PaymentResult.Success, name);
                life.InSeconds(600, 3_600, () => Card(orderId, PaymentResult.Success, name));
                break;
            case < 88:
                // Two cards at once: one is too many.
                _provider.Work(orderId);
                Card(orderId, PaymentResult.Success);
                life.InSeconds(1, 30, () => Card(orderId, PaymentResult.Success));
                break;
            case < 92:
                for (var time = 0; time < 4; time++)
                {
                    Card(orderId, PaymentResult.Failed);
                }

                break;
            case < 94:
                _provider.GiveUp(orderId);
                life.InSeconds(5, 700, () => Pay(orderId));
                break;
            case < 97:
                life.InSeconds(600, 2_400, () => Card(orderId, PaymentResult.Success));
                break;
            default:
                break;
        }
    }

    private string Card(string orderId, PaymentResult result, string? name = null)
    {
        name ??= $"evt-{++_events}";
        var amount = life.Cafe.Order(orderId)!.Total;
        var tip = life.Chance(20) ? new Money(life.Random.Next(1, 200)) : (Money?)null;
        var decision = life.Try(
            Day.Bank,
            new RecordPayment(orderId, PaymentMethod.Card, amount, tip, result, name)
        );
        if (decision.IsAccepted && result == PaymentResult.Success && _counted.Add(name))
        {
            life.Ledger.Till += amount + (tip ?? Money.Zero);
        }

        return name;
    }

    private void Cash(Actor worker, string orderId)
    {
        var amount = life.Cafe.Profile.InCash(life.Cafe.Order(orderId)!.Total);
        var tip = life.Chance(30) ? new Money(100) : (Money?)null;
        var decision = life.Try(
            worker,
            new RecordPayment(orderId, PaymentMethod.Cash, amount, tip)
        );
        if (decision.IsAccepted)
        {
            life.Ledger.Till += amount + (tip ?? Money.Zero);
        }
    }

    private void Collect(Actor guest, string orderId)
    {
        var order = life.Cafe.Order(orderId)!;
        if (order.Status.IsFinal)
        {
            if (order.Status == OrderStatus.Completed && life.Chance(30))
            {
                life.Try(guest, new RateOrder(orderId, life.Random.Next(1, 6)));
            }

            return;
        }

        if (order.Status == OrderStatus.Ready && !life.Chance(15))
        {
            var worker = life.Pick<Actor>([Day.Anna, Day.Ben, Day.Chloe, Day.Maya]);
            for (var wrong = life.Chance(5) ? life.Random.Next(1, 7) : 0; wrong > 0; wrong--)
            {
                life.Try(worker, new UpdateOrderStatus(orderId, OrderStatus.Completed, null, "x"));
            }

            var handOver = new UpdateOrderStatus(
                orderId,
                OrderStatus.Completed,
                null,
                order.PickupCode?.Code
            );
            if (order.MinAge > 0)
            {
                // Nobody gets it before somebody has looked how old they are.
                Assert.False(life.Try(worker, handOver).IsAccepted);
                life.Seen.Add(nameof(order.MinAge));
            }

            life.Try(worker, handOver with { AgeChecked = true });
        }

        // Once all is calm the manager clears away what nobody collects.
        order = life.Cafe.Order(orderId)!;
        if (life.IsCalm && order.Status == OrderStatus.Ready && life.Chance(30))
        {
            life.Do(
                Day.Maya,
                life.Chance(50)
                    ? new CancelOrder(orderId, CancelReason.Other)
                    : new UpdateOrderStatus(
                        orderId,
                        OrderStatus.Completed,
                        "not collected",
                        AgeChecked: true
                    )
            );
        }

        life.InSeconds(30, 90, () => Collect(guest, orderId));
    }
}
