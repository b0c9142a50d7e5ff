using System.Text;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http.State;
using TableTap.Server.Tests.Webhooks;
using TableTap.Testing;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>Section 7, "What is kept": what is kept of an order can be acted on, over the real store and over restarts.</summary>
public sealed class EndedOrderTests : IAsyncLifetime
{
    private const string Bank = "a-secret-of-the-bank-provider";
    private readonly ProcessClock _time = new(new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero));
    private DemoDoor _door = null!;
    private int _events;

    public async ValueTask InitializeAsync() =>
        _door = new(
            await TestServer.StartAsync(
                _time,
                ("Payments:Providers:bank:Secrets", Bank),
                ("Storage:SnapshotEvery", "100"),
                ("Limits:MessagesPerMinute", "100000")
            )
        );

    public ValueTask DisposeAsync() => _door.Server.DisposeAsync();

    [Theory]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(89, true)]
    public async Task An_order_is_refunded_and_rated_days_later(int days, bool restart)
    {
        var orderId = await PaidAndCompletedAsync();
        await LaterAsync(days, restart);

        await RefundAsync(orderId, 1.00);
        await _door.DoAsync("john", "order_rate", $$"""{"orderId":"{{orderId}}","stars":5}""");
        await RefundAsync(orderId, 0.50);

        var payment = (await OrderAsync(orderId)).GetProperty("payment");
        Assert.Equal(1.5, payment.GetProperty("refunded").GetDouble());
        Assert.Equal(2, payment.GetProperty("refunds").GetArrayLength());
        var listed = await _door.ReadAsync("maya", "/v1/cafes/demo/refunds");
        Assert.Equal(
            [orderId, orderId],
            listed
                .GetProperty("refunds")
                .EnumerateArray()
                .Select(one => one.GetProperty("orderId").GetString())
        );
        var metrics = await _door.ReadAsync("maya", "/v1/cafes/demo/metrics");
        Assert.Equal(-1.5, metrics.GetProperty("metrics").GetProperty("revenue").GetDouble());
        var (status, over) = await _door.SendAsync(
            "maya",
            "refund_issue",
            $$"""{"orderId":"{{orderId}}","amount":2.50,"reason":"too much"}"""
        );
        Assert.True(status == 409, $"{over}");
    }

    [Theory]
    [InlineData("cash", 2, false)]
    [InlineData("cash", 30, true)]
    [InlineData("provider", 2, false)]
    [InlineData("provider", 89, true)]
    public async Task One_that_nobody_paid_is_paid_days_later_and_counts_then(
        string by,
        int days,
        bool restart
    )
    {
        var orderId = await _door.CompletedAsync("john");
        await LaterAsync(days, restart);

        if (by == "cash")
        {
            await _door.DoAsync(
                "anna",
                "payment_record",
                $$"""{"orderId":"{{orderId}}","method":"cash","amount":3.50}"""
            );
        }
        else
        {
            await ReportAsync(Payment(orderId));
        }

        var order = await OrderAsync(orderId);
        Assert.Equal("completed", order.GetProperty("status").GetString());
        var payment = order.GetProperty("payment");
        Assert.Equal("paid", payment.GetProperty("status").GetString());
        Assert.Equal(3.5, payment.GetProperty("captured").GetDouble());
        Assert.Equal(0, payment.GetProperty("refunded").GetDouble());
        var metrics = await _door.ReadAsync("maya", "/v1/cafes/demo/metrics");
        Assert.Equal(3.5, metrics.GetProperty("metrics").GetProperty("revenue").GetDouble());
    }

    [Fact]
    public async Task History_and_version_go_on_without_a_gap()
    {
        var orderId = await PaidAndCompletedAsync();
        var before = await _door.ReadAsync("maya", $"/v1/orders/{orderId}");
        await LaterAsync(30, restart: true);

        await RefundAsync(orderId, 1.00);

        var after = await _door.ReadAsync("maya", $"/v1/orders/{orderId}");
        var versions = after
            .GetProperty("history")
            .EnumerateArray()
            .Select(line => line.GetProperty("orderVersion").GetInt32())
            .ToList();
        Assert.Equal(Enumerable.Range(1, versions.Count), versions);
        Assert.Equal(
            before.GetProperty("history").EnumerateArray().Select(line => line.GetRawText()),
            after
                .GetProperty("history")
                .EnumerateArray()
                .Take(versions.Count - 1)
                .Select(line => line.GetRawText())
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refund_in_the_providers_dashboard_is_booked_on_day_10_and_once(bool named)
    {
        var orderId = await PaidAndCompletedAsync();
        await LaterAsync(10, restart: true);
        var order = named ? $"\"orderId\": \"{orderId}\", " : "";
        var refund =
            $$"""{"id": "evt-late", "type": "refund.succeeded", {{order}}"transactionId": "txn-1", "amount": 1.20, "refundId": "re-1"}""";

        await ReportAsync(refund);
        await LaterAsync(2, restart: true);
        await ReportAsync(refund);

        var payment = (await OrderAsync(orderId)).GetProperty("payment");
        Assert.Equal(1.2, payment.GetProperty("refunded").GetDouble());
        Assert.Equal(1, payment.GetProperty("refunds").GetArrayLength());
    }

    [Fact]
    public async Task Money_for_an_order_that_was_cancelled_days_ago_comes_and_goes_back()
    {
        var orderId = await _door.OrderAsync("john", payment: "card");
        await _door.DoAsync(
            "john",
            "order_cancel",
            $$"""{"orderId":"{{orderId}}","reason":"customer_request"}"""
        );
        await LaterAsync(3, restart: false);

        await ReportAsync(Payment(orderId));

        var payment = (await OrderAsync(orderId)).GetProperty("payment");
        Assert.Equal(3.5, payment.GetProperty("captured").GetDouble());
        Assert.Equal(3.5, payment.GetProperty("refunded").GetDouble());
    }

    [Fact]
    public async Task A_foreign_guest_finds_nothing_and_an_administrator_finds_the_café()
    {
        var orderId = await PaidAndCompletedAsync();
        await LaterAsync(5, restart: false);

        var (status, _) = await _door.SendAsync(
            "jane",
            "order_rate",
            $$"""{"orderId":"{{orderId}}","stars":1}"""
        );
        Assert.Equal(404, status);
        await _door.DoAsync(
            "ada",
            "refund_issue",
            $$"""{"orderId":"{{orderId}}","amount":1.00,"reason":"late"}"""
        );
    }

    [Fact]
    public async Task After_90_days_an_order_is_not_found_unless_something_was_done_about_it()
    {
        var forgotten = await PaidAndCompletedAsync();
        var kept = await PaidAndCompletedAsync();
        await LaterAsync(89, restart: false);
        await RefundAsync(kept, 1.00);
        await LaterAsync(1, restart: false);
        await Patience.UntilAsync(
            async () =>
            {
                _door.SignOut();
                using var response = await _door.GetAsync("maya", $"/v1/orders/{forgotten}");
                return (int)response.StatusCode == 404;
            },
            () => _time.Advance(TimeSpan.FromMinutes(10)),
            pauseMs: 20
        );
        Assert.InRange(
            _time.GetUtcNow(),
            new DateTimeOffset(2024, 4, 14, 9, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2024, 4, 15, 9, 0, 0, TimeSpan.Zero)
        );

        var (status, _) = await _door.SendAsync(
            "maya",
            "refund_issue",
            $$"""{"orderId":"{{forgotten}}","amount":1.00,"reason":"late"}"""
        );
        Assert.Equal(404, status);
        await RefundAsync(kept, 0.50);
        var answer = await _door.ReadAsync("maya", $"/v1/orders/{kept}");
        Assert.Equal(
            1.5,
            answer.GetProperty("order").GetProperty("payment").GetProperty("refunded").GetDouble()
        );
        Assert.Equal(
            "order_created",
            answer.GetProperty("history")[0].GetProperty("type").GetString()
        );
    }

    [Fact]
    public async Task Refunds_come_in_pages_the_latest_first()
    {
        var orders = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            orders.Add(await PaidAndCompletedAsync());
            await RefundAsync(orders[^1], 0.10);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        await LaterAsync(4, restart: true);
        await RefundAsync(orders[0], 0.20);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await _door.ReadAsync(
                "maya",
                $"/v1/cafes/demo/refunds?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}"
            );
            seen.AddRange(
                page.GetProperty("refunds")
                    .EnumerateArray()
                    .Select(one => one.GetProperty("orderId").GetString()!)
            );
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        } while (cursor is not null);

        Assert.Equal([orders[0], orders[4], orders[3], orders[2], orders[1], orders[0]], seen);
        var pending = await _door.ReadAsync("bank", "/v1/cafes/demo/refunds?status=pending");
        Assert.Equal(6, pending.GetProperty("refunds").GetArrayLength());
        var failed = await _door.ReadAsync("maya", "/v1/cafes/demo/refunds?status=failed");
        Assert.Equal(0, failed.GetProperty("refunds").GetArrayLength());
    }

    [Theory]
    [InlineData("john", "", 403)]
    [InlineData("anna", "", 403)]
    [InlineData("maya", "?status=lost", 422)]
    [InlineData("maya", "?limit=0", 422)]
    [InlineData("maya", "?cursor=x", 422)]
    [InlineData("maya", "?colour=red", 422)]
    public async Task A_list_of_refunds_is_for_managers_and_services_and_asked_for_rightly(
        string user,
        string query,
        int status
    )
    {
        using var response = await _door.GetAsync(user, $"/v1/cafes/demo/refunds{query}");

        Assert.Equal(status, (int)response.StatusCode);
    }

    private async Task<string> PaidAndCompletedAsync()
    {
        var orderId = await _door.OrderAsync("john", payment: "card");
        await ReportAsync(Payment(orderId));
        foreach (var status in new[] { "preparing", "ready" })
        {
            await _door.StatusAsync("maya", orderId, status);
        }

        await _door.StatusAsync("maya", orderId, "completed");
        return orderId;
    }

    private string Payment(string orderId) =>
        $$"""{"id": "evt-{{++_events}}", "type": "payment.succeeded", "orderId": "{{orderId}}", "amount": 3.50, "currency": "EUR", "transactionId": "txn-{{_events}}"}""";

    /// <summary>Days pass, and an order that ends makes the café let those go that ended before.</summary>
    private async Task LaterAsync(int days, bool restart)
    {
        if (restart)
        {
            await _door.Server.StopAsync();
        }

        _time.Advance(TimeSpan.FromDays(days));
        if (restart)
        {
            await _door.Server.RestartAsync();
        }

        await _door.NextDayAsync();
        var last = await _door.OrderAsync("jane");
        await _door.DoAsync(
            "jane",
            "order_cancel",
            $$"""{"orderId":"{{last}}","reason":"customer_request"}"""
        );
    }

    private Task<JsonElement> RefundAsync(string orderId, double amount) =>
        _door.DoAsync(
            "maya",
            "refund_issue",
            $$"""{"orderId":"{{orderId}}","amount":{{amount.ToString(System.Globalization.CultureInfo.InvariantCulture)}},"reason":"late"}"""
        );

    private async Task<JsonElement> OrderAsync(string orderId) =>
        (await _door.ReadAsync("maya", $"/v1/orders/{orderId}")).GetProperty("order");

    private async Task ReportAsync(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var content = new ByteArrayContent(bytes);
        content.Headers.Add("TableTap-Signature", Signed.Header(Bank, _time.GetUtcNow(), bytes));
        using var response = await _door.Server.Http.PostAsync(
            "/v1/webhooks/payments/bank",
            content,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(200, (int)response.StatusCode);
    }
}
