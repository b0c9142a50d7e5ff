using TableTap.Server.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>What is told when the staff undoes, makes again or writes (sections 3 to 5).</summary>
public sealed class UndoAudienceTests
{
    [Fact]
    public async Task An_order_that_is_opened_again_is_told_to_its_guest_its_counters_and_the_board()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.ReadyOrderAsync(People.John, Form(Drink));
        var code = cafe.Find(orderId).PickupCode!.Code;
        await cafe.CollectAsync(orderId);

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Anna,
                "order_reopen",
                $$"""{"orderId": "{{orderId}}", "reason": "left at the bar"}"""
            )
        );

        Assert.Equal(
            [
                ("board_changed", "cafe:demo:general"),
                ("board_changed", "cafe:demo:staff"),
                ("order_ready", "orders:customer:john"),
                ("order_status_changed", "counter:espresso:orders"),
                ("order_status_changed", "orders:customer:john"),
            ],
            heard.Select(one => (one.Type, one.Channel)).Order()
        );
        var ready = heard.Single(one => one.Type == "order_ready");
        Assert.Equal(
            (code, "Espresso Bar"),
            (ready.Word("pickupCode"), ready.Word("pickupLocation"))
        );
        Assert.Equal(
            ("ready", "Espresso Bar"),
            (
                heard.First(one => one.Type == "board_changed").Word("status"),
                heard.First(one => one.Type == "board_changed").Word("pickupLocation")
            )
        );
    }

    [Fact]
    public async Task The_guest_hears_what_the_staff_wrote_and_the_counters_hear_who_did()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync(People.John, Form(Drink));

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Anna,
                "order_note_add",
                $$"""{"orderId": "{{orderId}}", "message": "Is soy fine?"}"""
            )
        );

        Assert.Equal(
            [
                ("counter:espresso:orders", """["orderId","message","orderVersion","addedBy"]"""),
                ("orders:customer:john", """["orderId","message","orderVersion"]"""),
            ],
            heard
                .Select(one =>
                    (one.Channel, $"[{string.Join(',', one.Fields.Select(name => $"\"{name}\""))}]")
                )
                .Order()
        );
        Assert.All(heard, one => Assert.Equal("Is soy fine?", one.Word("message")));
    }

    [Fact]
    public async Task What_is_made_again_says_for_which_order_and_why_only_to_the_staff()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.ReadyOrderAsync(People.John, Form(Drink));
        var number = cafe.Find(orderId).OrderNumber;
        Answer? answer = null;

        var heard = await cafe.HearAsync(async () =>
            answer = await cafe.DoAsync(
                People.Anna,
                "order_remake",
                $$"""{"orderId": "{{orderId}}", "reason": "spilled"}"""
            )
        );

        Assert.Equal(
            $$"""{"orderId":"{{orderId}}","orderNumber":"{{number}}"}""",
            heard
                .Single(one => one.Type == "order_created")
                .Data.GetProperty("remakeOf")
                .GetRawText()
        );
        var ticket = heard.Single(one => one.Type == "order_assigned").Data;
        Assert.Equal(
            $$"""{"orderId":"{{orderId}}","orderNumber":"{{number}}"}""",
            ticket.GetProperty("remakeOf").GetRawText()
        );
        Assert.Equal("spilled", ticket.GetProperty("remakeReason").GetString());
        Assert.Equal("urgent", ticket.GetProperty("items")[0].GetProperty("priority").GetString());
        Assert.Equal(
            ticket.GetProperty("orderId").GetString(),
            answer!.Result.GetProperty("orderId").GetString()
        );
        Assert.False(answer.Result.TryGetProperty("paymentUrl", out _));
    }
}
