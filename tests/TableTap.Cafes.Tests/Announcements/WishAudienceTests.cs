using System.Text.Json;
using TableTap.Server.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>Choices, notes and allergies on their way from the guest to the counter (sections 4 and 5).</summary>
public sealed class WishAudienceTests
{
    private const string Wishes = """
        {"itemId": "matcha-latte", "quantity": 1, "options": ["large", "almond-drink"], "customizations": ["Honey"], "note": "بدون سكر", "allergies": ["nuts"]}
        """;

    private static readonly string[] Chosen = ["Large", "Almond drink", "Honey"];

    private static string[] Texts(JsonElement item, string field) =>
        [.. item.GetProperty(field).EnumerateArray().Select(one => one.GetString()!)];

    private static string Json(JsonElement item, string field) =>
        item.GetProperty(field).GetRawText();

    [Fact]
    public async Task They_are_on_the_guests_order_and_on_the_counters_ticket()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        string? orderId = null;

        var heard = await cafe.HearAsync(async () =>
        {
            orderId = await cafe.OrderAsync(
                form: Form(Wishes, more: """, "allergies": ["milk"]""")
            );
            await cafe.PayAsync(orderId);
        });

        foreach (var type in new[] { "order_created", "order_assigned" })
        {
            var item = heard.First(one => one.Type == type).Data.GetProperty("items")[0];
            Assert.Equal(Chosen, Texts(item, "customizations"));
            Assert.Equal(
                """[{"groupId":"size","group":"Size","optionId":"large","name":"Large"},{"groupId":"milk","group":"Milk","optionId":"almond-drink","name":"Almond drink"}]""",
                Json(item, "choices")
            );
            Assert.Equal("بدون سكر", item.GetProperty("note").GetString());
            Assert.Equal(["milk", "nuts"], Texts(item, "allergies"));
        }

        Assert.Equal("5.90", cafe.Find(orderId!).Total.ToString());
    }

    [Fact]
    public async Task The_acknowledgement_warns_of_what_meets_an_allergy()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var warned = await cafe.DoAsync(People.John, "order_create", Form(Wishes));
        var silent = await cafe.DoAsync(People.Jane, "order_create", Form(Drink));

        Assert.Equal(
            """[{"path":"items[0]","message":"Matcha Latte contains nuts","allergens":["nuts"]}]""",
            Json(warned.Result, "warnings")
        );
        Assert.False(silent.Result.TryGetProperty("warnings", out _));
    }

    [Fact]
    public async Task A_counter_starts_it_only_when_it_says_that_it_has_seen_them()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync(form: Form(Wishes));
        var lineId = cafe.Find(orderId).Lines[0].LineId;
        string Start(string more) =>
            $$"""{"orderId": "{{orderId}}", "lineId": "{{lineId}}", "status": "started"{{more}}}""";

        var refused = await cafe.SendAsync(People.Anna, "order_item_update", Start(""));
        await cafe.DoAsync(People.Anna, "order_item_update", Start(""", "allergiesSeen": true"""));

        Assert.Equal("VALIDATION_FAILED", refused.Code);
        Assert.Contains("allergiesSeen", refused.Bytes, StringComparison.Ordinal);
        Assert.Contains("nuts", refused.Bytes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_that_is_out_is_told_to_guests_and_staff()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Anna,
                "item_availability_update",
                """{"optionId": "oat-drink", "available": false}"""
            )
        );

        Assert.Equal(
            ["cafe:demo:general", "cafe:demo:staff"],
            heard.Select(one => one.Channel).Order(StringComparer.Ordinal)
        );
        Assert.All(
            heard,
            one =>
            {
                Assert.Equal("item_availability_changed", one.Type);
                Assert.Equal("oat-drink", one.Word("optionId"));
                Assert.Equal(["available", "optionId"], one.Fields);
            }
        );
    }

    [Fact]
    public async Task An_option_that_nobody_can_make_any_more_is_told_too()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Maya,
                "counter_status_update",
                """{"counterId": "espresso", "status": "maintenance"}"""
            )
        );

        var told = Assert.Single(
            heard,
            one =>
                one.Channel == "cafe:demo:general"
                && one.Type == "item_availability_changed"
                && one.Data.TryGetProperty("optionId", out _)
        );
        Assert.Equal("hot", told.Word("optionId"));
        Assert.False(told.Data.GetProperty("available").GetBoolean());
        Assert.DoesNotContain(
            heard,
            one =>
                one.Type == "item_availability_changed"
                && one.Data.TryGetProperty("itemId", out var item)
                && item.GetString() == "house-tea"
        );
    }
}
