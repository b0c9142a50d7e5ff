using TableTap.Cafes.Loop;
using TableTap.Ordering;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Server.Testing;
using TableTap.Terms;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests;

/// <summary>A morning in which everything happens that can: every fact there is, but for those of the start.</summary>
internal static class BusyMorning
{
    public static async Task PlayAsync(OpenCafe cafe)
    {
        var first = await cafe.PaidOrderAsync(People.John);
        var second = await cafe.PaidOrderAsync(People.Jane, Form(Drink));
        await cafe.DoAsync(
            People.Maya,
            "order_priority_update",
            $$"""{"orderId": "{{second}}", "priority": "urgent", "reason": "waiting"}"""
        );
        await cafe.DoAsync(
            People.Maya,
            "order_assign",
            $$"""{"orderId": "{{second}}", "employeeId": "anna"}"""
        );
        cafe.Time.Advance(TimeSpan.FromMinutes(2));
        await cafe.MakeAsync(first);
        await cafe.StatusAsync(People.Anna, first, "preparing", """, "reason": "spilled" """);
        await cafe.MakeAsync(first);
        await cafe.SendAsync(
            People.Anna,
            "order_status_update",
            $$"""{"orderId": "{{first}}", "status": "completed", "pickupCode": "none"}"""
        );
        await cafe.CollectAsync(first);
        await cafe.DoAsync(
            People.Anna,
            "order_reopen",
            $$"""{"orderId": "{{first}}", "reason": "left at the bar"}"""
        );
        await cafe.DoAsync(
            People.Anna,
            "order_note_add",
            $$"""{"orderId": "{{first}}", "message": "Your order is still here"}"""
        );
        await cafe.DoAsync(
            People.Anna,
            "order_remake",
            $$"""{"orderId": "{{first}}", "reason": "cold by now"}"""
        );
        await cafe.CollectAsync(first);
        await cafe.DoAsync(
            People.John,
            "order_rate",
            $$"""{"orderId": "{{first}}", "stars": 4, "comment": "Good"}"""
        );
        await cafe.DoAsync(
            People.Maya,
            "refund_issue",
            $$"""{"orderId": "{{first}}", "amount": 1.00, "reason": "waited"}"""
        );
        await BilledAsync(cafe);
        await DiscountedAsync(cafe);
        await ForLaterAsync(cafe);
        await InCoursesAsync(cafe);
        await ReturnedAsync(cafe);
        await cafe.DoAsync(
            People.Anna,
            "break_start",
            """{"breakType": "rest", "duration": 10, "coveringEmployees": ["ben"]}"""
        );
        await cafe.DoAsync(
            People.Maya,
            "counter_status_update",
            """{"counterId": "espresso", "status": "cleaning", "reason": "Maya says so", "estimatedDowntime": 15}"""
        );
        await cafe.DoAsync(
            People.Maya,
            "counter_status_update",
            """{"counterId": "kitchen", "status": "maintenance"}"""
        );
        await cafe.DoAsync(
            People.Maya,
            "counter_status_update",
            """{"counterId": "espresso", "status": "active"}"""
        );
        await cafe.DoAsync(People.Anna, "break_end", "{}");
        await cafe.DoAsync(
            People.Ben,
            "item_availability_update",
            """{"customization": "Oat milk", "available": false}"""
        );
        await DeclinedAsync(cafe);
        await ReportedAsync(cafe);
        await cafe.DoAsync(
            People.Maya,
            "announcement_publish",
            """{"audience": "everyone", "message": "Kitchen is back soon"}"""
        );
        await cafe.DoAsync(People.Maya, "intake_update", """{"mode": "paused"}""");
        await cafe.DoAsync(People.Chloe, "employee_clock_out", "{}");
        await cafe.Host.ConfigureAsync(OpenCafe.Id, DemoCafe.Planned, CancellationToken.None);
        await cafe.DoAsync(People.Maya, "day_close", """{"counted": 150.00}""");
        await VouchersAsync(cafe);
        await EndAsync(cafe);
    }

