using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>The database of a server dies and comes back: what was acknowledged is there, and the server goes on by itself.</summary>
public sealed class KilledDatabase
{
    private const string Order =
        """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"latte","quantity":1}]}""";

    [Fact]
    public async Task Commands_are_refused_while_it_is_away_and_nothing_acknowledged_is_lost()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        await using var database = await PostgresServer.StartAsync();
        await using var server = await TestServer.StartAsync(
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", database.ConnectionString)
        );
        await ManyOrders.AllowAsync(server.Http, server.Token("root", Role.Admin));
        var acknowledged = new List<string>();
        for (var number = 0; number < 10; number++)
        {
            acknowledged.Add(await OrderAsync($"before-{number}", 200));
        }

        await database.KillAsync();
        await OrderAsync("away", 503);
        using (
            var ready = await server.Http.GetAsync(
                "/health/ready",
                TestContext.Current.CancellationToken
            )
        )
        {
            Assert.Equal(503, (int)ready.StatusCode);
        }

        await database.StartAgainAsync();
        await Patience.UntilAsync(async () =>
        {
            using var ready = await server.Http.GetAsync(
                "/health/ready",
                TestContext.Current.CancellationToken
            );
            return ready.IsSuccessStatusCode;
        });
        acknowledged.Add(await OrderAsync("away", 200));
        Assert.Equal(acknowledged[0], await OrderAsync("before-0", 200));

        Assert.Equal(11, acknowledged.Distinct().Count());
        using var orders = await server.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/orders",
            server.Token("maya", Role.Manager)
        );
        var text = await orders.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.All(acknowledged, id => Assert.Contains(id, text, StringComparison.Ordinal));

        async Task<string> OrderAsync(string id, int status)
        {
            using var answer = await server.SendAsync(
                HttpMethod.Post,
                "/v1/commands",
                server.Token("guest", Role.Customer),
                $$$"""{"type":"order_create","messageId":"{{{id}}}","data":{{{Order}}}}"""
            );
            var body = await answer.Content.ReadAsStringAsync(
                TestContext.Current.CancellationToken
            );
            Assert.True(status == (int)answer.StatusCode, body);
            using var parsed = JsonDocument.Parse(body);
            if (status == 200)
            {
                return parsed.RootElement.Data().GetProperty("result").Text("orderId")!;
            }

            Assert.Contains("\"SERVICE_UNAVAILABLE\"", body, StringComparison.Ordinal);
            return "";
        }
    }
}
