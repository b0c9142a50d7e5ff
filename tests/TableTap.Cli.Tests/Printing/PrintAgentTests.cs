using System.Diagnostics;
using System.Text.Json.Nodes;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Cli.Tests.Printing;

public sealed class PrintAgentTests
{
    private const string PossibleCopy = "POSSIBLE COPY";

    [Fact]
    public async Task Each_ticket_comes_out_once_over_stops_and_starts()
    {
        await using var room = await PrintRoom.OpenAsync();
        var before = await room.OrderAsync();
        await using (room.Start())
        {
            await room.PrintedAsync(1);
            await room.OrderAsync();
            await room.PrintedAsync(2);
        }

        var meanwhile = await room.OrderAsync(
            """{"itemId":"latte","quantity":2,"note":"Hot","allergies":["nuts"],"customizations":["Oat milk"]}"""
        );
        await using (room.Start())
        {
            await room.PrintedAsync(3);
            await room.OrderAsync();
            await room.PrintedAsync(4);
        }

        var slips = room.Printer.Slips;
        Assert.Equal(4, slips.Count);
        Assert.Contains($"btw. |{before.Number}|", slips[0]);
        Assert.Contains("bt.. |Table 4|", slips[0]);
        Assert.Equal(
            [
                "btwr | ALLERGY: NUTS |",
                "bt.. |2 x Caffè Latte|",
                ".... |    Oat milk|",
                "b... |    > Hot|",
                "bt.r |     ALLERGY: NUTS |",
            ],
            slips[2].SkipWhile(line => !line.Contains("---", StringComparison.Ordinal)).Skip(1)
        );
        Assert.Contains($"btw. |{meanwhile.Number}|", slips[2]);
        Assert.DoesNotContain(slips, slip => Text(slip).Contains("COPY", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Voids_cancellations_and_priorities_are_slips_of_their_own()
    {
        await using var room = await PrintRoom.OpenAsync();
        await using var agent = room.Start();
        var order = await room.OrderAsync(
            """{"itemId":"cappuccino","quantity":1},{"itemId":"espresso","quantity":1}"""
        );
        await room.PrintedAsync(1);
        var lines = (await room.ReadAsync("maya", Role.Manager, $"/v1/orders/{order.OrderId}"))
            .GetProperty("order")
            .GetProperty("items")
            .EnumerateArray()
            .Select(line => line.GetProperty("lineId").GetString())
            .ToList();

        await room.DoAsync(
            "order_priority_update",
            $$"""{"orderId":"{{order.OrderId}}","priority":"urgent","reason":"waiting"}"""
        );
        await room.PrintedAsync(2);
        await room.DoAsync(
            "order_item_update",
            $$"""{"orderId":"{{order.OrderId}}","lineId":"{{lines[0]}}","status":"voided","reason":"out"}"""
        );
        await room.PrintedAsync(3);
        await room.DoAsync(
            "order_cancel",
            $$"""{"orderId":"{{order.OrderId}}","reason":"customer_request"}"""
        );
        await room.PrintedAsync(4);

        var slips = room.Printer.Slips;
        Assert.Equal("btwr | CHANGED |", slips[1][0]);
        Assert.Contains("btwr | URGENT |", slips[1]);
        Assert.Equal("btwr | VOID |", slips[2][0]);
        Assert.Equal("bt.. |- 1 x Cappuccino|", slips[2][^1]);
        Assert.Equal("btwr | VOID - WHOLE ORDER |", slips[3][0]);
        Assert.Equal("bt.. |- 1 x Espresso|", slips[3][^1]);
        Assert.Equal(4, slips.Count);
    }

    [Fact]
    public async Task Without_paper_the_counter_has_no_screen_and_nothing_is_lost()
    {
        await using var room = await PrintRoom.OpenAsync();
        await using var agent = room.Start(grace: TimeSpan.Zero);
        await room.OrderAsync();
        await room.PrintedAsync(1);
        await Patience.UntilAsync(async () => await ScreensAsync(room) == 1);

        room.Printer.Load(0);
        await Patience.UntilAsync(async () => await ScreensAsync(room) == 0);
        Assert.Contains(
            "printer: it has no paper; slips wait",
            agent.Error,
            StringComparison.Ordinal
        );
        for (var order = 0; order < 3; order++)
        {
            await room.OrderAsync();
        }

        room.Printer.Load(int.MaxValue);
        await room.PrintedAsync(4);
        await Patience.UntilAsync(async () => await ScreensAsync(room) == 1);
        await room.OrderAsync();
        await room.PrintedAsync(5);

        Assert.Equal(5, room.Printer.Slips.Select(Number).Distinct().Count());
        Assert.DoesNotContain(
            room.Printer.Slips,
            slip => Text(slip).Contains("COPY", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_ticket_that_is_torn_is_printed_again_and_says_so()
    {
        await using var room = await PrintRoom.OpenAsync();
        room.Printer.CutAfter(2);
        await using var agent = room.Start();
        var order = await room.OrderAsync();
        await room.PrintedAsync(1);

        var slip = Assert.Single(room.Printer.Slips);
        // What hung from before, then the whole ticket with its mark.
        Assert.Equal($"btw. |{order.Number}|", slip[0]);
        Assert.Contains(PossibleCopy, slip[2], StringComparison.Ordinal);
        Assert.Contains($"btw. |{order.Number}|", slip.Skip(2));
        Assert.Equal("bt.. |1 x Cappuccino|", slip[^1]);
    }

    [Fact]
    public async Task A_position_that_is_no_longer_in_the_history_prints_what_is_open_and_not_yet_on_paper()
    {
        await using var room = await PrintRoom.OpenAsync();
        await using (room.Start())
        {
            await room.OrderAsync();
            await room.PrintedAsync(1);
        }

        var state = JsonNode.Parse(
            await File.ReadAllTextAsync(room.StateFile, TestContext.Current.CancellationToken)
        )!;
        state["epoch"] = "0190c5a4d2e07b3c8f1d2a6b9e4f0000";
        await File.WriteAllTextAsync(
            room.StateFile,
            state.ToJsonString(),
            TestContext.Current.CancellationToken
        );
        var second = await room.OrderAsync();
        await using var agent = room.Start();
        await room.PrintedAsync(2);
        var third = await room.OrderAsync();
        await room.PrintedAsync(3);

        Assert.Equal([second.Number, third.Number], room.Printer.Slips.Skip(1).Select(Number));
        Assert.Contains("no longer in the history", agent.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_it_makes_its_own()
    {
        await using var room = await PrintRoom.OpenAsync();
        var order = await room.OrderAsync();
        using var stop = new CancellationTokenSource();
        var agent = CommandLine.RunAsync(
            room.CommandLineWithKey(),
            TextWriter.Null,
            TextWriter.Null,
            stop.Token
        );

        await room.PrintedAsync(1);
        await room.OrderAsync();
        await room.PrintedAsync(2);

        Assert.Equal(order.Number, Number(room.Printer.Slips[0]));
        Assert.Equal(1, await ScreensAsync(room, "printer-espresso"));
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await agent);
    }

    [Fact]
    public async Task An_order_is_printed_again_on_demand_and_is_a_copy()
    {
        await using var room = await PrintRoom.OpenAsync();
        var order = await room.OrderAsync();
        await using var agent = room.Start();
        await room.PrintedAsync(1);

        var code = await CommandLine.RunAsync(
            room.CommandLine("--again", order.Number),
            TextWriter.Null,
            TextWriter.Null,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(ExitCode.Done, code);
        var slip = room.Printer.Slips[1];
        Assert.Equal("btwr | COPY |", slip[0]);
        Assert.Equal(order.Number, Number(slip));
    }

    [Fact]
    public async Task An_order_that_is_not_there_cannot_be_printed_again()
    {
        await using var room = await PrintRoom.OpenAsync();
        using var error = new StringWriter();

        var code = await CommandLine.RunAsync(
            room.CommandLine("--again", "ORD-999999"),
            TextWriter.Null,
            error,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains(
            "There is no order ORD-999999.",
            error.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_file_has_one_agent_and_one_counter()
    {
        await using var room = await PrintRoom.OpenAsync();
        await using (room.Start())
        {
            Assert.Throws<InvalidDataException>(() =>
                Cli.Printing.PrintJournal.Open(room.StateFile, "espresso")
            );
        }

        Assert.Contains(
            "is of the counter espresso",
            Assert
                .Throws<InvalidDataException>(() =>
                    Cli.Printing.PrintJournal.Open(room.StateFile, "cold")
                )
                .Message,
            StringComparison.Ordinal
        );
        await File.WriteAllTextAsync(room.StateFile, "{", TestContext.Current.CancellationToken);
        Assert.Contains(
            "is damaged",
            Assert
                .Throws<InvalidDataException>(() =>
                    Cli.Printing.PrintJournal.Open(room.StateFile, "espresso")
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Agents_that_are_killed_print_each_ticket_and_mark_what_may_be_there_twice()
    {
        const int Kills = 3;
        await using var room = await PrintRoom.OpenAsync();
        var numbers = new List<string>();
        for (var life = 0; life <= Kills; life++)
        {
            using var agent = Process.Start(
                ServerProgram.Command(ServerProgram.Server, room.CommandLine())
            )!;
            agent.OutputDataReceived += (_, _) => { };
            agent.BeginOutputReadLine();
            agent.ErrorDataReceived += (_, _) => { };
            agent.BeginErrorReadLine();
            try
            {
                for (var order = 0; order < 2; order++)
                {
                    numbers.Add((await room.OrderAsync()).Number);
                }

                // Some are printed, and one may be at the printer, when it goes.
                var enough = life == Kills ? numbers.Count : numbers.Count - 1;
                await Patience.UntilAsync(() =>
                    room.Printer.Slips.Select(Number).Distinct().Count() >= enough
                );
            }
            finally
            {
                agent.Kill();
                await agent.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
        }

        var printed = room.Printer.Slips.SelectMany(slip => slip).ToList();
        Assert.All(numbers, number => Assert.Contains($"btw. |{number}|", printed));
        var marked = printed.Count(line => line.Contains(PossibleCopy, StringComparison.Ordinal));
        Assert.InRange(marked, 0, Kills);
        // What came out more than once is what says so.
        Assert.InRange(
            printed.Count(line => line.StartsWith("btw. |ORD-", StringComparison.Ordinal)),
            numbers.Count,
            numbers.Count + marked
        );
    }

    [Theory]
    [InlineData("--counter", "espresso")]
    [InlineData("--printer", "tcp://127.0.0.1")]
    [InlineData("--counter", "a b", "--printer", "tcp://127.0.0.1")]
    [InlineData("--counter", "espresso", "--printer", "127.0.0.1")]
    [InlineData("--counter", "espresso", "--printer", "tcp://127.0.0.1", "--columns", "10")]
    [InlineData("--counter", "espresso", "--printer", "tcp://127.0.0.1", "--codepage", "864")]
    [InlineData("--counter", "espresso", "--printer", "tcp://127.0.0.1", "--language", "xx")]
    [InlineData("--counter", "espresso", "--printer", "tcp://127.0.0.1", "--answers", "some")]
    public async Task Wrong_usage_is_refused(params string[] arguments)
    {
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            ["print", .. arguments],
            TextWriter.Null,
            error,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(ExitCode.Usage, code);
        Assert.NotEmpty(error.ToString());
    }

    private static async Task<int> ScreensAsync(PrintRoom room, string user = "maya") =>
        (await room.ReadAsync("ada", Role.Admin, $"/v1/admin/connections?user={user}"))
            .GetProperty("connections")
            .GetArrayLength();

    private static string Text(IEnumerable<string> slip) => string.Join('\n', slip);

    // Of the last ticket on a slip: what hangs from before is above it.
    private static string Number(IReadOnlyList<string> slip) =>
        slip.Last(line => line.StartsWith("btw. |", StringComparison.Ordinal))[6..^1];
}