    /// <summary>Two orders in courses: one is held by hand, and the other is fired before its time.</summary>
    private static async Task InCoursesAsync(OpenCafe cafe)
    {
        var profile = cafe.Cafe.Profile;
        await cafe.Host.ConfigureAsync(
            OpenCafe.Id,
            profile with
            {
                Limits = profile.Limits with { CourseFiredAfter = TimeSpan.FromMinutes(5) },
            },
            CancellationToken.None
        );
        foreach (var isHeld in new[] { true, false })
        {
            var order = await cafe.PaidOrderAsync(
                People.John,
                Form(
                    """{"itemId": "cappuccino", "quantity": 1, "course": 1}, {"itemId": "croissant", "quantity": 1, "course": 2}"""
                )
            );
            foreach (var command in isHeld ? new[] { "course_fire", "course_hold" } : [])
            {
                await cafe.DoAsync(
                    People.Anna,
                    command,
                    $$"""{"orderId": "{{order}}", "course": 2}"""
                );
            }

            await cafe.StatusAsync(People.Anna, order, "preparing");
            await cafe.StatusAsync(People.Anna, order, "ready");
            await cafe.DoAsync(People.Chloe, "course_fire", $$"""{"orderId": "{{order}}"}""");
            await cafe.MakeAsync(order);
            await cafe.CollectAsync(order);
        }
    }

    /// <summary>A table whose service is slow and whose croissant is burnt: something is taken off, and something is taken back.</summary>
    private static async Task DiscountedAsync(OpenCafe cafe)
    {
        var profile = cafe.Cafe.Profile;
        await cafe.Host.ConfigureAsync(
            OpenCafe.Id,
            profile with
            {
                ServiceCharge = new(10m),
                CashRounding = new Money(5),
                Discounts = new([new("happy", "Happy hour", 12.5m)]),
            },
            CancellationToken.None
        );
        await cafe.DoAsync(People.Anna, "bill_open", """{"tableNumber": "4"}""");
        await cafe.DoAsync(
            People.John,
            "order_create",
            """{"cafeId": "demo", "items": [{"itemId": "croissant", "quantity": 2}], "orderType": "dine-in", "tableNumber": "4", "onBill": true}"""
        );
        var bill = cafe.Cafe.Bills.Values.Single();
        var given = await cafe.DoAsync(
            People.Maya,
            "discount_apply",
            $$"""{"billId": "{{bill.BillId}}", "discount": {"discountId": "happy"} }"""
        );
        await cafe.DoAsync(
            People.Maya,
            "discount_apply",
            $$"""{"orderId": "{{bill.OrderIds[0]}}", "discount": {"amount": 0.37}, "reason": "burnt"}"""
        );
        await cafe.DoAsync(
            People.Maya,
            "discount_remove",
            $$"""{"billId": "{{bill.BillId}}", "appliedId": {{given.Result.GetProperty("appliedId").GetRawText()}}, "reason": "by mistake"}"""
        );
        await cafe.DoAsync(
            People.Maya,
            "service_charge_remove",
            $$"""{"orderId": "{{bill.OrderIds[0]}}", "reason": "slow"}"""
        );
        await cafe.DoAsync(
            People.Anna,
            "bill_pay",
            $$"""{"billId": "{{bill.BillId}}", "method": "cash", "amount": 4.45}"""
        );
        await cafe.Host.ConfigureAsync(OpenCafe.Id, profile, CancellationToken.None);
    }

    /// <summary>A voucher whose issuer is away at first, and one that it does not know.</summary>
    private static async Task VouchersAsync(OpenCafe cafe)
    {
        await cafe.Host.ConfigureAsync(
            OpenCafe.Id,
            DemoCafe.Planned with
            {
                Vouchers = "gifts",
            },
            CancellationToken.None
        );
        await cafe.DoAsync(People.Maya, "intake_update", """{"mode": "normal"}""");
        var loop = cafe.Host.Registry.Find(OpenCafe.Id)!;
        foreach (var known in new[] { true, false })
        {
            var order = await cafe.OrderAsync(People.Jane, Form(Drink));
            await cafe.DoAsync(
                People.Jane,
                "voucher_pay",
                $$"""{"orderId": "{{order}}", "amount": 3.50, "code": "GIFT-0000-1234"}"""
            );
            var voucher = cafe.Cafe.Vouchers.Values.Single();
            foreach (
                var command in known
                    ? new CafeCommand[]
                    {
                        new ReportVoucherAttempt(voucher.VoucherId, "it answers 500"),
                        new ReportVoucherHeld(voucher.VoucherId, voucher.Amount),
                        new ReportVoucherSettled(voucher.VoucherId),
                    }
                    : [new ReportVoucherRefused(voucher.VoucherId, "unknown_code")]
            )
            {
                var task = new CommandTask(command);
                Assert.True(loop.TryPost(task));
                Assert.Null((await task.Done).Refusal);
            }
        }
    }

