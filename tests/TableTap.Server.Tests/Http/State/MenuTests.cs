using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http.State;

public sealed class MenuTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(Role.Customer, "cafe:demo:general")]
    [InlineData(Role.Employee, "cafe:demo:staff")]
    [InlineData(Role.Manager, "cafe:demo:general,cafe:demo:staff")]
    [InlineData(Role.Service, "")]
    public async Task Menu_tells_where_to_subscribe_from(Role role, string channels)
    {
        var menu = await MenuAsync(
            _server.Token(
                role switch
                {
                    Role.Employee => "anna",
                    Role.Manager => "maya",
                    _ => "somebody",
                },
                role
            )
        );

        Assert.NotEmpty(menu.GetProperty("epoch").GetString()!);
        Assert.Equal(
            channels,
            string.Join(
                ',',
                menu.GetProperty("positions").EnumerateObject().Select(p => p.Name).Order()
            )
        );
        Assert.Equal("EUR", menu.GetProperty("currency").GetString());
        Assert.True(menu.GetProperty("open").GetBoolean());
        Assert.False(menu.TryGetProperty("courses", out _));
        var cappuccino = Item(menu, "cappuccino");
        Assert.Equal("3.50", cappuccino.GetProperty("price").GetRawText());
        Assert.True(cappuccino.GetProperty("available").GetBoolean());
        Assert.Contains(
            menu.GetProperty("customizations").EnumerateArray(),
            extra =>
                extra.GetProperty("name").GetString() == "Extra shot"
                && extra.GetProperty("price").GetRawText() == "0.50"
        );
    }

    [Fact]
    public async Task What_is_out_is_shown_as_out_and_refused_alike()
    {
        using var update = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token("anna", Role.Employee),
            """{"type":"item_availability_update","messageId":"m1","data":{"itemId":"latte","available":false}}"""
        );
        Assert.Equal(200, (int)update.StatusCode);

        var menu = await MenuAsync(_server.Token("g", Role.Customer));
        using var order = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token("g", Role.Customer),
            """{"type":"order_create","messageId":"m2","data":{"cafeId":"demo","orderType":"takeaway","items":[{"itemId":"latte","quantity":1}]}}"""
        );

        Assert.False(Item(menu, "latte").GetProperty("available").GetBoolean());
        Assert.True(Item(menu, "cappuccino").GetProperty("available").GetBoolean());
        Assert.Equal(1, menu.GetProperty("positions").GetProperty("cafe:demo:general").GetInt64());
        await order.ProblemAsync(409, "ITEM_UNAVAILABLE");
    }

    [Fact]
    public async Task Choices_and_what_food_contains_are_told_and_an_item_without_them_is_as_ever()
    {
        var menu = await MenuAsync(_server.Token("g", Role.Customer));

        Assert.Equal(
            ["itemId", "name", "category", "price", "available", "customizations"],
            Item(menu, "cappuccino").EnumerateObject().Select(field => field.Name)
        );
        Assert.Equal(
            """["size","temperature"]""",
            Item(menu, "house-tea").GetProperty("groups").GetRawText()
        );
        Assert.Equal(
            """{"large":4.20}""",
            Item(menu, "house-tea").GetProperty("prices").GetRawText()
        );
        Assert.Equal(
            """["vegan","halal","kosher","gluten_free"]""",
            Item(menu, "house-tea").GetProperty("diets").GetRawText()
        );
        Assert.Equal("[]", Item(menu, "house-tea").GetProperty("allergens").GetRawText());
        var lunch = Item(menu, "lunch");
        Assert.Equal(1, lunch.GetProperty("spiciness").GetInt32());
        var starter = menu.GetProperty("groups")
            .EnumerateArray()
            .Single(group => group.GetProperty("groupId").GetString() == "starter");
        Assert.Equal(
            """{"optionId":"smoked-salmon","name":"Smoked salmon","available":true,"difference":2.50,"allergens":["fish"]}""",
            starter.GetProperty("options")[2].GetRawText()
        );
        Assert.True(starter.GetProperty("required").GetBoolean());
        Assert.Equal(
            (1, 1),
            (starter.GetProperty("min").GetInt32(), starter.GetProperty("max").GetInt32())
        );
    }

    [Fact]
    public async Task An_option_that_is_out_is_shown_as_out_and_its_order_keeps_what_was_chosen()
    {
        var guest = _server.Token("g", Role.Customer);
        using var order = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            guest,
            """{"type":"order_create","messageId":"m1","data":{"cafeId":"demo","orderType":"takeaway","items":[{"itemId":"matcha-latte","quantity":1,"options":["oat-drink"],"note":"in a cup","allergies":["nuts"]}]}}"""
        );
        Assert.Equal(200, (int)order.StatusCode);
        var orderId = (await order.JsonAsync())
            .GetProperty("data")
            .GetProperty("result")
            .GetProperty("orderId")
            .GetString();
        using var update = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token("anna", Role.Employee),
            """{"type":"item_availability_update","messageId":"m2","data":{"optionId":"almond-drink","available":false}}"""
        );
        Assert.Equal(200, (int)update.StatusCode);

        var menu = await MenuAsync(guest);
        using var read = await _server.SendAsync(HttpMethod.Get, $"/v1/orders/{orderId}", guest);

        Assert.Equal("""[{"optionId":"almond-drink"}]""", menu.GetProperty("outages").GetRawText());
        Assert.Equal(
            [true, true, false],
            menu.GetProperty("groups")
                .EnumerateArray()
                .Single(group => group.GetProperty("groupId").GetString() == "milk")
                .GetProperty("options")
                .EnumerateArray()
                .Select(option => option.GetProperty("available").GetBoolean())
        );
        var item = (await read.JsonAsync()).GetProperty("order").GetProperty("items")[0];
        Assert.Equal(
            """["Regular","Oat drink"]""",
            item.GetProperty("customizations").GetRawText()
        );
        Assert.Equal("in a cup", item.GetProperty("note").GetString());
        Assert.Equal("""["nuts"]""", item.GetProperty("allergies").GetRawText());
        Assert.Equal(2, item.GetProperty("choices").GetArrayLength());
    }

    [Theory]
    [InlineData("demo", "annex")]
    [InlineData("annex", "demo")]
    [InlineData("annex", "annex")]
    public async Task Cafe_that_is_not_there_or_not_own_is_not_found(string asked, string own)
    {
        using var response = await _server.SendAsync(
            HttpMethod.Get,
            $"/v1/cafes/{asked}/menu",
            _server.Token("g", Role.Customer, own)
        );

        await response.ProblemAsync(404, "NOT_FOUND");
    }

    private static JsonElement Item(JsonElement menu, string itemId) =>
        menu.GetProperty("items")
            .EnumerateArray()
            .Single(item => item.GetProperty("itemId").GetString() == itemId);

    private async Task<JsonElement> MenuAsync(string token)
    {
        using var response = await _server.SendAsync(HttpMethod.Get, "/v1/cafes/demo/menu", token);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        return await response.JsonAsync();
    }
}
