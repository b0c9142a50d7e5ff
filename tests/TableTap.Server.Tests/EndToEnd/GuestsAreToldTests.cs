using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.CafeFiles;
using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>What guests and staff are told before an order is paid, over the whole server and its sockets.</summary>
public sealed class GuestsAreToldTests
{
    private const string Order = """
        {"cafeId": "demo", "orderType": "takeaway", "items": [{"itemId": "cappuccino", "quantity": 1}, {"itemId": "club-sandwich", "quantity": 1}]
        """;

    [Fact]
    public async Task A_guest_hears_what_went_out_and_pays_the_rest()
    {
        await using var server = await TestServer.StartAsync();
        using var guest = await ListenAsync(server, "g1", Role.Customer, "orders:customer:g1");
        await CommandAsync(guest, "order_create", Order + "}");
        var created = await DataAsync(guest, "order_created");
        var orderId = created.GetProperty("orderId").GetString()!;
        using var chloe = await server.ConnectAsync(server.Token("chloe", Role.Employee));

        await CommandAsync(
            chloe,
            "item_availability_update",
            """{"itemId": "club-sandwich", "available": false}"""
        );

        var voided = await DataAsync(guest, "order_item_updated");
        Assert.Equal("voided", voided.GetProperty("currentStatus").GetString());
        Assert.Equal("3.50", voided.GetProperty("total").GetRawText());
        var page = new Uri(voided.GetProperty("paymentUrl").GetString()!);

        // Who hears of it may ask a moment before the café's own copy has it.
        await Patience.UntilAsync(async () =>
        {
            using var shown = await server.SendAsync(HttpMethod.Get, page.PathAndQuery);
            var html = await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return html.Contains("3.50 EUR", StringComparison.Ordinal);
        });

        var token = server.Token("g1", Role.Customer);
        using var read = await server.SendAsync(HttpMethod.Get, $"/v1/orders/{orderId}", token);
        var history = (await read.JsonAsync()).GetProperty("history");
        Assert.Contains(
            "Club Sandwich: voided, EUR 7.90 less",
            history.EnumerateArray().Select(one => one.GetProperty("text").GetString())
        );

        using var paid = await server.SendAsync(
            HttpMethod.Post,
            "/v1/payments/test",
            token,
            $$"""{"orderId": "{{orderId}}", "token": "tok_ok"}"""
        );
        var processed = await DataAsync(guest, "payment_processed");
        Assert.Equal("3.50", processed.GetProperty("amount").GetRawText());
    }

    [Fact]
    public async Task The_staff_hears_of_an_order_in_cash_and_a_manager_is_told_when_it_waits()
    {
        var time = new FakeTimeProvider(new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero));
        await using var server = await TestServer.StartAsync(time);
        using var anna = await ListenAsync(server, "anna", Role.Employee, "cafe:demo:staff");
        using var maya = await ListenAsync(server, "maya", Role.Manager, "cafe:demo:alerts");
        using (var guest = await ListenAsync(server, "g1", Role.Customer, "orders:customer:g1"))
        {
            await CommandAsync(guest, "order_create", Order + ", \"paymentMethod\": \"cash\"}");
            await DataAsync(guest, "order_created");
        }

        var waiting = await DataAsync(anna, "order_created");
        Assert.False(waiting.TryGetProperty("paymentUrl", out _));
        Assert.Equal("11.40", waiting.GetProperty("total").GetRawText());

        time.Advance(TimeSpan.FromMinutes(3));
        JsonElement alert;
        do
        {
            alert = await DataAsync(maya, "alert");
        } while (alert.GetProperty("category").GetString() != "order_unconfirmed");

        Assert.Equal(
            waiting.GetProperty("orderId").GetString(),
            alert.GetProperty("orderId").GetString()
        );
    }

    [Fact]
    public async Task A_changed_menu_reaches_who_listens_and_a_price_that_was_not_shown_is_a_conflict()
    {
        await using var server = await TestServer.StartAsync();
        var token = server.Token("g1", Role.Customer);
        var before = await MenuAsync(server, token);
        using var guest = await server.ConnectAsync(token);
        await guest.SendAsync(
            $$$"""
            {"type": "subscribe", "data": {"channels": [{"channel": "cafe:demo:general",
             "afterSequence": {{{before.GetProperty("positions").GetProperty(
                "cafe:demo:general"
            )}}} }], "epoch": "{{{before.GetProperty("epoch").GetString()}}}"} }
            """
        );
        await guest.ReadAsync("subscription_confirmed");

        await ImportAsync(
            server,
            DemoCafe.Profile with
            {
                Menu =
                [
                    .. DemoCafe.Profile.Menu.Items.Select(item =>
                        item with
                        {
                            Price = item.Price + new Money(10),
                        }
                    ),
                ],
            }
        );

        var changed = await DataAsync(guest, "menu_changed");
        var after = await MenuAsync(server, token);
        Assert.Equal(
            after.GetProperty("revision").GetInt64(),
            changed.GetProperty("revision").GetInt64()
        );
        Assert.True(
            after.GetProperty("revision").GetInt64() > before.GetProperty("revision").GetInt64()
        );

        await CommandAsync(guest, "order_create", Order + ", \"expectedTotal\": 11.40}");
        var error = (await DataAsync(guest, "message_error")).GetProperty("error");
        Assert.Equal("CONFLICT", error.GetProperty("code").GetString());
        var total = error.GetProperty("current").GetProperty("total");
        Assert.Equal("11.60", total.GetRawText());
        await CommandAsync(
            guest,
            "order_create",
            Order + $", \"expectedTotal\": {total.GetRawText()}}}"
        );
        await DataAsync(guest, "message_acknowledged");
    }

    private static async Task<JsonElement> MenuAsync(TestServer server, string token)
    {
        using var menu = await server.SendAsync(HttpMethod.Get, "/v1/cafes/demo/menu", token);
        return await menu.JsonAsync();
    }

    private static async Task ImportAsync(TestServer server, CafeProfile profile)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/admin/cafes/demo")
        {
            Content = new StringContent(
                CafeFile.Write(DemoCafe.Id, profile, FileFormat.Json),
                Encoding.UTF8,
                "application/json"
            ),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            server.Token("root", Role.Admin)
        );
        using var answer = await server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(200, (int)answer.StatusCode);
    }

    private static async Task<ClientWebSocket> ListenAsync(
        TestServer server,
        string user,
        Role role,
        string channel
    )
    {
        var socket = await server.ConnectAsync(server.Token(user, role));
        await socket.SendAsync(
            $$"""{"type": "subscribe", "data": {"channels": ["{{channel}}"]} }"""
        );
        await socket.ReadAsync("subscription_confirmed");
        return socket;
    }

    private static async Task<JsonElement> DataAsync(ClientWebSocket socket, string type) =>
        (await socket.ReadAsync(type)).GetProperty("data");

    private static async Task CommandAsync(ClientWebSocket socket, string type, string data) =>
        await socket.SendAsync(
            $$"""{"type": "{{type}}", "messageId": "{{Guid.CreateVersion7()}}", "data": {{data}} }"""
        );
}
