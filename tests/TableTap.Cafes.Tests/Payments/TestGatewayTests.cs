using TableTap.Cafes.Payments;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Payments;

/// <summary>Section 5, "Paying": the demo's test provider.</summary>
public sealed class TestGatewayTests
{
    [Fact]
    public async Task Tok_ok_succeeds()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync();

        var heard = await cafe.HearAsync(async () =>
        {
            var paid = await PayAsync(cafe, orderId, "tok_ok");
            Assert.Equal(TestPaymentStatus.Succeeded, paid.Status);
        });

        Assert.Equal(OrderStatus.Confirmed, cafe.Find(orderId).Status);
        Assert.Contains(heard, one => one.Type == "payment_processed");
        Assert.Equal(
            ("service", "processed"),
            (cafe.Memory.Audit.Last().Role, cafe.Memory.Audit.Last().Result)
        );
    }

    [Fact]
    public async Task Tok_declined_fails_each_time_anew_and_a_third_failure_cancels()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync();

        for (var attempt = 0; attempt < 3; attempt++)
        {
            var declined = await PayAsync(cafe, orderId, "tok_declined");
            Assert.Equal(TestPaymentStatus.Failed, declined.Status);
        }

        Assert.Equal(OrderStatus.Cancelled, cafe.Find(orderId).Status);
        Assert.Equal(3, cafe.Find(orderId).Payment.Failures);
        Assert.Contains(
            cafe.Memory.Messages.Select(message => new Heard(message)),
            one => one.Type == "payment_failed" && one.Word("reason") == "insufficient_funds"
        );
    }

    [Fact]
    public async Task Tok_timeout_never_answers()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync();

        var paid = await PayAsync(cafe, orderId, "tok_timeout");
        cafe.Time.Advance(TimeSpan.FromMinutes(14));
        await cafe.SettleAsync();

        Assert.Equal(TestPaymentStatus.Processing, paid.Status);
        Assert.Equal(OrderStatus.Pending, cafe.Find(orderId).Status);
    }

    [Fact]
    public async Task Tok_late_succeeds_after_20_seconds()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync();
        var recorded = new TaskCompletionSource();

        var paid = await PayAsync(cafe, orderId, "tok_late");
        cafe.Time.Advance(TimeSpan.FromSeconds(19));
        await cafe.SettleAsync();
        Assert.Equal(OrderStatus.Pending, cafe.Find(orderId).Status);

        cafe.Memory.AfterWrite = () =>
        {
            recorded.TrySetResult();
            return Task.CompletedTask;
        };
        cafe.Time.Advance(TimeSpan.FromSeconds(1));
        await recorded.Task.WaitAsync(Patience.Bound);
        await cafe.SettleAsync();
        Assert.Equal(TestPaymentStatus.Processing, paid.Status);
        Assert.Equal(OrderStatus.Confirmed, cafe.Find(orderId).Status);
    }

    [Fact]
    public async Task A_double_tap_pays_once()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync();

        var taps = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => Task.Run(() => PayAsync(cafe, orderId, "tok_ok")))
        );

        Assert.Contains(taps, tap => tap.Status == TestPaymentStatus.Succeeded);
        Assert.All(
            taps,
            tap =>
                Assert.True(
                    tap.Status == TestPaymentStatus.Succeeded
                        || tap.Refusal!.Code == ErrorCode.Conflict
                )
        );
        Assert.Equal(cafe.Find(orderId).Total, cafe.Find(orderId).Payment.Captured);
        Assert.Single(cafe.Memory.Facts, fact => fact.Type == "payment_processed");
    }

    [Fact]
    public async Task Only_the_guest_of_an_open_card_order_can_pay()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var card = await cafe.OrderAsync();
        var cash = await cafe.OrderAsync(form: Form(payment: "cash"));
        var gone = await cafe.OrderAsync();
        await cafe.DoAsync(
            People.John,
            "order_cancel",
            $$"""{"orderId": "{{gone}}", "reason": "customer_request"}"""
        );

        Assert.Equal(ErrorCode.NotFound, await RefusedAsync(People.Jane, card));
        Assert.Equal(ErrorCode.NotFound, await RefusedAsync(People.Maya, card));
        Assert.Equal(ErrorCode.NotFound, await RefusedAsync(People.John, "none"));
        Assert.Equal(ErrorCode.Conflict, await RefusedAsync(People.John, cash));
        Assert.Equal(ErrorCode.InvalidOrderStatus, await RefusedAsync(People.John, gone));
        Assert.Equal(
            ErrorCode.ValidationFailed,
            (await PayAsync(cafe, card, "tok_magic")).Refusal!.Code
        );
        await PayAsync(cafe, card, "tok_ok");
        Assert.Equal(ErrorCode.Conflict, await RefusedAsync(People.John, card));

        async Task<ErrorCode> RefusedAsync(Identity caller, string orderId) =>
            (await cafe.Gateway.PayAsync(caller, orderId, "tok_ok", CancellationToken.None))
                .Refusal!
                .Code;
    }

    private static Task<TestPayment> PayAsync(OpenCafe cafe, string orderId, string token) =>
        cafe.Gateway.PayAsync(People.John, orderId, token, CancellationToken.None);
}
