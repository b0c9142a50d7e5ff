using TableTap.Server.Testing;
using TableTap.Testing.Journals;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>How many are left is told by the message that tells of availability (sections 3 and 5).</summary>
public sealed class CountdownAudienceTests
{
    private const string Changed = "item_availability_changed";

    private static Task<Answer> CountAsync(OpenCafe cafe, string more) =>
        cafe.DoAsync(
            People.Anna,
            "item_availability_update",
            $$"""{"itemId": "cappuccino", "available": true{{more}}}"""
        );

    private static async Task<IReadOnlyList<string>> ToldAsync(OpenCafe cafe, Func<Task> happens) =>
        [
            .. (await cafe.HearAsync(happens))
                .Where(one => one.Type == Changed && one.Channel == "cafe:demo:general")
                .Select(one => one.Data.GetRawText()),
        ];

    [Fact]
    public async Task The_number_is_told_when_it_is_set_and_whenever_it_changes()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() => CountAsync(cafe, """, "remaining": 2"""));

        Assert.Equal(
            ["cafe:demo:general", "cafe:demo:staff"],
            heard.Select(one => one.Channel).Order(StringComparer.Ordinal)
        );
        Assert.All(
            heard,
            one =>
                Assert.Equal(
                    """{"available":true,"itemId":"cappuccino","remaining":2}""",
                    one.Data.GetRawText()
                )
        );
        string? orderId = null;
        Assert.Equal(
            ["""{"available":true,"itemId":"cappuccino","remaining":1}"""],
            await ToldAsync(
                cafe,
                async () => orderId = await cafe.PaidOrderAsync(People.John, Form(Drink))
            )
        );
        Assert.Equal(
            ["""{"available":false,"itemId":"cappuccino","remaining":0}"""],
            await ToldAsync(cafe, () => cafe.PaidOrderAsync(People.Jane, Form(Drink)))
        );
        Assert.Equal(
            ["""{"available":true,"itemId":"cappuccino","remaining":1}"""],
            await ToldAsync(
                cafe,
                () =>
                    cafe.DoAsync(
                        People.John,
                        "order_cancel",
                        $$"""{"orderId": "{{orderId}}", "reason": "customer_request"}"""
                    )
            )
        );
        Assert.Equal(
            ["""{"available":true,"itemId":"cappuccino"}"""],
            await ToldAsync(cafe, () => CountAsync(cafe, ""))
        );
    }

    [Fact]
    public async Task A_counter_that_goes_down_takes_the_number_not_away()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await CountAsync(cafe, """, "remaining": 5, "backNextDay": true""");

        var told = await ToldAsync(
            cafe,
            () =>
                cafe.DoAsync(
                    People.Maya,
                    "counter_status_update",
                    """{"counterId": "espresso", "status": "maintenance"}"""
                )
        );

        Assert.Contains(
            """{"available":false,"itemId":"cappuccino","remaining":5,"backAt":"2024-01-16T03:00:00.000Z"}""",
            told
        );
    }

    [Fact]
    public async Task Two_guests_who_want_the_last_one_at_the_same_time_get_one_between_them()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await CountAsync(cafe, """, "remaining": 1""");
        var orders = new List<string>();
        foreach (var guest in new[] { People.John, People.Jane })
        {
            orders.Add(await cafe.OrderAsync(guest, Form(Drink)));
        }

        var payments = await Task.WhenAll(
            orders.Select(orderId =>
                cafe.SendAsync(
                    People.Bank,
                    "payment_record",
                    $$"""{"orderId": "{{orderId}}", "method": "card", "amount": 3.50, "providerEventId": "evt-{{orderId}}"}"""
                )
            )
        );

        // The money of the second goes back, for its order is gone.
        Assert.Equal(0, cafe.Cafe.Countdowns.Items["cappuccino||"].Left);
        Assert.Equal(
            ["cancelled", "confirmed"],
            orders
                .Select(orderId => cafe.Find(orderId).Status.ToString().ToLowerInvariant())
                .Order()
        );
        Assert.Contains(payments, payment => payment.IsAcknowledged);
    }

    [Fact]
    public async Task A_cut_off_that_passed_while_the_server_was_down_is_made_up_for_before_anything_else()
    {
        var journal = new MemoryJournal();
        await using (var cafe = await OpenCafe.OpenAsync(journal))
        {
            await CountAsync(cafe, """, "remaining": 1, "backNextDay": true""");
            await cafe.PaidOrderAsync(People.John, Form(Drink));
        }

        await using var later = await OpenCafe.OpenAsync(journal, new(OpenCafe.Morning.AddDays(1)));
        await later.OrderAsync(People.Jane, Form(Drink));

        Assert.Empty(later.Cafe.Countdowns.Values);
        Assert.Contains(
            later.Memory.Messages.Select(message => new Heard(message)),
            one =>
                one.Type == Changed
                && one.Data.GetRawText() == """{"available":true,"itemId":"cappuccino"}"""
        );
    }

    [Fact]
    public async Task What_was_counted_is_counted_on_after_a_restart()
    {
        var journal = new MemoryJournal();
        await using (var cafe = await OpenCafe.OpenAsync(journal))
        {
            await CountAsync(cafe, """, "remaining": 3""");
            await cafe.PaidOrderAsync(People.John, Form(Drink));
        }

        await using var later = await OpenCafe.OpenAsync(journal);

        Assert.Equal(2, later.Cafe.Countdowns.Items["cappuccino||"].Left);
    }

    [Fact]
    public async Task Wrong_numbers_are_refused_with_the_field()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var refused = await cafe.SendAsync(
            People.Anna,
            "item_availability_update",
            """{"itemId": "cappuccino", "available": true, "remaining": 0}"""
        );

        Assert.Equal("VALIDATION_FAILED", refused.Code);
        Assert.Contains("remaining", refused.Bytes, StringComparison.Ordinal);
    }
}
