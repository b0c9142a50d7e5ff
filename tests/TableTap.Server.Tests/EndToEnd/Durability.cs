using System.Text.Json;
using TableTap.Server.Testing;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>What was acknowledged survives <c>kill -9</c>; what was asked once happens once; a stop is announced.</summary>
public sealed class Durability
{
    private const string Order =
        """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","items":[{"itemId":"latte","quantity":1}]}""";

    [Fact]
    public async Task A_repeated_command_gets_its_first_answer_also_after_kill_and_restart()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var guest = await server.ConnectAsync("guest", "customer");
        var first = await guest.CommandAsync("order_create", "once-1", Order);
        Assert.Equal("message_acknowledged", first.Text("type"));
        Assert.Equal(
            first.GetRawText(),
            (await guest.CommandAsync("order_create", "once-1", Order)).GetRawText()
        );

        await server.KillAsync();
        await server.StartAgainAsync();

        await using var again = await server.ConnectAsync("guest", "customer");
        Assert.Equal(
            guest.Established.Data().Text("epoch"),
            again.Established.Data().Text("epoch")
        );
        Assert.Equal(
            first.GetRawText(),
            (await again.CommandAsync("order_create", "once-1", Order)).GetRawText()
        );

        var other = await again.CommandAsync(
            "order_create",
            "once-1",
            Order.Replace("latte", "americano", StringComparison.Ordinal)
        );
        Assert.Equal("CONFLICT", other.Data().GetProperty("error").Text("code"));

        await again.SendAsync(
            """{"type":"reconnect","data":{"channels":["orders:customer:guest"],"positions":{"orders:customer:guest":0}}}"""
        );
        var replay = await again.ExpectAsync("message_replay");
        var created = replay
            .Data()
            .GetProperty("messages")
            .EnumerateArray()
            .Where(message => message.Text("type") == "order_created");
        Assert.Single(created.ToArray());
    }

    [Fact]
    public async Task Every_order_acknowledged_before_a_kill_exists_once_after_it()
    {
        await using var server = await ServerProcess.StartAsync();
        using (var http = new HttpClient { BaseAddress = server.Http })
        {
            await ManyOrders.AllowAsync(http, server.Token("root", "admin"));
        }

        var acknowledged = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            await using var guest = await server.ConnectAsync("guest", "customer");
            var orders = Enumerable.Range(0, 15).Select(i => $"k-{round}-{i}").ToArray();
            foreach (var id in orders)
            {
                await guest.SendAsync(
                    $$$$"""{"type":"order_create","messageId":"{{{{id}}}}","data":{{{{Order}}}}}"""
                );
            }

            // The kill falls into the middle: some are answered, some decided, some not even read.
            foreach (var id in orders.Take(5 * round))
            {
                acknowledged.Add(
                    (await guest.AnswerAsync(id)).Data().GetProperty("result").Text("orderId")
                );
            }

            await server.KillAsync();
            await server.StartAgainAsync();
            await using var again = await server.ConnectAsync("guest", "customer");
            foreach (var id in orders)
            {
                var answer = await again.CommandAsync("order_create", id, Order);
                acknowledged.Add(answer.Data().GetProperty("result").Text("orderId"));
            }
        }

        await using var reader = await server.ConnectAsync("guest", "customer");
        await reader.SendAsync(
            """{"type":"reconnect","data":{"channels":["orders:customer:guest"],"positions":{"orders:customer:guest":0}}}"""
        );
        var messages = new List<JsonElement>();
        JsonElement page;
        do
        {
            page = (await reader.ExpectAsync("message_replay")).Data();
            messages.AddRange(page.GetProperty("messages").EnumerateArray());
        } while (page.Flag("hasMore"));

        Assert.Equal(
            Enumerable.Range(1, messages.Count),
            messages.Select(message => (int)message.Number("sequence"))
        );
        var created = messages
            .Where(message => message.Text("type") == "order_created")
            .Select(message => message.Data().Text("orderId"))
            .ToArray();
        Assert.Equal(45, created.Length);
        Assert.Equal(
            created.Order(StringComparer.Ordinal),
            acknowledged.Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_stop_is_announced_and_ends_with_1012_and_exit_code_0()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var guest = await server.ConnectAsync("guest", "customer");
        var stopping = server.TerminateAsync();
        var advised = await guest.ExpectAsync("reconnect_advised");
        advised.AssertEnvelope("reconnect_advised");
        Assert.True(advised.Data().Number("delayMs") >= 0);
        Assert.Equal(1012, await guest.CloseCodeAsync());
        Assert.Equal(0, await stopping);
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_is_refused_in_one_line()
    {
        await using var server = await ServerProcess.StartAsync();
        var (exitCode, error) = await ServerProcess.RunAsync(
            "serve",
            "--demo",
            "--data",
            server.DataDirectory,
            "--urls",
            "http://127.0.0.1:0"
        );
        Assert.Equal(1, exitCode);
        Assert.Contains("Another TableTap server uses the store", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        await using var guest = await server.ConnectAsync("guest", "customer");
        await guest.AssertAliveAsync();
    }

    [Fact]
    public async Task No_token_appears_in_the_log()
    {
        await using var server = await ServerProcess.StartAsync();
        var token = await server.TokenAsync("guest", "customer");
        await using var socket = await RawSocket.OpenAsync(server.Socket, token);
        await socket.ExpectAsync("connection_established");
        await using var broken = await RawSocket.OpenAsync(server.Socket, token + "x");
        await broken.ExpectAsync("error");
        await server.TerminateAsync();
        Assert.NotEmpty(server.Log);
        // Its header is that of the table's code, which the demo prints; its claims and its signature are its own.
        foreach (var part in token.Split('.')[1..])
        {
            Assert.DoesNotContain(
                server.Log,
                line => line.Contains(part[..20], StringComparison.Ordinal)
            );
        }
    }
}
