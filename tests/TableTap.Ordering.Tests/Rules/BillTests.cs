using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Bills are opened, joined, moved, merged and ended (docs/protocol.md §5, "Bills").</summary>
public class BillTests
{
    private readonly Day _day = new();

    private Bill Only => Assert.Single(_day.Cafe.Bills.Values);

    private static CafeProfile With(BillAccess access) => DemoCafe.Profile with { Bills = access };

    private static CreateOrder OnBill(string table, params string[] items) =>
        Day.AtTable(table, items) with
        {
            OnBill = true,
        };

    private Bill Opened(string? table = "1")
    {
        var decision = _day.Try(Day.Anna, new OpenBill(table));
        return _day.Cafe.Bills.Items[Assert.IsType<OpenedBill>(decision.Result).BillId];
    }

    private BillSums Sums(string billId) =>
        BillSums.Of(
            _day.Cafe,
            _day.Cafe.Bills.TryGet(billId, out var open)
                ? open
                : _day.Cafe.ClosedBills.Items[billId]
        );

    [Fact]
    public void Rounds_go_on_the_bill_of_the_table_and_are_made_at_once()
    {
        Opened();

        var first = _day.Place(Day.Guest, OnBill("1", "latte"));
        var second = _day.Place(Day.OtherGuest, OnBill("1", "croissant", "latte"));

        Assert.Equal((OrderStatus.Confirmed, OrderStatus.Confirmed), (first.Status, second.Status));
        Assert.Equal(PaymentStatus.Pending, first.Payment.Status);
        Assert.Equal([first.OrderId, second.OrderId], Only.OrderIds.Items);
        Assert.Equal(["guest-1", "guest-2"], Only.GuestIds.Items);
        Assert.Equal(
            new BillSums(first.Total + second.Total, Money.Zero, first.Total + second.Total),
            Sums(Only.BillId)
        );
        Assert.Equal(("BILL-000001", "anna", 3L), (Only.BillNumber, Only.EmployeeId, Only.Version));
    }