    /// <summary>Two tables that sit together in the end, and pay so: with 21 % of tax in it, 2.40 has 0.42 of it, and 4.80 has 0.83.</summary>
    private static async Task BilledAsync(OpenCafe cafe)
    {
        var profile = cafe.Cafe.Profile;
        await cafe.Host.ConfigureAsync(
            OpenCafe.Id,
            profile with
            {
                Tax = new([new("all", "All", 21m)], Rounding: TaxRounding.Bill),
            },
            CancellationToken.None
        );
        await cafe.DoAsync(People.Anna, "bill_open", """{"tableNumber": "1"}""");
        await cafe.DoAsync(People.Anna, "bill_open", """{"tableNumber": "2", "name": "Late"}""");
        var first = cafe.Cafe.Bills.Values.Single(bill => bill.TableNumber == "1").BillId;
        var second = cafe.Cafe.Bills.Values.Single(bill => bill.TableNumber == "2").BillId;
        await cafe.DoAsync(
            People.John,
            "order_create",
            """{"cafeId": "demo", "items": [{"itemId": "croissant", "quantity": 1}], "orderType": "dine-in", "tableNumber": "1", "onBill": true}"""
        );
        await cafe.DoAsync(People.Jane, "bill_join", """{"tableNumber": "2"}""");
        await cafe.DoAsync(
            People.Jane,
            "order_create",
            """{"cafeId": "demo", "items": [{"itemId": "croissant", "quantity": 1}], "orderType": "dine-in", "tableNumber": "2", "onBill": true}"""
        );
        await cafe.DoAsync(
            People.Anna,
            "bill_update",
            $$"""{"billId": "{{first}}", "tableNumber": "3"}"""
        );
        await cafe.DoAsync(
            People.Anna,
            "bill_update",
            $$"""{"billId": "{{first}}", "employeeId": "ben"}"""
        );
        await cafe.DoAsync(
            People.Ben,
            "bill_update",
            $$"""{"billId": "{{first}}", "mergeInto": "{{second}}"}"""
        );
        await cafe.DoAsync(People.Ben, "bill_split", $$"""{"billId": "{{second}}", "ways": 2}""");
        var part = cafe.Cafe.Bills.Values.Single().Parts[0];
        await cafe.DoAsync(
            People.Ben,
            "bill_pay",
            $$"""{"billId": "{{second}}", "method": "cash", "amount": {{part.Amount}}, "partId": "{{part.PartId}}"}"""
        );
        await cafe.DoAsync(
            People.Ben,
            "bill_pay",
            $$"""{"billId": "{{second}}", "method": "card", "reference": "T-1", "amount": {{part.Amount}}}"""
        );
        await cafe.Host.ConfigureAsync(OpenCafe.Id, profile, CancellationToken.None);
    }

    /// <summary>The day ends at eleven in Brussels, with orders that are still open.</summary>
    private static async Task EndAsync(OpenCafe cafe)
    {
        await cafe.Host.ConfigureAsync(
            OpenCafe.Id,
            DemoCafe.Profile with
            {
                Limits = new CafeLimits { DayCutOff = TimeSpan.FromHours(11) },
            },
            CancellationToken.None
        );
        cafe.Time.SetUtcNow(OpenCafe.Morning.AddHours(1));
        await cafe.SettleAsync();
        await cafe.Host.ConfigureAsync(OpenCafe.Id, DemoCafe.Planned, CancellationToken.None);
    }

