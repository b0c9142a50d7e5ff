using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.Http.State;

/// <summary>Section 10: one order with its history, and what each reader sees of it.</summary>
public sealed class OrderTests : IAsyncLifetime
{
    private DemoDoor _door = null!;

    public async ValueTask InitializeAsync() => _door = new(await TestServer.StartAsync());

    public ValueTask DisposeAsync() => _door.Server.DisposeAsync();

    [Fact]
    public async Task History_tells_every_fact_with_who_did_it()
    {
        var orderId = await ReadyAsync();
        await _door.DoAsync(
            "maya",
            "order_status_update",
            $$"""{"orderId":"{{orderId}}","status":"completed","reason":"known guest"}"""
        );

        var answer = await _door.ReadAsync("maya", $"/v1/orders/{orderId}");

        var history = answer.GetProperty("history").EnumerateArray().ToList();
        Assert.Equal(
            Enumerable.Range(1, history.Count),
            history.Select(line => line.GetProperty("orderVersion").GetInt32())
        );
        Assert.Equal(
            history.Count,
            answer.GetProperty("order").GetProperty("orderVersion").GetInt32()
        );
        var first = history[0];
        Assert.Equal("order_created", first.GetProperty("type").GetString());
        Assert.Equal("john", first.GetProperty("by").GetString());
        Assert.Equal("John D.", first.GetProperty("byName").GetString());
        Assert.StartsWith(
            "Ordered for EUR 3.50",
            first.GetProperty("text").GetString(),
            StringComparison.Ordinal
        );
        var last = history[^1];
        Assert.Equal("order_completed", last.GetProperty("type").GetString());
        Assert.Equal("maya", last.GetProperty("by").GetString());
        Assert.Equal("Handed over (known guest)", last.GetProperty("text").GetString());
        Assert.Contains(
            history,
            line => line.GetProperty("text").GetString() == "Cappuccino: ready at Espresso Bar"
        );
    }

    [Theory]
    [InlineData("john", true, false, true, false, true)]
    [InlineData("anna", false, true, false, true, false)]
    [InlineData("maya", false, true, true, true, true)]
    [InlineData("ada", false, true, true, true, true)]
    [InlineData("bank", false, false, true, true, true)]
    public async Task Each_reader_sees_what_the_channels_would_tell(
        string user,
        bool code,
        bool staffNames,
        bool money,
        bool priority,
        bool customerId
    )
    {
        var orderId = await ReadyAsync();

        var answer = await _door.ReadAsync(user, $"/v1/orders/{orderId}");

        var order = answer.GetProperty("order");
        Assert.Equal(code, order.TryGetProperty("pickupCode", out _));
        Assert.Equal(priority, order.TryGetProperty("priority", out _));
        Assert.Equal(customerId, order.TryGetProperty("customerId", out _));
        Assert.Equal(money, order.GetProperty("payment").TryGetProperty("captured", out _));
        Assert.Equal(
            user == "bank" ? null
                : user == "john" ? "John Doe"
                : "John D.",
            order.TryGetProperty("customerName", out var name) ? name.GetString() : null
        );
        Assert.Equal(staffNames, answer.GetProperty("history")[0].TryGetProperty("byName", out _));
        var types = answer
            .GetProperty("history")
            .EnumerateArray()
            .Select(line => line.GetProperty("type").GetString()!)
            .ToHashSet();
        Assert.Equal(user is not ("john" or "bank"), types.Contains("order_assigned"));
        Assert.Equal(user is not ("john" or "bank"), types.Contains("line_moved"));
        Assert.DoesNotContain(
            "John Doe",
            user == "john" ? "" : answer.GetRawText(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Why_it_waits_is_told_while_it_does()
    {
        var first = await _door.OrderAsync("jane");
        var second = await _door.OrderAsync("john");
        await _door.StatusAsync("anna", first, "confirmed");
        await _door.StatusAsync("anna", second, "confirmed");

        var wait = (await _door.ReadAsync("john", $"/v1/orders/{second}")).GetProperty("wait");
        Assert.Equal("queue", wait.GetProperty("cause").GetString());
        Assert.Equal("1 ahead at Espresso Bar, 1 barista", wait.GetProperty("text").GetString());
        Assert.True(wait.GetProperty("minutes").GetDouble() > 0);
        Assert.Equal(
            "next",
            (await _door.ReadAsync("jane", $"/v1/orders/{first}"))
                .GetProperty("wait")
                .GetProperty("cause")
                .GetString()
        );

        await _door.StatusAsync("anna", second, "preparing");
        await _door.StatusAsync("anna", second, "ready");
        Assert.False(
            (await _door.ReadAsync("john", $"/v1/orders/{second}")).TryGetProperty("wait", out _)
        );
    }

    [Fact]
    public async Task Order_of_somebody_else_or_of_nobody_is_not_found()
    {
        var orderId = await _door.OrderAsync("john");

        foreach (
            var path in new[]
            {
                $"/v1/orders/{orderId}",
                "/v1/orders/nothing",
                "/v1/orders/no%20id",
            }
        )
        {
            using var response = await _door.GetAsync("jane", path);
            await response.ProblemAsync(404, "NOT_FOUND");
        }

        using var foreign = await _door.Server.SendAsync(
            HttpMethod.Get,
            $"/v1/orders/{orderId}",
            _door.Server.Token("mallory", Role.Manager, "annex")
        );
        await foreign.ProblemAsync(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Administrators_positions_include_the_owners_channel_of_that_commit()
    {
        var orderId = await _door.OrderAsync("john");

        var answer = await _door.ReadAsync("ada", $"/v1/orders/{orderId}");

        Assert.Equal(
            1,
            answer.GetProperty("positions").GetProperty("orders:customer:john").GetInt64()
        );
    }

    [Fact]
    public async Task Unpaid_card_order_tells_its_owner_alone_where_to_pay()
    {
        var orderId = await _door.OrderAsync("john", payment: "card");

        Assert.EndsWith(
            $"/pay/{orderId}",
            Payment(await _door.ReadAsync("john", $"/v1/orders/{orderId}"))
                .GetProperty("paymentUrl")
                .GetString(),
            StringComparison.Ordinal
        );
        Assert.False(
            Payment(await _door.ReadAsync("maya", $"/v1/orders/{orderId}"))
                .TryGetProperty("paymentUrl", out _)
        );

        static JsonElement Payment(JsonElement answer) =>
            answer.GetProperty("order").GetProperty("payment");
    }

    private async Task<string> ReadyAsync()
    {
        var orderId = await _door.OrderAsync("john");
        foreach (var status in new[] { "confirmed", "preparing", "ready" })
        {
            await _door.StatusAsync("anna", orderId, status);
        }

        return orderId;
    }
}