    [Fact]
    public void The_bill_that_has_just_ended_is_kept_however_long_ago_it_was_opened()
    {
        var first = Opened("1");
        var others = new List<string>();
        for (var more = 0; more < 101; more++)
        {
            _day.Now += TimeSpan.FromMinutes(1);
            others.Add(Opened("2").BillId);
            _day.Do(Day.Anna, new CloseBill(others[^1]));
        }

        _day.Now += TimeSpan.FromMinutes(1);
        _day.Do(Day.Anna, new CloseBill(first.BillId));

        Assert.Equal(
            others.Skip(2).Append(first.BillId).Order(StringComparer.Ordinal),
            _day.Cafe.ClosedBills.Items.Keys.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_bill_has_so_many_guests_at_most()
    {
        Opened();
        for (var guest = 0; guest < Bill.MostGuests; guest++)
        {
            _day.Do(new Actor(Role.Customer, $"g{guest}", null, []), new JoinBill("1"));
        }

        _day.Refuse(RefusalCode.TooMany, Day.Guest, new JoinBill("1"));
        _day.Place(Day.Guest, OnBill("1", "latte"));

        Assert.Equal(Bill.MostGuests, Only.GuestIds.Count);
        Assert.Single(Only.OrderIds.Items);
    }

    [Fact]
    public void An_order_for_later_is_paid_by_itself()
    {
        Opened();

        var refused = _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Guest,
            OnBill("1", "latte") with
            {
                ScheduledFor = _day.Now.AddHours(3),
            }
        );

        Assert.Equal(["scheduledFor"], refused.Details.Items.Select(problem => problem.Path));
        Assert.Empty(_day.Cafe.OpenOrders.Items);
    }

    [Fact]
    public void They_are_not_among_the_unpaid_orders_of_guest_and_table()
    {
        var day = new Day();
        day.Do(
            Actor.System,
            new ConfigureCafe(
                DemoCafe.Profile with
                {
                    Limits = DemoCafe.Profile.Limits with
                    {
                        UnpaidOrdersPerGuest = 1,
                        UnpaidOrdersPerTable = 1,
                    },
                }
            )
        );
        for (var round = 0; round < 4; round++)
        {
            day.Billed("latte");
        }

        day.Pending("latte");
    }

    [Theory]
    [InlineData(
        BillAccess.Nobody,
        RefusalCode.Conflict,
        RefusalCode.Conflict,
        RefusalCode.Conflict
    )]
    [InlineData(
        BillAccess.Staff,
        null,
        RefusalCode.InsufficientPermissions,
        RefusalCode.InsufficientPermissions
    )]
    [InlineData(BillAccess.Join, null, null, RefusalCode.Conflict)]
    [InlineData(BillAccess.Open, null, null, null)]
    public void The_café_says_who_may(
        BillAccess access,
        RefusalCode? staff,
        RefusalCode? guestAtABill,
        RefusalCode? guestAtNone
    )
    {
        var day = new Day(With(access));
        Says(staff, day, Day.Anna, OnBill("1", "latte"));
        Says(guestAtABill, day, Day.Guest, OnBill("1", "latte"));
        Says(guestAtABill, day, Day.Guest, new JoinBill("1"));
        Says(guestAtNone, day, Day.Guest, OnBill("2", "latte"));
    }

    private static void Says(RefusalCode? code, Day day, Actor actor, CafeCommand command) =>
        Assert.Equal(code, day.Try(actor, command).Refusal?.Code);

    [Fact]
    public void A_guest_joins_once_and_orders_by_the_bill()
    {
        var bill = Opened();
        _day.Refuse(
            RefusalCode.NotFound,
            Day.Guest,
            Day.Takeaway("latte") with
            {
                BillId = bill.BillId,
            }
        );

        _day.Do(Day.Guest, new JoinBill("1"));
        Assert.Empty(_day.Do(Day.Guest, new JoinBill("1")));
        _day.Place(Day.Guest, Day.Takeaway("latte") with { BillId = bill.BillId });

        Assert.Equal(["guest-1"], Only.GuestIds.Items);
        _day.Refuse(RefusalCode.Conflict, Day.Guest, new JoinBill("2"));
        _day.Refuse(RefusalCode.ValidationFailed, Day.Guest, new JoinBill("nowhere"));
    }

    [Fact]
    public void Where_a_table_has_several_bills_an_order_says_which()
    {
        var (first, second) = (Opened(), Opened());

        _day.Refuse(RefusalCode.Conflict, Day.Guest, OnBill("1", "latte"));
        var refusal = _day.Refuse(RefusalCode.Conflict, Day.Anna, OnBill("1", "latte"));
        Assert.Contains(second.BillNumber, refusal.Message, StringComparison.Ordinal);
        _day.Place(Day.Anna, Day.AtTable("1", "latte") with { BillId = second.BillId });

        Assert.Equal(0, _day.Cafe.Bills.Items[first.BillId].OrderIds.Count);
        Assert.Equal(1, _day.Cafe.Bills.Items[second.BillId].OrderIds.Count);
    }

    [Fact]
    public void On_a_bill_without_a_table_is_refused() =>
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            Day.Takeaway("latte") with
            {
                OnBill = true,
            }
        );