    /// <summary>A provider that tells all it knows: of a refund before its payment, and of a payment after the end.</summary>
    private static async Task ReportedAsync(OpenCafe cafe)
    {
        var first = await cafe.OrderAsync(People.Jane, Form(Drink));
        await cafe.NotifyAsync("evt-1", ProviderEventKind.RefundSucceeded, first, 100, "re-1");
        await cafe.NotifyAsync("evt-2", ProviderEventKind.PaymentSucceeded, first, 350);
        await cafe.DoAsync(
            People.Maya,
            "refund_issue",
            $$"""{"orderId": "{{first}}", "amount": 2.00, "reason": "cold"}"""
        );
        await LateRefundAsync(cafe, first);
        await cafe.NotifyAsync("evt-3", ProviderEventKind.RefundSucceeded, first, 200, "re-2");
        var second = await cafe.OrderAsync(People.Jane, Form(Drink));
        await cafe.NotifyAsync("evt-0", ProviderEventKind.PaymentCancelled, second, 0);
        await cafe.DoAsync(
            People.Jane,
            "order_cancel",
            $$"""{"orderId": "{{second}}", "reason": "customer_request"}"""
        );
        await cafe.NotifyAsync("evt-4", ProviderEventKind.PaymentSucceeded, second, 350);
        await cafe.NotifyAsync("evt-5", ProviderEventKind.RefundSucceeded, second, 350, "re-3");
    }

    /// <summary>A refund that its provider does not take at first, and about which a manager does something.</summary>
    private static async Task LateRefundAsync(OpenCafe cafe, string orderId)
    {
        var pending = cafe.Cafe.PendingRefunds.Values.Single(one => one.OrderId == orderId);
        var loop = cafe.Host.Registry.Find(OpenCafe.Id)!;
        foreach (
            var command in new CafeCommand[]
            {
                new ReportRefundAttempt(pending.Refund.RefundId, "it answers 500"),
                new ReportRefundHandedOver(pending.Refund.RefundId),
            }
        )
        {
            var task = new CommandTask(command);
            Assert.True(loop.TryPost(task));
            Assert.Null((await task.Done).Refusal);
        }

        await cafe.DoAsync(
            People.Maya,
            "refund_update",
            $$"""{"orderId": "{{orderId}}", "refundId": "{{pending.Refund.RefundId}}", "status": "pending"}"""
        );
    }

    /// <summary>An order for later, for another time, which comes.</summary>
    private static async Task ForLaterAsync(OpenCafe cafe)
    {
        var later = cafe.Time.GetUtcNow().AddMinutes(30);
        var order = await cafe.PaidOrderAsync(
            People.John,
            Form(Drink, more: $$""", "scheduledFor": "{{later:yyyy-MM-ddTHH:mm:ssZ}}" """)
        );
        await cafe.DoAsync(
            People.John,
            "order_reschedule",
            $$"""{"orderId": "{{order}}", "scheduledFor": "{{later.AddMinutes(5):yyyy-MM-ddTHH:mm:ssZ}}"}"""
        );
        await cafe.DoAsync(
            People.Anna,
            "order_status_update",
            $$"""{"orderId": "{{order}}", "status": "confirmed", "reason": "the guest is here"}"""
        );
        await cafe.MakeAsync(order);
        await cafe.CollectAsync(order);
    }

    /// <summary>A café that remembers one closed order only lets the others go, and takes one back for a refund.</summary>
    private static async Task ReturnedAsync(OpenCafe cafe)
    {
        await cafe.Host.ConfigureAsync(
            OpenCafe.Id,
            DemoCafe.Profile with
            {
                Limits = new CafeLimits { ClosedOrdersCount = 1 },
            },
            CancellationToken.None
        );
        var first = await cafe.ReadyOrderAsync(People.John, Form(Drink));
        await cafe.CollectAsync(first);
        var second = await cafe.ReadyOrderAsync(People.Jane, Form(Drink));
        await cafe.CollectAsync(second);
        Assert.Null(cafe.Cafe.Order(first));
        await cafe.DoAsync(
            People.Maya,
            "refund_issue",
            $$"""{"orderId": "{{first}}", "amount": 0.50, "reason": "late"}"""
        );
    }

    private static async Task DeclinedAsync(OpenCafe cafe)
    {
        var orderId = await cafe.OrderAsync(People.Jane, Form(Drink));
        await cafe.DoAsync(
            People.Bank,
            "payment_record",
            $$"""{"orderId": "{{orderId}}", "method": "card", "amount": 3.50, "result": "failed", "providerEventId": "no-{{orderId}}"}"""
        );
        await cafe.DoAsync(
            People.Jane,
            "order_cancel",
            $$"""{"orderId": "{{orderId}}", "reason": "customer_request"}"""
        );
        await cafe.DoAsync(
            People.Bank,
            "payment_record",
            $$"""{"orderId": "{{orderId}}", "method": "card", "amount": 3.50, "result": "failed", "providerEventId": "late-{{orderId}}"}"""
        );
    }
}
