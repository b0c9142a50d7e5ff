using TableTap.Server.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>Sections 3 and 5: what guests and staff hear when something is out, or when nobody can make it any more.</summary>
public sealed class OfferAudienceTests
{
    private const string General = "cafe:demo:general";
    private const string Staff = "cafe:demo:staff";

    [Fact]
    public async Task The_last_counter_of_a_tag_takes_its_items_off_the_menu_and_brings_them_back()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var down = Items(await HearAsync(cafe, "maintenance"));
        var refused = await cafe.SendAsync(
            People.John,
            "order_create",
            Form("""{"itemId": "iced-tea", "quantity": 1}""")
        );
        var up = Items(await HearAsync(cafe, "active"));

        string[] drinks = ["iced-tea", "lemonade", "iced-latte", "berry-smoothie", "orange-juice"];
        Assert.Equal(
            drinks.SelectMany(item => new[] { (General, item, "False"), (Staff, item, "False") }),
            down
        );
        Assert.Equal("ITEM_UNAVAILABLE", refused.Code);
        Assert.Equal(
            drinks.SelectMany(item => new[] { (General, item, "True"), (Staff, item, "True") }),
            up
        );
    }

    [Fact]
    public async Task An_item_that_is_back_at_a_counter_that_is_down_is_still_not_to_be_had()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await Available(cafe, false);
        await HearAsync(cafe, "cleaning");

        var heard = Items(await cafe.HearAsync(() => Available(cafe, true)));

        Assert.Equal(
            [(General, "iced-tea", "True"), (General, "iced-tea", "False")],
            heard.Where(one => one.Channel == General)
        );
    }

    [Fact]
    public async Task The_last_person_of_a_counter_takes_its_items_along_and_a_cover_does_not()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var covered = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Ben,
                "break_start",
                """{"breakType": "rest", "duration": 10, "coveringEmployees": ["anna"]}"""
            )
        );
        var home = await cafe.HearAsync(() =>
            cafe.DoAsync(People.Anna, "employee_clock_out", "{}")
        );

        Assert.Empty(Items(covered));
        Assert.Contains((General, "iced-tea", "False"), Items(home));
        Assert.Contains((General, "latte", "False"), Items(home));
        Assert.DoesNotContain((General, "croissant", "False"), Items(home));
    }

    [Fact]
    public async Task What_is_out_is_answered_and_told_to_the_staff_with_the_orders_that_need_it()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync(
            form: Form("""{"itemId": "iced-tea", "quantity": 1}""")
        );
        Answer? answer = null;

        var heard = await cafe.HearAsync(async () =>
            answer = await cafe.DoAsync(
                People.Ben,
                "item_availability_update",
                """{"itemId": "iced-tea", "available": false}"""
            )
        );

        Assert.Equal(
            [orderId],
            answer!
                .Result.GetProperty("affectedOrders")
                .EnumerateArray()
                .Select(one => one.GetString())
        );
        Assert.Equal([General, Staff], heard.Select(one => one.Channel));
        Assert.Equal(["available", "itemId"], heard[0].Fields);
        Assert.Equal(["available", "itemId", "affectedOrders"], heard[1].Fields);
        Assert.Equal($"[\"{orderId}\"]", heard[1].Word("affectedOrders"));
    }

    [Fact]
    public async Task A_counter_that_goes_down_is_answered_with_the_orders_that_stay_there()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync(
            form: Form("""{"itemId": "iced-tea", "quantity": 1}""")
        );
        await cafe.StatusAsync(People.Ben, orderId, "preparing");

        var answer = await cafe.DoAsync(
            People.Maya,
            "counter_status_update",
            """{"counterId": "cold", "status": "maintenance"}"""
        );

        Assert.Equal(
            orderId,
            Assert.Single(answer.Result.GetProperty("affectedOrders").EnumerateArray()).GetString()
        );
    }

    [Fact]
    public async Task Nobody_is_told_of_the_menu_when_the_café_opens()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        Assert.DoesNotContain(
            cafe.Memory.Messages,
            message => new Heard(message).Type == "item_availability_changed"
        );
    }

    private static Task<Answer> Available(OpenCafe cafe, bool available) =>
        cafe.DoAsync(
            People.Ben,
            "item_availability_update",
            $$"""{"itemId": "iced-tea", "available": {{(available ? "true" : "false")}}}"""
        );

    private static Task<IReadOnlyList<Heard>> HearAsync(OpenCafe cafe, string status) =>
        cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Maya,
                "counter_status_update",
                $$"""{"counterId": "cold", "status": "{{status}}"}"""
            )
        );

    private static IEnumerable<(string Channel, string Item, string Available)> Items(
        IEnumerable<Heard> heard
    ) =>
        heard
            .Where(one => one.Type == "item_availability_changed")
            .Select(one => (one.Channel, one.Word("itemId")!, one.Word("available")!));
}