    [Fact]
    public void A_bill_moves_and_changes_hands_and_its_tickets_stay()
    {
        var order = _day.Billed("latte");

        _day.Do(Day.Ben, new UpdateBill(order.BillId!, TableNumber: "7"));
        _day.Do(Day.Ben, new UpdateBill(order.BillId!, EmployeeId: "chloe"));

        Assert.Equal(("7", "chloe"), (Only.TableNumber, Only.EmployeeId));
        Assert.Equal(order, _day.Order(order.OrderId));
        Assert.Empty(_day.Do(Day.Ben, new UpdateBill(order.BillId!, TableNumber: "7")));
        _day.Refuse(
            RefusalCode.NotFound,
            Day.Ben,
            new UpdateBill(order.BillId!, EmployeeId: "zed")
        );
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Ben,
            new UpdateBill(order.BillId!, TableNumber: "99")
        );
    }

    [Fact]
    public void Two_bills_become_one_with_all_orders_and_guests()
    {
        var first = _day.Billed("latte");
        var second = Opened("2");
        _day.Do(Day.OtherGuest, new JoinBill("2"));
        var other = _day.Place(Day.Anna, OnBill("2", "croissant"));
        _day.Do(Day.Anna, new PayBill(first.BillId!, PaymentMethod.Cash, new Money(100)));

        _day.Do(Day.Anna, new UpdateBill(second.BillId, MergeInto: first.BillId));

        var merged = _day.Cafe.ClosedBills.Items[second.BillId];
        Assert.Equal((BillStatus.Merged, first.BillId), (merged.Status, merged.MergedInto));
        Assert.Equal([first.OrderId, other.OrderId], Only.OrderIds.Items);
        Assert.Equal(["guest-1", "guest-2"], Only.GuestIds.Items);
        Assert.Equal(
            new BillSums(
                first.Total + other.Total,
                new Money(100),
                first.Total + other.Total - new Money(100)
            ),
            Sums(first.BillId!)
        );
        Assert.Equal(other.TableNumber, _day.Order(other.OrderId).TableNumber);
        _day.Refuse(
            RefusalCode.Conflict,
            Day.Anna,
            new UpdateBill(second.BillId, MergeInto: first.BillId)
        );
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new UpdateBill(first.BillId!, MergeInto: first.BillId)
        );
    }

    [Fact]
    public void Only_a_manager_closes_what_is_due_and_says_why()
    {
        var order = _day.Billed("latte");
        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Anna,
            new CloseBill(order.BillId!, "left")
        );
        _day.Refuse(RefusalCode.ValidationFailed, Day.Maya, new CloseBill(order.BillId!));

        _day.Do(Day.Maya, new CloseBill(order.BillId!, "left"));

        var closed = Assert.Single(_day.Cafe.ClosedBills.Values);
        Assert.Equal((BillStatus.Closed, "left"), (closed.Status, closed.Reason));
        Assert.Equal(order.Total, Sums(closed.BillId).Due);
        // They came back to pay.
        _day.Do(Day.Anna, new RecordPayment(order.OrderId, PaymentMethod.Cash, order.Total));
        Assert.Equal(Money.Zero, Sums(closed.BillId).Due);
    }

    [Fact]
    public void Nothing_follows_after_the_end()
    {
        var order = _day.Billed("latte");
        _day.Do(Day.Anna, new PayBill(order.BillId!, PaymentMethod.Cash, order.Total));

        foreach (
            var command in new CafeCommand[]
            {
                new PayBill(order.BillId!, PaymentMethod.Cash, order.Total),
                new SplitBill(order.BillId!, 2),
                new UpdateBill(order.BillId!, "2"),
                new CloseBill(order.BillId!, "why"),
                Day.AtTable("1", "latte") with
                {
                    BillId = order.BillId,
                },
            }
        )
        {
            _day.Refuse(RefusalCode.Conflict, Day.Maya, command);
        }

        Assert.Empty(BillTransitions.Table.Where(row => row.From != BillStatus.Open));
    }

    [Fact]
    public void A_version_that_was_not_seen_is_a_conflict()
    {
        var bill = Opened();

        _day.Refuse(
            RefusalCode.Conflict,
            Day.Anna,
            new UpdateBill(bill.BillId, "2") { ExpectedVersion = 2 }
        );
        _day.Do(Day.Anna, new UpdateBill(bill.BillId, "2") { ExpectedVersion = 1 });
    }

    [Fact]
    public void Another_guests_bill_is_not_there()
    {
        var order = _day.Billed("latte");

        _day.Refuse(
            RefusalCode.NotFound,
            Day.OtherGuest,
            new PayBill(order.BillId!, PaymentMethod.Cash, order.Total)
        );
        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Guest,
            new PayBill(order.BillId!, PaymentMethod.Cash, order.Total)
        );
    }

    [Fact]
    public void What_is_over_stays_as_long_as_its_bill_is_open()
    {
        var order = _day.Billed("latte");
        _day.Moved(order, OrderStatus.Preparing, Day.Anna);
        _day.Do(Day.Maya, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready, "quick"));
        _day.Do(Day.Maya, new UpdateOrderStatus(order.OrderId, OrderStatus.Completed, "served"));
        _day.Now = _day.Now.AddDays(3);
        _day.Completed("croissant");
        _day.Cancelled("croissant");
        Assert.Equal(order.Total, Sums(order.BillId!).Due);

        _day.Do(Day.Anna, new PayBill(order.BillId!, PaymentMethod.Cash, order.Total));
        _day.Now = _day.Now.AddDays(3);
        _day.Cancelled("croissant");

        Assert.Null(_day.Cafe.Order(order.OrderId));
    }

    [Fact]
    public void A_bill_has_a_limit_and_so_has_the_café()
    {
        var bill = Opened();
        for (var number = 0; number < Bill.MostOrders; number++)
        {
            _day.Place(Day.Anna, Day.AtTable("1", "still-water") with { BillId = bill.BillId });
        }

        Assert.Equal(
            Bill.MostOrders,
            _day.Refuse(RefusalCode.TooMany, Day.Anna, OnBill("1", "still-water")).Limit
        );
        for (var number = 1; number < Bill.MostOpen; number++)
        {
            Opened(null);
        }

        _day.Refuse(RefusalCode.TooMany, Day.Anna, new OpenBill());
    }
}
