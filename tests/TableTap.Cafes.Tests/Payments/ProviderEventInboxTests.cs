using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Cafes.ProviderEvents;
using TableTap.Ordering.State;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;
using TableTap.Terms;
using TableTap.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Payments;

/// <summary>What providers report finds its café, is audited there, and waits where no café is known.</summary>
public sealed class ProviderEventInboxTests
{
    [Fact]
    public async Task A_notice_pays_and_is_audited_in_the_same_commit()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync(form: Form(Drink));

        var outcome = await cafe.NotifyAsync(
            "evt-1",
            ProviderEventKind.PaymentSucceeded,
            orderId,
            350
        );

        Assert.True(outcome.Done);
        Assert.Equal(OrderStatus.Confirmed, cafe.Find(orderId).Status);
        var batch = cafe.Memory.Batches[^1];
        Assert.Contains(batch.Facts, fact => fact.Type == "payment_processed");
        var line = Assert.Single(batch.Audit);
        Assert.Equal(
            ("demo", "stripe", "service", "192.0.2.9", "payment_record", "evt-1", "processed"),
            (
                line.Chain,
                line.Actor,
                line.Role,
                line.Address,
                line.Command,
                line.MessageId,
                line.Result
            )
        );
    }

    [Fact]
    public async Task The_same_notice_changes_nothing_more()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync(form: Form(Drink));
        for (var time = 0; time < 3; time++)
        {
            Assert.True(
                (
                    await cafe.NotifyAsync(
                        "evt-1",
                        ProviderEventKind.PaymentSucceeded,
                        orderId,
                        350
                    )
                ).Done
            );
        }

        Assert.Equal(cafe.Find(orderId).Total, cafe.Find(orderId).Payment.Captured);
    }

    [Fact]
    public async Task A_refund_finds_its_order_by_the_payment()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync(form: Form(Drink));
        await cafe.NotifyAsync(
            "evt-1",
            ProviderEventKind.PaymentSucceeded,
            orderId,
            350,
            transactionId: "pi-1"
        );

        var heard = await cafe.HearAsync(() =>
            cafe.NotifyAsync(
                "evt-2",
                ProviderEventKind.RefundPending,
                null,
                100,
                "re-1",
                transactionId: "pi-1"
            )
        );
        var later = await cafe.HearAsync(() =>
            cafe.NotifyAsync(
                "evt-3",
                ProviderEventKind.RefundSucceeded,
                null,
                100,
                "re-1",
                transactionId: "pi-1"
            )
        );
        var nobody = await cafe.NotifyAsync(
            "evt-4",
            ProviderEventKind.RefundSucceeded,
            null,
            100,
            "re-1",
            transactionId: "pi-unknown"
        );

        Assert.Equal(
            ["pending", "succeeded"],
            heard.Concat(later).Select(one => one.Word("status"))
        );
        Assert.All(heard.Concat(later), one => Assert.Equal("payment_refunded", one.Type));
        Assert.Equal(heard[0].Word("refundId"), later[0].Word("refundId"));
        Assert.Equal(ProviderEventOutcome.Nowhere, nobody);
    }

    [Fact]
    public async Task A_notice_of_an_unknown_order_waits_in_the_only_café()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        await cafe.NotifyAsync("evt-1", ProviderEventKind.PaymentSucceeded, "early", 350);

        Assert.Equal("early", Assert.Single(cafe.Cafe.ParkedEvents.Values).Event.OrderId);
    }

    [Fact]
    public async Task A_gateway_is_told_to_come_again_where_there_is_no_room()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.Host.ConfigureAsync(
            OpenCafe.Id,
            cafe.Cafe.Profile with
            {
                Limits = cafe.Cafe.Profile.Limits with { ParkedEvents = 1 },
            },
            CancellationToken.None
        );
        await cafe.NotifyAsync("evt-1", ProviderEventKind.PaymentSucceeded, "early", 350);

        var full = await cafe.NotifyAsync(
            "evt-2",
            ProviderEventKind.PaymentSucceeded,
            "early",
            350
        );

        Assert.Equal(ErrorCode.ServiceUnavailable, full.Refusal!.Code);
        Assert.Equal("SERVICE_UNAVAILABLE", cafe.Memory.Audit.Last().Result);
        cafe.Time.Advance(TimeSpan.FromDays(4));
        await cafe.SettleAsync();
        Assert.True(
            (await cafe.NotifyAsync("evt-2", ProviderEventKind.PaymentSucceeded, "early", 350)).Done
        );
    }

    [Fact]
    public async Task A_notice_for_one_of_several_cafés_waits_until_its_order_is_known()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.Host.ConfigureAsync(OtherCafe.Id, OtherCafe.Profile, default);
        await using var intake = await IntakeAsync(cafe);
        var notice = Notice("evt-1", "early");

        Assert.True((await intake.TakeAsync(notice, [], "192.0.2.9", default)).Done);
        Assert.True((await intake.TakeAsync(notice, [], "192.0.2.9", default)).Done);

        Assert.Equal(0, cafe.Cafe.ParkedEvents.Count);
        var line = Assert.Single(cafe.Memory.Audit, line => line.Command == "webhook");
        Assert.Equal(("server", "stripe", "early"), (line.Chain, line.Actor, line.Target));

        // Another server told of it meanwhile: now the café is known.
        await using var second = await IntakeAsync(cafe);
        var orderId = await cafe.OrderAsync(form: Form(Drink));
        Assert.True((await second.TakeAsync(Notice("evt-2", orderId), [], null, default)).Done);
        Assert.Equal(OrderStatus.Confirmed, cafe.Find(orderId).Status);
    }

    [Fact]
    public async Task What_waits_is_tried_again_also_after_a_restart_and_given_up_in_time()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.Host.ConfigureAsync(OtherCafe.Id, OtherCafe.Profile, default);
        var other = new PendingProviderEvents(cafe.Memory, cafe.Time);
        var orderId = await cafe.OrderAsync(form: Form(Drink));
        Assert.True(await other.KeepAsync(Notice("evt-1", orderId), [], Line(cafe)));
        Assert.True(await other.KeepAsync(Notice("evt-2", "never"), [], Line(cafe)));
        var unavailable = 1;
        cafe.Memory.BeforeAppend = batch =>
        {
            if (batch.Stream == "cafe:demo" && Interlocked.Exchange(ref unavailable, 0) == 1)
            {
                throw new JournalUnavailableException("disk full");
            }
        };

        await using var intake = await IntakeAsync(cafe);
        await Patience.UntilAsync(
            () => cafe.Find(orderId).Status == OrderStatus.Confirmed,
            () => cafe.Time.Advance(TimeSpan.FromSeconds(30))
        );
        await Patience.UntilAsync(
            () => cafe.Memory.Facts.Count(fact => fact.Type == "notice_left") == 2,
            () => cafe.Time.Advance(TimeSpan.FromHours(12))
        );

        using var again = new PendingProviderEvents(cafe.Memory, cafe.Time);
        await again.ReadAsync(default);
        Assert.Empty(await again.ListAsync(default));
        other.Dispose();
    }

    private static IncomingProviderEvent Notice(string eventId, string orderId) =>
        new(
            "stripe",
            eventId,
            ProviderEventKind.PaymentSucceeded,
            orderId,
            null,
            new(350),
            Money.Zero,
            "EUR",
            null,
            null,
            null
        );

    private static AuditLine Line(OpenCafe cafe) =>
        new(
            "server",
            "stripe",
            "service",
            null,
            "webhook",
            "evt",
            "processed",
            cafe.Time.GetUtcNow()
        );

    private static async Task<ProviderEventInbox> IntakeAsync(OpenCafe cafe)
    {
        var intake = new ProviderEventInbox(
            cafe.Host,
            cafe.Journal,
            cafe.Time,
            NullLoggerFactory.Instance
        );
        await intake.StartAsync(default);
        return intake;
    }
}
